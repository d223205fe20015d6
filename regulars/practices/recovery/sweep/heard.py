"""What was said in the books, and what our readers made of it: of some customers, or of all of them at once.

On a desk that grew, the moments of one customer lie far apart, and asking customer by customer comes back to each page
of the database again and again. Of all books they are read in the order in which they were written down.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from regulars.engine.rows import aware, parsed, rows
from regulars.practices.recovery.sweep import rules
from regulars.practices.recovery.sweep.rules import Said

AT_ONCE = 5000
FAILING = ("annoyed", "frustrated", "disappointed", "angry", "leaving")
GRAVE = ("minor", "serious", "severe")
UPSET = ("anger", "annoyance", "disappointment", "disapproval", "sadness", "disgust")
ASKING = ("curiosity", "confusion")
GLAD = tuple("joy gratitude admiration amusement love approval excitement optimism relief".split())
# What makes good: of ours an apology that is one, amends, a promise; of theirs thanks.
SAID = """
select m.customer_id, m.public_id, m.at, m.conversation_id, m.direction,
    case when m.direction = 'in' then u.scores else '{{}}' end,
    exists (
        select 1 from readings_reading r where r.message_id = u.message_id
        and r.reader in ('amends', 'apology', 'thanks') and r.sure
        and (m.direction = 'in') = (r.reader = 'thanks') and (r.reader <> 'apology' or r.label = 'apology'))
from book_moment m join book_message t on t.moment_id = m.id join readings_understanding u on u.message_id = t.id
where m.{span} >= %s and m.{span} < %s and m.kind = 'message' and m.automatic = ''
  and m.direction in ('in', 'out') and m.conversation_id is not null and u.tier <> ''
order by m.{order}
"""
OF_CUSTOMERS = SAID.format(span="customer_id", order="customer_id, m.at, m.id")
IN_ORDER = SAID.format(span="id", order="id")
NEWEST = "select max(id) from book_moment"

Whose = tuple[int, Said]


def of_customers(start: int, end: int) -> Iterator[Whose]:
    """What customers with row ids from `start` to before `end` said and were told, each in the order of time."""
    for row in rows(OF_CUSTOMERS, [start, end]):
        yield row[0], said(row)


def said(row: Sequence[Any]) -> Said:
    """A row of SAID."""
    _customer, public_id, at, conversation, direction, scores, soothing = row
    theirs = direction == "in"
    return Said(public_id, aware(at), conversation, theirs, trouble(parsed(scores)) if theirs else 0.0, bool(soothing))


def trouble(scores: Mapping[str, Mapping[str, float]]) -> float:
    """How likely a message tells of trouble, by the scores that were kept of it."""
    kept = defaultdict[str, Mapping[str, float]](dict, scores)
    thought = rules.Thought(
        kept["sentiment"].get("negative", 0.0),
        max(kept["failure"].values(), default=0.0),
        highest(kept["severity"], GRAVE),
        highest(kept["feeling"], FAILING),
        highest(kept["emotion"], UPSET),
        highest(kept["emotion"], ASKING),
        highest(kept["emotion"], GLAD),
        "emotion" in scores,
    )
    return rules.trouble(thought)


def highest(scores: Mapping[str, float], labels: Sequence[str]) -> float:
    """The highest of these labels' scores."""
    return max((scores.get(label, 0.0) for label in labels), default=0.0)


@dataclass(slots=True)
class Heard:
    """All that was said, in columns, and where each customer's stands in them: a tenth of a gigabyte for a million
    messages, of which the objects would take five times as much. `bits`: 1 theirs, 2 soothing."""

    places: dict[int, "array[int]"] = field(default_factory=lambda: defaultdict(lambda: array("L")))
    moments: list[str] = field(default_factory=list)
    times: "array[float]" = field(default_factory=lambda: array("d"))
    conversations: "array[int]" = field(default_factory=lambda: array("q"))
    troubles: "array[float]" = field(default_factory=lambda: array("d"))
    bits: bytearray = field(default_factory=bytearray)

    def add(self, customer: int, one: Said) -> None:
        """One more."""
        self.places[customer].append(len(self.moments))
        self.moments.append(one.moment)
        self.times.append(one.at.timestamp())
        self.conversations.append(one.conversation)
        self.troubles.append(one.trouble)
        self.bits.append(one.theirs + 2 * one.soothing)

    def of_customers(self, start: int, end: int) -> Iterator[Whose]:
        """As the function of that name."""
        for customer in range(start, end):
            for place in sorted(self.places.get(customer, ()), key=self.times.__getitem__):
                yield customer, self.at(place)

    def at(self, place: int) -> Said:
        """The one at a place."""
        at, bits = datetime.fromtimestamp(self.times[place], UTC), self.bits[place]
        conversation, how = self.conversations[place], self.troubles[place]
        return Said(self.moments[place], at, conversation, bool(bits & 1), how, bool(bits & 2))


def everything() -> Heard:
    """What was said in all books, read from the first moment to the last."""
    found = Heard()
    for start in range(0, (rows(NEWEST, [])[0][0] or 0) + 1, AT_ONCE):
        for row in rows(IN_ORDER, [start, start + AT_ONCE]):
            found.add(row[0], said(row))
    return found
