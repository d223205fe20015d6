"""What the glance asks of the database: one statement for each kind of row, each by an index and each with an end."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from regulars.book.eyes import Eyes
from regulars.book.facts.rules import sensitivity
from regulars.book.facts.words import MASKED
from regulars.book.glance import history
from regulars.book.glance.facts import Known
from regulars.book.glance.records import Bought, Held, Stay
from regulars.book.models import Conversation, Customer
from regulars.book.once import once
from regulars.engine.rows import aware, rows

AHEAD = timedelta(days=30)
LONG_AGO = timedelta(days=180)
MOST_FACTS, MOST_EACH = 200, 10
FACTS = """
select f.public_id, f.kind, f.text, f.allergen, f.day, f.standing, f.channel, f.place, f.occasion, f.origin, f.at,
       f.unspoken, f.sightings, f.honoured, f.contradicted, f.expires_at, f.sensitive,
       m.public_id, c.public_id, {seen}
from book_fact f
left join book_moment m on m.id = f.moment_id
left join book_conversation c on c.id = m.conversation_id
where f.customer_id = %s and f.replaced_by_id is null and f.forgotten_at is null
order by f.allergen = '', f.honoured desc, f.at desc limit %s
"""
CALLS = "select 1 from book_moment where conversation_id = %s and kind = 'call' limit 1"
STAYS = """
select number, place, unit, what, party, zone, starts_local, ends_local, starts_at, ends_at
from book_visit where customer_id = %s and starts_at < %s and status in ('booked', 'came')
  and starts_at > %s and (ends_at is null or ends_at > %s)
order by starts_at, id limit %s
"""
ORDERS = """
select number, source_id, status, ordered_at, promised_local, promised_at, promised_zone
from book_order where customer_id = %s and ordered_at > %s and status in ('placed', 'paid', 'sent')
order by ordered_at desc, id desc limit %s
"""
REWARDS = """
select programme, unit, currency, balance, expires_local, expires_zone
from book_reward where customer_id = %s and balance > 0 and expires_at > %s and expires_at < %s
order by expires_at, id limit %s
"""
NIGHTS = "substr(ends_local, 1, 10) > substr(starts_local, 1, 10)"
FEW = f"limit {history.MOST}"
PAST = f"""
select (select min(at) from book_moment where customer_id = %s),
       (select min(ordered_at) from book_order where customer_id = %s),
       (select count(*) from (
            select 1 from book_order where customer_id = %s and status <> 'cancelled' {FEW}) as bought),
       (select min(starts_at) from book_visit where customer_id = %s),
       (select max(coalesce(ends_at, starts_at)) from book_visit
        where customer_id = %s and status = 'came' and starts_at < %s),
       (select count(*) from (
            select 1 from book_visit where customer_id = %s and status = 'came' and {NIGHTS} {FEW}) as stayed),
       (select count(*) from (
            select 1 from book_visit where customer_id = %s and status = 'came' and not {NIGHTS} {FEW}) as came),
       (select 1 from book_reward where customer_id = %s limit 1),
       (select 1 from book_personallink where customer_id = %s and withdrawn_at is null limit 1)
"""  # noqa: S608 - the words are ours


def facts(customer: Customer, eyes: Eyes) -> list[Known]:
    """What is known; of what is kept apart only what it is about."""
    return [known(row) for row in rows(FACTS.format(seen=eyes.sees()), [customer.pk, MOST_FACTS])]


def has_calls(conversation: Conversation) -> bool:
    """Whether a call was written down in it."""
    return bool(rows(CALLS, [conversation.pk]))


def known(row: Sequence[Any]) -> Known:
    """A row of FACTS, whose first columns are the first fields, as a value."""
    *said, at, unspoken, sightings, honoured, contradicted, expires, sensitive, moment, conversation, seen = row
    public_id, kind, text, allergen, day, *rest = said
    if sensitive:
        text, allergen, day = str(MASKED[sensitivity(text)]), "", ""
    told = (moment, conversation) if conversation and not sensitive and seen else ("", "")
    marks = (bool(unspoken), sightings, honoured, contradicted, moment_of(expires))
    fields: list[Any] = [public_id, kind, text, allergen, day, *rest, aware(at), *marks, *told]
    return Known(*fields)


def moment_of(at: object) -> datetime | None:
    """A time of which the engine may give the text: SQLite does for what is computed."""
    if not at:
        return None
    return aware(at if isinstance(at, datetime) else datetime.fromisoformat(str(at)))


def stays(customer: Customer, now: datetime) -> list[Stay]:
    """Visits that are on or begin within 30 days. One that has no end is over after a day."""
    asked = [customer.pk, now + AHEAD, now - LONG_AGO, now, MOST_EACH]
    return [
        Stay(
            number,
            place,
            unit,
            what,
            party,
            zone,
            wall(starts),
            wall(ends) if ends else None,
            aware(at),
            moment_of(end),
        )
        for number, place, unit, what, party, zone, starts, ends, at, end in rows(STAYS, asked)
    ]


def wall(written: str) -> datetime:
    """A wall time as it is kept."""
    return datetime.fromisoformat(written)


def orders(customer: Customer, now: datetime) -> list[Bought]:
    """Those of the last half year that are neither there nor cancelled, newest first."""
    return [
        Bought(
            number or source_id,
            status,
            timezone.localtime(aware(ordered)).date(),
            wall(promised) if promised else None,
            moment_of(promised_at),
            zone or "UTC",
        )
        for number, source_id, status, ordered, promised, promised_at, zone in rows(
            ORDERS, [customer.pk, now - LONG_AGO, MOST_EACH]
        )
    ]


def rewards(customer: Customer, now: datetime) -> list[Held]:
    """Those that end within 30 days."""
    return [
        Held(programme, unit, currency, balance, wall(ends), zone)
        for programme, unit, currency, balance, ends, zone in rows(REWARDS, [customer.pk, now, now + AHEAD, MOST_EACH])
    ]


def past(customer: Customer, now: datetime) -> history.Past:
    """What there was so far, for all parts of a page: of what there never was they need not ask."""
    return once(customer, "past", lambda: ask_past(customer, now))


def ask_past(customer: Customer, now: datetime) -> history.Past:
    """The same, asked now. Time begins with the first thing known, or else with the book."""
    pk = customer.pk
    found = rows(PAST, [pk, pk, pk, pk, pk, now, pk, pk, pk, pk])[0]
    first, ordered, orders_, booked, last, stays_, visits, held, linked = found
    since = min([at for one in (first, ordered, booked) if (at := moment_of(one))] + [customer.created_at])
    ended = moment_of(last)
    counts = (stays_, visits, orders_, local(ended) if ended else None)
    are_there = (one is not None for one in (booked, ordered, held, linked))
    return history.Past(local(since), *counts, *are_there)


def local(at: datetime) -> date:
    """The day in the agent's zone."""
    return timezone.localtime(at).date()
