"""What changed, in words: fields of entries in the audit trail and their values, as who reads it would say them."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import date, datetime
from functools import partial
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.frozen import dataclass
from regulars.base.registry import Slot
from regulars.staff.rules import PERMISSIONS, REACHES
from regulars.web import words
from regulars.web.reader import reader

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
Side = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Names:
    """Who is meant: agents by public id, roles by name. Whom it does not know stays as written."""

    agents: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)


def plain(value: object, side: Side, names: Names) -> str:
    """A value as text, with days, times, numbers and yes or no as the language writes them."""
    if isinstance(value, list):
        return ", ".join(plain(one, side, names) for one in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int):
        return words.number(value)
    if not isinstance(value, str):
        return "" if value is None else json.dumps(value, ensure_ascii=False)
    return as_time(value)


def as_time(value: str) -> str:
    """A moment or a day in words; any other text as it is."""
    try:
        if TIME.fullmatch(value):
            return words.full(datetime.fromisoformat(value).astimezone(reader().zone))
        return words.day_said(date.fromisoformat(value).isoformat()) if DAY.fullmatch(value) else value
    except (ValueError, OverflowError):
        return value


@dataclass(frozen=True, slots=True)
class Field:
    """A field: what it is called, and how its value is said, given all that stands on the same side and the names."""

    label: str | Promise
    said: Callable[[Any, Side, Names], str] = plain


def among(known: Mapping[str, str | Promise]) -> Callable[[Any, Side, Names], str]:
    """Says codes, or a list of them, by these words."""

    def said(value: Any, side: Side, names: Names) -> str:
        codes = value if isinstance(value, list) else [value]
        return ", ".join(str(known.get(one, one)) for one in codes if one not in (None, ""))

    return said


def money(value: Any, side: Side, names: Names) -> str:
    """An amount in the smallest unit of the currency beside it. Old entries name none: then the bare number."""
    if not isinstance(value, int):
        return plain(value, side, names)
    currency = side.get("currency")
    return words.money(value, currency) if currency else words.decimal(value / 100, 2)


def agents(value: Any, side: Side, names: Names) -> str:
    """Agents by their names."""
    return among(names.agents)(value, side, names)


def roles(value: Any, side: Side, names: Names) -> str:
    """Roles by their labels."""
    return among(names.roles)(value, side, names)


# By "family.name", where the family is what stands before the dot of the act, or by the name alone.
FIELDS: Slot[Field] = Slot("fields in the audit trail")


def offer(family: str, fields: Mapping[str, str | Promise | Field]) -> None:
    """Words for the fields of a family of acts; of all, where it is empty."""
    for name, one in fields.items():
        known = one if isinstance(one, Field) else Field(one)
        FIELDS.offer(f"{family}.{name}" if family else name, known)


def of(act: str, name: str) -> Field:
    """How a field of this act is said; one that nobody knows, as an older release wrote it, by its own name."""
    return FIELDS.get(f"{act.partition('.')[0]}.{name}") or FIELDS.get(name) or Field(name)


def rank(act: str, name: str) -> tuple[int, str]:
    """Fields come in the order in which they were offered, unknown ones last: a stored entry keeps none."""
    offered = list(FIELDS.offers)
    known = next((one for one in (f"{act.partition('.')[0]}.{name}", name) if one in FIELDS.offers), "")
    return offered.index(known) if known else len(offered), name


def changes(act: str, before: Side, after: Side, names: Names) -> list[tuple[str, str, str]]:
    """Fields with what was and what is now, without what stayed as it was; of lists, what was taken out and put in."""
    found = []
    for name in sorted({*before, *after}, key=partial(rank, act)):
        was, now = before.get(name), after.get(name)
        if isinstance(was, list) and isinstance(now, list):
            was, now = [one for one in was if one not in now], [one for one in now if one not in was]
        if was != now:
            one = of(act, name)
            pair = (one.said(was, before, names), one.said(now, after, names))
            found += [(str(one.label), *pair)] if any(pair) else []
    return found


offer(
    "",
    {
        "name": gettext_lazy("Name"),
        "label": gettext_lazy("Name"),
        "email": gettext_lazy("Mail address"),
        "address": gettext_lazy("Address"),
        "language": gettext_lazy("Language"),
        "zone": gettext_lazy("Time zone"),
        "currency": gettext_lazy("Currency"),
        "days": gettext_lazy("Days"),
        "why": gettext_lazy("Why"),
        "expires_at": gettext_lazy("Good until"),
        "teams": gettext_lazy("Teams"),
        "role": Field(gettext_lazy("Role"), roles),
        "roles": Field(gettext_lazy("Roles"), roles),
        "agents": Field(gettext_lazy("People"), agents),
        "permissions": Field(gettext_lazy("What may be done"), among(PERMISSIONS)),
        "needs_second": gettext_lazy("Needs a second factor"),
        "reach": Field(gettext_lazy("Sees of conversations"), among(REACHES)),
        "contacts": gettext_lazy("Sees mail addresses and telephone numbers"),
        "invitation": gettext_lazy("Invitation"),
        "domain": gettext_lazy("Domain"),
        "issuer": gettext_lazy("Account with"),
    },
)
offer(
    "audit",
    {
        "by": Field(gettext_lazy("Who"), agents),
        "act": gettext_lazy("Act"),
        "subject": gettext_lazy("On what"),
        "words": gettext_lazy("Words"),
        "since": gettext_lazy("Since"),
        "until": gettext_lazy("Until"),
        "format": gettext_lazy("As a file of"),
        "numbers": gettext_lazy("Entries"),
    },
)
