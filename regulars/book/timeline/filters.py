"""What of a book is shown: everything, or the moments of one group. Pure."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from regulars.base.frozen import dataclass
from regulars.book.kinds import GROUPS, kinds_of

LABELS: dict[str, str | Promise] = {
    "": _("All"),
    "talk": _("Messages"),
    "call": _("Calls"),
    "note": _("Notes"),
    "order": _("Orders"),
    "visit": _("Visits"),
    "reward": _("Rewards"),
    "other": _("Other"),
}
Condition = tuple[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Tab:
    """One filter as a link."""

    label: str
    link: str
    here: bool


def asked(written: str) -> str:
    """The group that an address names; everything where it names none."""
    return written if written in GROUPS else ""


def address(path: str, only: str, before: str = "") -> str:
    """The path of a page of the book, filtered, from a place on."""
    query = urlencode([(key, value) for key, value in (("only", only), ("before", before)) if value])
    return f"{path}?{query}" if query else path


def tabs(path: str, only: str) -> list[Tab]:
    """All filters."""
    return [Tab(str(label), address(path, group), group == only) for group, label in LABELS.items()]


def of_book(customer: int, group: str) -> list[Condition]:
    """Conditions on moments `m` that give a group of a book, each by an index; everything for an empty group."""
    if not group:
        return [("m.customer_id = %s", [customer])]
    kinds = kinds_of(group)
    often = [kind for kind in kinds if kind == "message"]
    rare = [kind for kind in kinds if kind not in often]
    # The partial index on what is rare is only used by who says its condition in its own words.
    found: list[Condition] = [
        ("m.customer_id = %s and not (m.kind = 'message') and m.kind = %s", [customer, kind]) for kind in rare
    ]
    return [*(("m.customer_id = %s and m.kind = %s", [customer, kind]) for kind in often), *found]


def of_conversations(conversations: Sequence[int], group: str) -> list[Condition]:
    """The same for moments of these conversations, of which there is at least one."""
    places = ", ".join("%s" for _ in conversations)
    if not group:
        return [(f"m.conversation_id in ({places})", list(conversations))]
    kinds = kinds_of(group)
    marks = ", ".join("%s" for _ in kinds)
    return [(f"m.conversation_id in ({places}) and m.kind in ({marks})", [*conversations, *kinds])] if kinds else []
