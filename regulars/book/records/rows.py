"""What another system says of an order, a visit or a reward, and what became of it here."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from regulars.base.times import LocalTime
from regulars.book.models import Order, Reward, Visit

Record = Order | Visit | Reward
MODELS: Mapping[str, type[Record]] = {"order": Order, "visit": Visit, "reward": Reward}
# What a mirror says: the columns that a row can bring, by noun. `public_id`, the customer and the like are ours.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "order": (
        *("number", "status", "currency", "total", "ordered_at", "promised_local", "promised_zone", "promised_at"),
        *("delivered_at", "ship_to", "bill_to"),
    ),
    "visit": (
        *("number", "status", "place", "unit", "what", "party", "wishes", "zone", "starts_local", "starts_at"),
        *("ends_local", "ends_at", "currency", "total"),
    ),
    "reward": (*("programme", "unit", "currency", "balance", "expires_local", "expires_zone", "expires_at"),),
}
STATUSES: Mapping[str, tuple[str, ...]] = {
    "order": (
        *(Order.PLACED, Order.PAID, Order.SENT, Order.DELIVERED, Order.DAMAGED),
        *(Order.CANCELLED, Order.RETURNED),
    ),
    "visit": (Visit.BOOKED, Visit.CAME, Visit.MISSED, Visit.CANCELLED),
    "reward": (),
}
BROUGHT, CHANGED, UNCHANGED, REFUSED = "brought", "changed", "unchanged", "refused"
OUTCOMES = (BROUGHT, CHANGED, UNCHANGED, REFUSED)
LONGEST_ID = 120


class Who(NamedTuple):
    """Whose a record is, by what the other system knows of them. `external` is their number in that system; `region`
    the country (two letters) of a phone number without its code."""

    name: str = ""
    email: str = ""
    phone: str = ""
    card: str = ""
    external: str = ""
    region: str = ""


class Line(NamedTuple):
    """One article of an order; `price` is that of one piece, in minor units of the order's currency."""

    name: str
    quantity: Decimal
    price: int
    sku: str = ""


class Row(NamedTuple):
    """One record as the other system says it. `said` holds those of the noun's COLUMNS that it says anything of, so
    what it does not say stays as it is here; `lines` None says nothing of them.

    `times` are when an order or a visit came to a status, by status, where that is known; for a reward "granted" and
    "changed". `place` is its line or position, for the answer.
    """

    source_id: str
    who: Who
    said: Mapping[str, Any]
    lines: Sequence[Line] | None = None
    times: Mapping[str, datetime] = {}
    place: int = 0


class Fate(NamedTuple):
    """What became of a row. `reason` says why it was refused, or what of a row that was brought could not be used."""

    place: int
    source_id: str
    outcome: str
    reason: str = ""
    public_id: str = ""


def wall(name: str, time: LocalTime | None) -> dict[str, Any]:
    """The columns of a time that is kept as people say it: `name` is "promised" or "expires". None: it has none."""
    if time is None:
        return {f"{name}_local": "", f"{name}_zone": "", f"{name}_at": None}
    written, at = kept(time)
    return {f"{name}_local": written, f"{name}_zone": time.zone, f"{name}_at": at}


def stay(starts: LocalTime, ends: LocalTime | None = None) -> dict[str, Any]:
    """The same of a visit; both ends are in the zone of its place."""
    return {
        "zone": starts.zone,
        "starts_local": local(starts),
        "starts_at": starts.utc(),
        "ends_local": local(ends) if ends else "",
        "ends_at": ends.utc() if ends else None,
    }


@lru_cache(maxsize=4096)
def kept(time: LocalTime) -> tuple[str, datetime]:
    """A time as people say it, and in UTC; what is promised for one day is promised to many."""
    return local(time), time.utc()


def local(time: LocalTime) -> str:
    """A wall time as it is kept: "2026-05-03T18:00:00"."""
    return time.wall.replace(microsecond=0, tzinfo=None).isoformat(timespec="seconds")
