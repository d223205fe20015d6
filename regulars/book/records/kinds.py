"""The moments of orders, visits and rewards, and what each says in the book."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from regulars.book.kinds import MOMENT_KINDS, MomentKind
from regulars.web.words import decimal, hour, manner, money, number

Payload = Mapping[str, Any]
MINUTE, HOUR, DAY = 60, 3600, 86400


def which(payload: Payload, one: str, none: str) -> str:
    """What the sentence is about: with its number where it has one."""
    return one % {"number": payload["number"]} if payload.get("number") else none


def order_named(payload: Payload) -> str:
    """The order."""
    return which(payload, _("Order %(number)s"), _("An order"))


def cost(payload: Payload) -> str:
    """What it costs; nothing where that is not known."""
    return money(payload["total"], payload["currency"]) if payload.get("currency") else ""


def listed(payload: Payload) -> str:
    """The first articles of an order, and how many more there are."""
    names, count = payload.get("names") or [], payload.get("articles") or 0
    if not names:
        return ""
    shown = ", ".join(names)
    more = count - len(names)
    return _("%(names)s and %(n)s more") % {"names": shown, "n": number(more)} if more > 0 else shown


def placed(payload: Payload) -> str:
    """An order was made."""
    what, of = order_named(payload), {"amount": cost(payload), "articles": listed(payload)}
    if of["articles"]:
        return _("%(order)s placed: %(articles)s, %(amount)s") % {"order": what, **of}
    return _("%(order)s placed: %(amount)s") % {"order": what, **of}


def delivered(payload: Payload) -> str:
    """An order arrived, and whether when it was promised."""
    late = int(payload.get("late") or 0)
    if late >= MINUTE:
        said = _("%(order)s was delivered, %(late)s later than promised")
        return said % {"order": order_named(payload), "late": lasting(late)}
    said = _("%(order)s was delivered as promised") if "late" in payload else _("%(order)s was delivered")
    return said % {"order": order_named(payload)}


def lasting(seconds: int) -> str:
    """A length of time in its largest unit."""
    if seconds >= DAY:
        days = seconds // DAY
        return ngettext("%(n)s day", "%(n)s days", days) % {"n": number(days)}
    if seconds >= HOUR:
        hours = seconds // HOUR
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    minutes = max(1, seconds // MINUTE)
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}


def order_said(said: Callable[[], str], payload: Payload) -> str:
    """A short sentence on an order."""
    return said() % {"order": order_named(payload), "amount": cost(payload)}


def local_day(text: str) -> str:
    """The day of a wall time, in words."""
    at = datetime.fromisoformat(text)
    said = manner(get_language())
    return said.day_and_year % {"day": at.day, "month": said.short_months[at.month - 1], "year": at.year}


def span(payload: Payload) -> str:
    """From when to when: days for a stay, day and hour for a table."""
    starts = datetime.fromisoformat(payload["starts_local"])
    ends = datetime.fromisoformat(payload["ends_local"]) if payload.get("ends_local") else None
    first = local_day(payload["starts_local"])
    if ends and ends.date() != starts.date():
        return _("%(first)s to %(last)s") % {"first": first, "last": local_day(payload["ends_local"])}
    has_hour = (starts.hour, starts.minute) != (0, 0)
    return _("%(day)s, %(hour)s") % {"day": first, "hour": hour(starts)} if has_hour else first


def where(payload: Payload) -> str:
    """What was booked, as far as is known: its name, the room or table, the place."""
    return ", ".join(str(payload[name]) for name in ("what", "unit", "place") if payload.get(name))


def visit_said(said: Callable[[], str], payload: Payload) -> str:
    """A short sentence on a visit, and what it was."""
    words = said() % {"when": span(payload)}
    of = where(payload)
    return _("%(words)s: %(of)s") % {"words": words, "of": of} if of else words


def balance(payload: Payload, name: str = "balance") -> str:
    """What is held: points, nights, or money."""
    if payload.get("currency"):
        return money(payload[name], payload["currency"])
    return _("%(n)s %(unit)s") % {"n": decimal(payload[name], 0), "unit": payload["unit"]}


def held(payload: Payload) -> str:
    """A reward as it was first known."""
    until = local_day(payload["expires_local"]) if payload.get("expires_local") else ""
    of = {"programme": payload.get("programme") or _("Reward"), "balance": balance(payload), "day": until}
    return (_("%(programme)s: %(balance)s, until %(day)s") if until else _("%(programme)s: %(balance)s")) % of


def reward_changed(payload: Payload) -> str:
    """How much it was and is."""
    if payload.get("was") == payload["balance"]:
        return held(payload)
    of = {"programme": payload.get("programme") or _("Reward"), "was": balance(payload, "was"), "is": balance(payload)}
    return _("%(programme)s: %(was)s became %(is)s") % of


ORDERS: tuple[tuple[str, Any, Callable[[Payload], str]], ...] = (
    ("placed", gettext_lazy("Order placed"), placed),
    ("paid", gettext_lazy("Order paid"), partial(order_said, lambda: _("%(order)s was paid: %(amount)s"))),
    ("sent", gettext_lazy("Order sent"), partial(order_said, lambda: _("%(order)s was sent"))),
    ("delivered", gettext_lazy("Order delivered"), delivered),
    ("damaged", gettext_lazy("Order damaged"), partial(order_said, lambda: _("%(order)s was damaged"))),
    ("cancelled", gettext_lazy("Order cancelled"), partial(order_said, lambda: _("%(order)s was cancelled"))),
    ("returned", gettext_lazy("Order returned"), partial(order_said, lambda: _("%(order)s was returned"))),
    ("changed", gettext_lazy("Order changed"), partial(order_said, lambda: _("%(order)s was changed"))),
)
VISITS: tuple[tuple[str, Any, Callable[[], str]], ...] = (
    ("booked", gettext_lazy("Booked"), lambda: _("Booked for %(when)s")),
    ("came", gettext_lazy("Came"), lambda: _("Was here, %(when)s")),
    ("missed", gettext_lazy("Did not come"), lambda: _("Did not come, %(when)s")),
    ("cancelled", gettext_lazy("Booking cancelled"), lambda: _("Cancelled the booking for %(when)s")),
    ("changed", gettext_lazy("Booking changed"), lambda: _("Changed the booking, now %(when)s")),
)
for code, label, says in ORDERS:
    MOMENT_KINDS.offer(f"order.{code}", MomentKind(f"order.{code}", label, "order", says))
for code, label, said in VISITS:
    MOMENT_KINDS.offer(f"visit.{code}", MomentKind(f"visit.{code}", label, "visit", partial(visit_said, said)))
for code, label, says in (
    ("granted", gettext_lazy("Reward granted"), held),
    ("changed", gettext_lazy("Reward changed"), reward_changed),
):
    MOMENT_KINDS.offer(f"reward.{code}", MomentKind(f"reward.{code}", label, "reward", says))
