"""Words of ours that were read as a promise and that nobody has written down yet. None enters the ledger by itself."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from regulars.base.frozen import dataclass
from regulars.base.times import LocalTime
from regulars.book.eyes import eyes_of
from regulars.book.models import Moment
from regulars.engine.rows import aware, rows
from regulars.practices.promises import learning, words
from regulars.practices.promises.models import PassedOver
from regulars.practices.promises.writing.heard import heard, means_of
from regulars.practices.promises.writing.things import with_names
from regulars.reading.commitments import KIND
from regulars.reading.values import Reading
from regulars.readings.layers import Shown
from regulars.readings.margin import newest_texts
from regulars.readings.shown import readings_of
from regulars.staff.models import Agent

READER = KIND
MOST = 50
# What was said without a time longer ago than this is not offered: nobody waits for "soon" that long.
LATELY = timedelta(days=30)
WALK = 2_000
# Those with a time that is still to come by its index; those without one among the newest readings.
WAITING = """
select m.public_id, r.start, r."end", r.label, r.due_wall, r.due_zone, r.due_at, r.due_grain,
       substr(t.text, r.start + 1, r."end" - r.start), c.public_id, c.name, v.public_id, m.at, m.history, a.name
from (select * from (select id, due_at from readings_reading where due_at > %s and reader = '{reader}' and sure
                     order by due_at limit {walk}) as timed
      union all
      select * from (select id, due_at from readings_reading where reader = '{reader}' and label = 'explicit'
                     order by message_id desc limit {walk}) as newest where due_at is null) as one
join readings_reading r on r.id = one.id
join book_message t on t.id = r.message_id
join book_moment m on m.id = t.moment_id
join book_customer c on c.id = m.customer_id
left join book_conversation v on v.id = m.conversation_id
left join staff_agent a on a.id = m.agent_id
where r.sure and m.automatic = '' and (r.due_at is not null or m.at > %s) and {seen}
  and not exists (select 1 from book_message newer where newer.moment_id = m.id and newer.version > t.version)
  and not exists (select 1 from promises_promise p where p.moment_id = m.id and p.start < r."end" and p."end" > r.start)
  and not exists (select 1 from promises_passedover o
                  where o.moment_id = m.id and o.start < r."end" and o."end" > r.start)
  and not exists (select 1 from readings_correction k where k.moment_id = m.id and k.reader = '{reader}'
                  and k.verdict = 'wrong' and k.withdrawn_at is null and k.start < r."end" and k."end" > r.start)
order by case when r.due_at is null then 1 else 0 end, r.due_at, m.at desc limit {most}
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One that can be written down. `moment`, `customer` and `conversation` are public ids; `until` is in words."""

    moment: str
    start: int
    end: int
    quote: str
    until: str
    customer: str
    name: str
    conversation: str
    at: datetime
    history: bool
    by: str


@dataclass(frozen=True, slots=True)
class Found:
    """Words of one text, ready to be written down; the fields mean what they mean on a promise."""

    start: int
    end: int
    quote: str
    what: str
    sort: str
    strength: str
    due: LocalTime | None
    due_means: str
    version: int


def waiting(agent: Agent, now: datetime) -> list[Waiting]:
    """The first MOST of them: what is due soonest, then what has no time, the newest first. Two statements."""
    seen = eyes_of(agent).sees("v")
    asked = WAITING.format(reader=READER, walk=WALK, seen=seen, most=MOST)
    return [row_shown(row) for row in rows(asked, [now, now - LATELY])]


def row_shown(row: Sequence[Any]) -> Waiting:
    """A row of WAITING as a value."""
    moment, start, end, _label, wall, zone, due_at, grain, quote, customer, name, talk, at, history, by = row
    until = words.until(wall, zone, means_of(grain, quote), aware(due_at)) if due_at else ""
    place = (moment, start, end, quote, until, customer, name, talk or "")
    return Waiting(*place, aware(at), bool(history), by or "")


def at(moment: Moment, start: int, end: int) -> Found | None:
    """What was read there, with people's words on top; None where nothing is."""
    for text, one in read_in(moment):
        if (one.start, one.end) == (start, end):
            read = heard(Reading(READER, one.label, one.score, start, end, one.version), text)
            said = with_names([read], text, moment.customer)[0]
            means = means_of(one.grain if one.due else "", said.quote)
            of = (said.quote, said.what, said.sort, said.strength)
            return Found(start, end, *of, one.due, means, one.version)
    return None


def pass_over(moment: Moment, start: int, end: int, agent: Agent, now: datetime) -> None:
    """Say that these words are no promise. Said twice, it is said once."""
    label = next((one.label for _text, one in read_in(moment) if (one.start, one.end) == (start, end)), "")
    with transaction.atomic():
        PassedOver.objects.get_or_create(moment=moment, start=start, end=end, defaults={"agent": agent, "at": now})
        if label:
            learning.is_none(moment, start, end, label, agent, now)


def read_in(moment: Moment) -> Iterator[tuple[str, Shown]]:
    """What was read as a promise in a moment, with people's words on top; each with the text in which it stands."""
    for message, (_of, text) in newest_texts([moment.public_id]).items():
        for one in readings_of([message]).get(message, ()):
            if one.reader == READER:
                yield text, one
