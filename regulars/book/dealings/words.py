"""Orders, visits and rewards as a page reads them out."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regulars.base.frozen import dataclass
from regulars.book.dealings import rules
from regulars.book.dealings.read import Article, Bought, Holding, Stayed
from regulars.book.glance.days import day_words
from regulars.book.glance.records import amount, city, day_at
from regulars.web.words import hour, money


@dataclass(frozen=True, slots=True)
class Entry:
    """One of them: what it is, its amount, and sentences below. `late` is that of a promise whose time is over."""

    public_id: str
    title: str
    beside: str
    lines: tuple[str, ...]
    late: str = ""
    over: bool = False


def order(one: Bought, now: datetime, most: int) -> Entry:
    """An order, with its first `most` articles."""
    today = timezone.localtime(now).date()
    delivery = rules.delivery(one.status, one.promised, one.zone, one.delivered_at, now)
    late = rules.is_late(one.status, one.promised_at, one.delivered_at, now)
    state = str(rules.ORDER_STATES.get(one.status, one.status))
    ordered = _("%(day)s · %(state)s") % {"day": day_words(timezone.localtime(one.at).date(), today), "state": state}
    said = (ordered, *articles(one.articles, most), "" if late else delivery)
    return Entry(
        one.public_id,
        _("Order %(number)s") % {"number": one.number},
        money(one.total, one.currency),
        tuple(line for line in said if line),
        delivery if late else "",
        one.status in rules.OVER,
    )


def articles(found: Sequence[Article], most: int) -> list[str]:
    """What is in an order, as one line."""
    named = [one.name if one.quantity == 1 else f"{one.quantity:f} × {one.name}" for one in found[:most]]
    rest = len(found) - len(named)
    more = [ngettext("%(n)s more", "%(n)s more", rest) % {"n": rest}] if rest else []
    return [", ".join([*named, *more])] if named else []


def visit(one: Stayed, now: datetime) -> Entry:
    """A visit, in the time of the house."""
    today = day_at(now, one.zone)
    people = ngettext("%(n)s person", "%(n)s people", one.party) % {"n": one.party} if one.party > 1 else ""
    state = str(rules.VISIT_STATES.get(one.status, one.status))
    where = " · ".join(part for part in (state, one.unit, one.what, one.place, people) if part)
    said = (where, _("Wishes: %(wishes)s") % {"wishes": one.wishes} if one.wishes else "")
    over = one.status in ("missed", "cancelled")
    return Entry(
        one.public_id,
        rules.span(one.starts, one.ends, today),
        money(one.total, one.currency) if one.currency and one.total else "",
        tuple(line for line in said if line),
        over=over,
    )


def reward(one: Holding, now: datetime) -> Entry:
    """A reward, with its end in the programme's own time."""
    return Entry(
        one.public_id,
        amount(one.balance, one.unit, one.currency),
        one.programme,
        (ends(one, now),),
        over=one.balance <= 0 or (one.ends_at is not None and one.ends_at <= now),
    )


def ends(one: Holding, now: datetime) -> str:
    """Until when it can be used."""
    if one.ends is None or one.ends_at is None:
        return _("Does not end")
    day = day_words(one.ends.date(), day_at(now, one.zone))
    named = {"day": day, "hour": hour(one.ends), "city": city(one.zone)}
    if one.ends_at <= now:
        return _("Ended %(day)s at %(hour)s, %(city)s time") % named
    return _("Ends %(day)s at %(hour)s, %(city)s time") % named
