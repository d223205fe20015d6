"""Visits of a day and what their briefs are made of, out of the database."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.book.eyes import Eyes
from regulars.book.glance import facts, matters, read, records
from regulars.book.glance.days import day_words
from regulars.book.glance.facts import Scope
from regulars.book.glance.rules import Line
from regulars.book.glance.slots import of_practices
from regulars.book.models import Customer, Visit
from regulars.book.visits import rules
from regulars.book.visits.rules import Brief, Last, Told
from regulars.engine.rows import aware, marks, rows
from regulars.web.templating import url

MOST = 100
# Enough for a house of many places; who has more says which.
MOST_READ = 2000
VISITS = """
select v.id, v.customer_id, v.public_id, v.number, v.status, v.place, v.unit, v.what, v.party, v.wishes, v.zone,
       v.starts_local, v.ends_local, v.starts_at
from book_visit v where v.starts_at >= %s and v.starts_at < %s and v.status in ('booked', 'came')
  and substr(v.starts_local, 1, 10) in ({days})
order by v.starts_at, v.id limit %s
"""
LAST = """
select status, zone, starts_at, coalesce(ends_at, starts_at) from book_visit
where customer_id = %s and starts_at < %s and status in ('came', 'missed') order by starts_at desc, id desc limit 1
"""
TALKS = """
select c.subject, c.public_id, c.opened_at from book_conversation c
where c.customer_id = %s and c.last_at >= %s and c.opened_at >= %s and c.opened_at < %s
  and c.status in ('open', 'closed', 'snoozed') and c.joined_to_id is null and {seen}
order by c.last_at desc limit 1
"""


@dataclass(frozen=True, slots=True)
class Coming:
    """A visit as a page shows it. Wall times are those of the house; `until` is the day of its end in words, where that
    is another one; `brief` is what to read before."""

    public_id: str
    customer: Customer
    name: str
    number: str
    here: bool
    place: str
    unit: str
    what: str
    party: int
    zone: str
    starts: datetime
    until: str
    brief: Brief


@dataclass(frozen=True, slots=True)
class Day:
    """The visits of a day in their order, where they are, and whether there are more than could be shown."""

    coming: list[Coming]
    places: list[str]
    more: bool


def of_day(asked: str, place: str, eyes: Eyes, now: datetime) -> Day:
    """Who comes that day: "today", "tomorrow" or YYYY-MM-DD, as it is where they come to. Raises ValueError."""
    begin, end = rules.between(asked, now)
    days = rules.days_of(asked, now)
    among = rows(VISITS.format(days=marks(days)), [begin, end, *days, MOST_READ])
    found = [row for row in among if is_on(row, asked, now)]
    here = [row for row in found if not place or row[5] == place]
    customers = Customer.objects.in_bulk({row[1] for row in here[:MOST]})
    coming = [shown(row, customers[row[1]], eyes, now) for row in here[:MOST]]
    return Day(coming, sorted({row[5] for row in found} - {""}), len(here) > MOST or len(among) == MOST_READ)


def is_on(row: Sequence[Any], asked: str, now: datetime) -> bool:
    """Whether a row of VISITS is on that day in its own zone."""
    day = rules.day_of(asked, row[10], now)
    return day is not None and row[11][:10] == day.isoformat()


def shown(row: Sequence[Any], customer: Customer, eyes: Eyes, now: datetime) -> Coming:
    """A row of VISITS with its brief."""
    _id, _customer, public_id, number, status, place, unit, what, party, wishes, zone, starts, ends, starts_at = row
    stay = records.Stay(number, place, unit, what, party, zone, read.wall(starts), None, aware(starts_at), None)
    return Coming(
        public_id,
        customer,
        customer.name,
        number,
        status == Visit.CAME,
        place,
        unit,
        what,
        party,
        zone,
        stay.starts,
        until(stay, ends, now),
        brief_of(customer, stay, wishes, eyes, now),
    )


def until(stay: records.Stay, ends: str, now: datetime) -> str:
    """The day on which a visit ends, in words; empty where it is the day on which it begins."""
    last = read.wall(ends).date() if ends else stay.starts.date()
    return day_words(last, records.day_at(now, stay.zone)) if last != stay.starts.date() else ""


def brief_of(customer: Customer, stay: records.Stay, wishes: str, eyes: Eyes, now: datetime) -> Brief:
    """What to read before a visit. About ten small statements."""
    day = now.astimezone(ZoneInfo(stay.zone)).date()
    where = f"{stay.place} {stay.unit} {stay.what}".casefold()
    link = url("customer", public_id=customer.public_id)
    scope = Scope(
        now=now,
        today=stay.starts.date(),
        zone=ZoneInfo(stay.zone),
        home=link,
        channels=frozenset({"visit"}),
        place=where,
        matter=f"{where} {wishes}".casefold(),
    )
    known = read.facts(customer, eyes)
    offered = of_practices(customer, eyes, now)
    # What is known to have gone wrong says more than what may have.
    any_trouble = any(line.sort in ("trouble", "mended") for line in offered)
    found = [
        *([Line("wish", wishes, _("They asked for it when booking"))] if wishes else ()),
        *facts.lines(known, scope),
        *(offered if any_trouble else [*offered, *last_time(customer, stay, eyes, day)]),
        *matters.lines(matters.open_of(customer, eyes, None), now),
        *records.order_lines(read.orders(customer, now), now, day, f"{link}#orders"),
        *records.reward_lines(read.rewards(customer, now), now, f"{link}#rewards"),
    ]
    made = rules.brief(found, facts.unsaid(known, scope))
    lines, unsaid = (facts.worded(some, known, scope) for some in (made.lines, made.unsaid))
    return Brief(lines, unsaid, made.left_out)


def last_time(customer: Customer, stay: records.Stay, eyes: Eyes, today: date) -> list[Line]:
    """What may have gone wrong at the last visit before this one."""
    found = rows(LAST, [customer.pk, stay.starts_at])
    if not found:
        return []
    status, zone, starts, ends = found[0]
    starts_at, ends_at = aware(starts), read.moment_of(ends) or aware(starts)
    last = Last(starts_at.astimezone(ZoneInfo(zone)).date(), starts_at, ends_at, status == Visit.MISSED)
    line = rules.trouble(last, told(customer, last, eyes, stay.starts_at), today)
    return [line] if line else []


def told(customer: Customer, last: Last, eyes: Eyes, until: datetime) -> list[Told]:
    """The conversation that was begun around that time."""
    begin, end = last.starts_at - rules.BEFORE, min(last.ends_at + rules.AFTER, until)
    talks = rows(TALKS.format(seen=eyes.sees()), [customer.pk, begin, begin, end])
    return [
        Told(subject or _("Without a subject"), aware(at).date(), f"{url('conversation', public_id=public)}#latest")
        for subject, public, at in talks
    ]
