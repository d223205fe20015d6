"""What visits, orders and rewards have to say at a glance. Pure: rows in, lines out."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regulars.base.frozen import dataclass
from regulars.book.glance.days import day_words
from regulars.book.glance.rules import Line
from regulars.book.models import Order
from regulars.web.words import hour, money, number


@dataclass(frozen=True, slots=True)
class Stay:
    """A visit that is on or comes soon. The wall times are those of the house."""

    number: str
    place: str
    unit: str
    what: str
    party: int
    zone: str
    starts: datetime
    ends: datetime | None
    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class Bought:
    """An order that is not there yet. The promise is a wall time in its zone."""

    number: str
    status: str
    ordered: date
    promised: datetime | None
    promised_at: datetime | None
    zone: str


@dataclass(frozen=True, slots=True)
class Held:
    """A reward that ends soon, at a wall time in the programme's zone."""

    programme: str
    unit: str
    currency: str
    balance: int
    ends: datetime
    zone: str


def stay_lines(stays: Sequence[Stay], now: datetime, link: str) -> list[Line]:
    """The visit that is on, and the next one."""
    here = [stay for stay in stays if is_on(stay, now)]
    coming = [stay for stay in stays if stay.starts_at > now]
    return [
        *(Line("here", here_words(stay, now), details(stay), link) for stay in here[:1]),
        *(Line("coming", coming_words(stay, now), details(stay), link) for stay in coming[:1]),
    ]


def is_on(stay: Stay, now: datetime) -> bool:
    """Whether they are here; without an end for as long as the day lasts there."""
    if stay.starts_at > now:
        return False
    return stay.ends_at > now if stay.ends_at else day_at(now, stay.zone) == stay.starts.date()


def day_at(now: datetime, zone: str) -> date:
    """Which day it is there."""
    return now.astimezone(ZoneInfo(zone)).date()


def here_words(stay: Stay, now: datetime) -> str:
    """That they are here, and until when."""
    if stay.ends is None or stay.ends.date() == day_at(now, stay.zone):
        return _("Is here today")
    return _("Is here until %(day)s") % {"day": day_words(stay.ends.date(), day_at(now, stay.zone))}


def coming_words(stay: Stay, now: datetime) -> str:
    """When they come."""
    today, day = day_at(now, stay.zone), stay.starts.date()
    named = {"day": day_words(day, today), "hour": hour(stay.starts)}
    apart = (day - today).days
    return (_("Comes %(day)s at %(hour)s") if apart <= 1 else _("Comes on %(day)s at %(hour)s")) % named


def details(stay: Stay) -> str:
    """Room and place, how many they are, and where it is known from."""
    people = ngettext("%(n)s person", "%(n)s people", stay.party) % {"n": stay.party} if stay.party > 1 else ""
    booked = _("Booking %(number)s") % {"number": stay.number} if stay.number else _("Booked")
    return " · ".join(part for part in (stay.unit, stay.what, stay.place, people, booked) if part)


def order_lines(orders: Sequence[Bought], now: datetime, today: date, link: str) -> list[Line]:
    """Those that are late against their promise, and those under way."""
    return [order_line(order, now, today, link) for order in orders]


def order_line(order: Bought, now: datetime, today: date, link: str) -> Line:
    """One of them."""
    if order.promised is None or order.promised_at is None:
        why = _("Ordered %(day)s") % {"day": day_words(order.ordered, today)}
        return Line("order", under_way(order), why, link)
    there = day_at(now, order.zone)
    why = _("Promised for %(day)s") % {"day": day_words(order.promised.date(), there)}
    if order.promised_at > now:
        return Line("order", under_way(order), why, link)
    days = (there - order.promised.date()).days
    named = {"number": order.number, "n": days}
    if not days:
        return Line("late", _("Order %(number)s should be there by now") % named, why, link, late=True)
    said = ngettext("Order %(number)s is %(n)s day late", "Order %(number)s is %(n)s days late", days) % named
    return Line("late", said, why, link, late=True)


def under_way(order: Bought) -> str:
    """How far it is."""
    said = _("Order %(number)s is on its way") if order.status == Order.SENT else _("Order %(number)s is to be sent")
    return said % {"number": order.number}


def reward_lines(rewards: Sequence[Held], now: datetime, link: str) -> list[Line]:
    """Those that end soon."""
    return [reward_line(reward, now, link) for reward in rewards]


def reward_line(reward: Held, now: datetime, link: str) -> Line:
    """One of them: what, and until when in the programme's own time."""
    today, last = day_at(now, reward.zone), reward.ends.date()
    many = 1 if reward.currency else reward.balance
    if (last - today).days <= 1:
        ends = ngettext("%(amount)s ends %(day)s", "%(amount)s end %(day)s", many)
    else:
        ends = ngettext("%(amount)s ends on %(day)s", "%(amount)s end on %(day)s", many)
    said = ends % {"amount": amount(reward.balance, reward.unit, reward.currency), "day": day_words(last, today)}
    why = _("%(programme)s, at %(hour)s in %(city)s") % {
        "programme": reward.programme or _("Rewards"),
        "hour": hour(reward.ends),
        "city": city(reward.zone),
    }
    return Line("reward", said, why, link)


def amount(balance: int, unit: str, currency: str) -> str:
    """A balance: an amount of money, or a number of points and the like. A unit of which we know no word stands as the
    programme calls it."""
    if currency:
        return money(balance, currency)
    words = {
        "points": ngettext("%(count)s point", "%(count)s points", balance),
        "nights": ngettext("%(count)s night", "%(count)s nights", balance),
        "miles": ngettext("%(count)s mile", "%(count)s miles", balance),
    }.get(unit.strip().casefold())
    return words % {"count": number(balance)} if words else f"{number(balance)} {unit}"


def city(zone: str) -> str:
    """The place in a zone's name: "Lisbon" of "Europe/Lisbon"."""
    return zone.rpartition("/")[2].replace("_", " ")
