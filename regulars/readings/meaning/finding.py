"""Messages that mean the same: like one that is there, or like what somebody typed.

The reading process names some hundreds that may be near; which of them the agent may see, and how near they are, is
decided here, by the rows.
"""

from collections.abc import Sequence
from datetime import datetime
from operator import mul
from typing import Any

from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.book.eyes import Eyes, eyes_of
from regulars.engine.rows import aware, marks, rows
from regulars.readings import asking
from regulars.readings.asking import Ended, Near, Unavailable
from regulars.readings.meaning.layout import SIZE
from regulars.readings.models import Understanding
from regulars.staff.models import Agent

CANDIDATES, MOST_CANDIDATES = 600, 4_000
# For the first question after a rest the models have to be loaded.
SECONDS = 4.0
# Below this, messages of no relation to each other are found as well.
LEAST = 0.3
ONE = 127.0 * 127.0
SHOWN = 300

CANDIDATE = f"""
select u.message_id, u.vector, m.public_id, m.at, m.direction, m.customer_id, p.public_id, p.name,
       c.public_id, c.subject, substr(t.text, 1, {SHOWN})
from readings_understanding u
join book_message t on t.id = u.message_id
join book_moment m on m.id = t.moment_id
join book_customer p on p.id = m.customer_id
left join book_conversation o on o.id = m.conversation_id
left join book_conversation c on c.id = coalesce(o.joined_to_id, o.id)
where u.message_id in ({{ids}}) and (c.status is null or c.status <> 'spam') and {{seen}}
"""  # noqa: S608 - the number is ours


@dataclass(frozen=True, slots=True)
class Similar:
    """A message found by its meaning. `nearness` is the cosine of the two vectors, from 0 to 1."""

    message: int
    nearness: float
    moment: str
    at: datetime
    direction: str
    customer_id: int
    customer: str
    name: str
    conversation: str | None
    subject: str
    text: str


def like(message: int, agent: Agent, most: int = 20, *, others_only: bool = True) -> list[Similar] | Refused:
    """Messages like this one, by row id, the nearest first; with `others_only` those of other customers."""
    row = Understanding.objects.filter(message=message).values_list("vector", "message__moment__customer")
    vector, customer = next(((bytes(vector), of) for vector, of in row), (b"", 0))
    if not vector:
        return Refused(_("This message was not read for its meaning yet."))
    found = near("", vector, agent, most + 1)
    if isinstance(found, Refused):
        return found
    kept = [one for one in found if one.message != message and not (others_only and one.customer_id == customer)]
    return kept[:most]


def by_meaning(words: str, agent: Agent, most: int = 20) -> list[Similar] | Refused:
    """Messages that say something like these words, the nearest first."""
    return near(words, b"", agent, most) if words.strip() else []


def near(words: str, vector: bytes, agent: Agent, most: int) -> list[Similar] | Refused:
    """The nearest that the agent may see. Where most of them are kept from the agent, more are looked at."""
    eyes = eyes_of(agent)
    for candidates in (CANDIDATES, MOST_CANDIDATES):
        try:
            answer = asking.like(words, vector, candidates, SECONDS)
        except (Unavailable, Ended):
            return Refused(_("Search by meaning is not there right now. Search by words finds what it always does."))
        if len(answer.vector) != SIZE:
            return Refused(_("This desk reads by words only, so nothing can be found by its meaning."))
        found = ranked(answer, eyes)
        if len(found) >= most or len(answer.messages) < candidates or eyes.see_all:
            break
    return found[:most]


def ranked(answer: Near, eyes: Eyes) -> list[Similar]:
    """Those of the candidates that may be seen, the nearest first."""
    if not answer.messages:
        return []
    seen = f"{eyes.sees('o')} and {eyes.sees('c')}"
    statement = CANDIDATE.format(ids=marks(answer.messages), seen=seen)
    given = rows(statement, [*answer.messages])
    wanted = memoryview(answer.vector).cast("b").tolist()
    found = [similar(row, wanted) for row in given if len(row[1]) == SIZE]
    return sorted((one for one in found if one.nearness >= LEAST), key=lambda one: (-one.nearness, -one.message))


def similar(row: Sequence[Any], wanted: Sequence[int]) -> Similar:
    """A row as a value."""
    message, vector, moment, at, direction, customer_id, customer, name, conversation, subject, text = row
    who = (direction, customer_id, customer, name, conversation)
    nearness = sum(map(mul, wanted, memoryview(vector).cast("b"))) / ONE
    return Similar(message, nearness, moment, aware(at), *who, subject or "", text)
