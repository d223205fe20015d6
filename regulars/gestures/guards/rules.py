"""What a guard sees in what one person gave. It may have its good reason: a remark is a question. Pure."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from regulars.base.frozen import dataclass

AGAIN, SELF, SPLIT = "again", "self", "split"
KINDS: Mapping[str, str | Promise] = MappingProxyType(
    {
        AGAIN: _("The same customer got something from the same person again and again"),
        SELF: _("It may be for the one who gave it"),
        SPLIT: _("Several small amounts in a short time come to one that would have asked for a reason"),
    }
)
# Four from one person to one customer in a quarter; many regulars get something from whoever knows them.
OFTEN, OFTEN_WITHIN = 4, timedelta(days=90)
SPLIT_WITHIN = timedelta(hours=72)


@dataclass(frozen=True, slots=True)
class Given:
    """One gesture, as guards look at it."""

    customer: int
    code: str
    worth: int
    currency: str
    at: datetime
    beyond: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """A remark: its kind, and what it was seen by."""

    kind: str
    told: Mapping[str, Any]


def look(
    one: Given,
    others: Sequence[Given],
    at_most: int,
    own: Collection[str],
    handles: Collection[str],
) -> list[Seen]:
    """What is to be remarked of `one`, beside all that the same person gave in the last quarter (`others`, without it).

    `at_most` is above which one such amends asks for a reason; `own` are the handles of who gave, `handles` those of
    the customer, all in their normal form.
    """
    same = [other for other in others if other.customer == one.customer]
    often = [other for other in same if timedelta(0) <= one.at - other.at <= OFTEN_WITHIN]
    found = []
    if len(often) + 1 >= OFTEN:
        found.append(Seen(AGAIN, {"times": len(often) + 1}))
    if set(own) & set(handles):
        found.append(Seen(SELF, {}))
    parts = [other for other in same if is_part(other, one)]
    whole = one.worth + sum(other.worth for other in parts)
    if parts and at_most and one.worth <= at_most < whole and not one.beyond:
        found.append(Seen(SPLIT, {"times": len(parts) + 1, "sum": whole, "currency": one.currency}))
    return found


def is_part(other: Given, one: Given) -> bool:
    """Whether two may be one that was split: the same money, without a reason, within three days."""
    near = timedelta(0) <= one.at - other.at <= SPLIT_WITHIN
    return near and other.currency == one.currency and not other.beyond and other.worth > 0
