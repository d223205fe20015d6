"""A row as it was understood, for people to check before it is brought."""

from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.book.records.rows import Line, Row
from regulars.imports.records.columns import LABELS
from regulars.web.words import money

TIMES = {"ordered_at": "ordered_at", "delivered_at": "delivered_at"}
WALLS = {"promised_local": ("promised", "promised_zone"), "expires_local": ("expires", "expires_zone")}
PLAIN = ("number", "status", "place", "unit", "what", "party", "wishes", "programme")
Pair = tuple[str | Promise, str]


def pairs(says: Row | Refused) -> list[Pair]:
    """What a row says, by field; only what it does say."""
    if isinstance(says, Refused):
        return [(_("Refused"), says.reason)]
    found = [*whose(says), *own(says), *amounts(says), *planned(says)]
    found += [(LABELS.get(f"{status}_at", status), at_desk(at)) for status, at in says.times.items()]
    return [*found, *addresses(says), *((LABELS["line_name"], article(line, says)) for line in says.lines or ())]


def whose(says: Row) -> list[Pair]:
    """Whose it is."""
    fields = (("name", "name"), ("email", "email"), ("phone", "phone"), ("card", "card"), ("external", "customer_id"))
    return [(LABELS[label], value) for name, label in fields if (value := getattr(says.who, name))]


def own(says: Row) -> list[Pair]:
    """What stands as it was written, and when it was ordered and delivered."""
    plain: list[Pair] = [(LABELS[name], str(says.said[name])) for name in PLAIN if says.said.get(name)]
    return plain + [(LABELS[name], at_desk(says.said[name])) for name in TIMES if says.said.get(name)]


def amounts(says: Row) -> list[Pair]:
    """Money and balances."""
    currency = says.said.get("currency", "")
    named = [(name, says.said[name]) for name in ("total", "balance") if name in says.said]
    return [(LABELS[name], money(amount, currency) if currency else str(amount)) for name, amount in named]


def planned(says: Row) -> list[Pair]:
    """Wall times, with their zones."""
    found: list[Pair] = [
        (LABELS[label], f"{says.said[name].replace('T', ' ')} {says.said[zone]}")
        for name, (label, zone) in WALLS.items()
        if says.said.get(name)
    ]
    for name, label in (("starts_local", "starts"), ("ends_local", "ends")):
        if says.said.get(name):
            found.append((LABELS[label], f"{says.said[name].replace('T', ' ')} {says.said['zone']}"))
    return found


def addresses(says: Row) -> list[Pair]:
    """Where it goes."""
    sides = (("ship_to", _("Sent to")), ("bill_to", _("Bill to")))
    return [(label, ", ".join(says.said[name].values())) for name, label in sides if says.said.get(name)]


def article(line: Line, says: Row) -> str:
    """One line of an order."""
    return f"{line.quantity:f} × {line.name}, {money(line.price, says.said['currency'])}"


def at_desk(at: datetime) -> str:
    """A time as it is on the clock of who looks."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M %Z}"
