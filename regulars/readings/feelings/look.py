"""The feelings that were read in the messages of a conversation or a book."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from regulars.book.eyes import Eyes, eyes_of
from regulars.book.models import Customer
from regulars.book.slots import SECTIONS, Section
from regulars.engine.rows import aware, marks, parsed, rows
from regulars.readings.feelings.drawn import Drawn, drawn
from regulars.readings.feelings.rules import MOST, Felt, Line, height, line, sure
from regulars.staff.models import Agent

# Of a book of which nothing was read no more is looked through than this.
WINDOW = 200
# Of a moment's texts only the newest has been read.
SCORED = """
select u.message_id, m.public_id, m.at, u.scores
from (select m.id, m.public_id, m.at, m.direction from book_moment m where {which}
      order by m.at desc, m.id desc limit %s) m
join book_message t on t.moment_id = m.id join readings_understanding u on u.message_id = t.id
where m.direction = 'in' and u.tier <> '' order by m.at desc, m.id desc limit %s
"""
LABELLED = """
select message_id, label from readings_reading
where message_id in ({ids}) and reader = 'feeling' and sure order by message_id, score
"""
SEEN = "not exists (select 1 from book_conversation c where c.id = m.conversation_id and not {seen})"


def of_conversation(members: Sequence[int]) -> Drawn | None:
    """The line of the conversations with these row ids, which are shown as one."""
    if not members:
        return None
    which = "m.conversation_id = %s" if len(members) == 1 else f"m.conversation_id in ({marks(members)})"
    found = line(felt(which, members))
    return drawn(found) if found else None


def of_book(customer: Customer, eyes: Eyes) -> Line | None:
    """The line of all that a customer wrote; what these eyes may not see is no part of it."""
    which, params = "m.customer_id = %s", [customer.pk]
    if not eyes.see_all:
        which = f"{which} and {SEEN.format(seen=eyes.sees())}"
    return line(felt(which, params))


def felt(which: str, params: Sequence[int]) -> list[Felt]:
    """How the newest of these messages sound, oldest first. Where no sentiment was read there is nothing to say."""
    found = rows(SCORED.format(which=which), [*params, WINDOW, MOST])
    scored = [(pk, moment, at, _sentiment(scores)) for pk, moment, at, scores in reversed(found)]
    labels = labelled([pk for pk, *_, scores in scored if scores])
    return [
        Felt(moment, aware(at), height(scores), sure(scores), labels.get(pk, ""))
        for pk, moment, at, scores in scored
        if scores
    ]


def labelled(messages: Collection[int]) -> dict[int, str]:
    """The likeliest feeling of each of these messages in which one may go by any."""
    if not messages:
        return {}
    return dict(rows(LABELLED.format(ids=marks(messages)), list(messages)))


def section(customer: Customer, agent: Agent, now: datetime) -> Mapping[str, Any] | None:
    """What stands on the customer's page."""
    found = of_book(customer, eyes_of(agent))
    return {"feeling": drawn(found)} if found else None


def _sentiment(scores: str) -> Mapping[str, float]:
    kept = parsed(scores)
    return kept.get("sentiment", {}) if isinstance(kept, dict) else {}


SECTIONS.offer("feelings", Section("side", 35, "readings/_feeling.html", section))
