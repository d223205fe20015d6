"""What a row of another system means for the record that is known: what is missing, what is new, what has happened."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.book.models import Order, Visit
from regulars.book.records.rows import COLUMNS, LONGEST_ID, STATUSES, Line, Row

LIMITS = {
    "number": 60,
    "place": 120,
    "unit": 80,
    "what": 300,
    "wishes": 1000,
    "programme": 120,
}
NEEDED: Mapping[str, tuple[str, ...]] = {
    "order": ("ordered_at", "currency", "total"),
    "visit": ("starts_at", "starts_local", "zone"),
    "reward": ("balance", "unit"),
}
DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "order": {"number": "", "status": "", "delivered_at": None, "ship_to": {}, "bill_to": {}},
    "visit": {"number": "", "status": "", "place": "", "unit": "", "what": "", "party": 1, "wishes": ""},
    "reward": {"programme": "", "currency": ""},
}
EMPTY: Mapping[str, Any] = {
    **{f"{name}_local": "" for name in ("promised", "expires", "ends")},
    **{f"{name}_zone": "" for name in ("promised", "expires")},
    **{f"{name}_at": None for name in ("promised", "expires", "ends")},
    "currency": "",
    "total": 0,
}
BLANK: Mapping[str, Mapping[str, Any]] = {
    noun: {**{name: EMPTY[name] for name in columns if name in EMPTY}, **DEFAULTS[noun]}
    for noun, columns in COLUMNS.items()
}
KNOWN: Mapping[str, frozenset[str]] = {noun: frozenset(columns) for noun, columns in COLUMNS.items()}
NAMES_TOLD, LONGEST_NAME = 3, 80
MOST = 2**63 - 1
SMALLEST = Decimal("0.001")


class Happened(NamedTuple):
    """A moment that a record asks for: its kind, when it was, and what it says."""

    kind: str
    at: datetime
    payload: Mapping[str, Any]


def refused(noun: str, row: Row) -> Refused | None:
    """Why a row cannot be taken, whatever is known of its record."""
    if not row.source_id or len(row.source_id) > LONGEST_ID:
        return Refused(_("It needs an id of its own system, of at most %(most)s signs.") % {"most": LONGEST_ID}, "id")
    unknown = row.said.keys() - KNOWN[noun]
    if unknown:
        return Refused(_("There is no field %(name)s here.") % {"name": min(unknown)}, min(unknown))
    status = row.said.get("status")
    if status and status not in STATUSES[noun]:
        known = ", ".join(STATUSES[noun])
        return Refused(
            _("“%(status)s” is no status. There are: %(known)s.") % {"status": status, "known": known}, "status"
        )
    if (row.said.get("ends_local") or "~") < row.said.get("starts_local", ""):
        return Refused(_("It ends before it begins."), "ends")
    numbers = row.said.get("total", 0), row.said.get("balance", 0), *[line.price for line in row.lines or ()]
    if not -MOST <= min(numbers) <= max(numbers) <= MOST:
        return too_much()
    return None


def too_much() -> Refused:
    """Why an amount, or the sum of all lines, cannot be taken: no database holds it."""
    return Refused(_("An amount in it is beyond all measure."), "total")


def missing(noun: str, said: Mapping[str, Any]) -> Refused | None:
    """What a record that is not known yet lacks; `said` is `whole`."""
    for name in NEEDED[noun]:
        if said.get(name) in (None, ""):
            return Refused(_("It says nothing of %(name)s, and is not known yet.") % {"name": name}, name)
    return too_much() if abs(said.get("total") or 0) > MOST else None


def whole(noun: str, row: Row) -> dict[str, Any]:
    """All columns of a record that is new. Without a total, an order's is that of its lines."""
    said = {**BLANK[noun], **fitted(row.said)}
    if noun == "order" and "total" not in row.said:
        said["total"] = total(row.lines) if row.lines else None
    if noun != "reward":
        said["status"] = said["status"] or status_of(noun, said)
    return said


def total(lines: Iterable[Line]) -> int:
    """What all lines cost, in minor units; halves of the last one are rounded to even."""
    return int(sum((line.quantity * line.price for line in lines), Decimal()).to_integral_value())


def status_of(noun: str, said: Mapping[str, Any]) -> str:
    """The status of a new record that names none."""
    if noun == "visit":
        return Visit.BOOKED
    return Order.DELIVERED if said["delivered_at"] else Order.PLACED


def fitted(said: Mapping[str, Any]) -> dict[str, Any]:
    """What is said, cut to the columns; a status that is said to be empty is not said."""
    found = dict(said)
    for name in LIMITS.keys() & found.keys():
        found[name] = found[name][: LIMITS[name]]
    if not found.get("status", True):
        del found["status"]
    return found


def changes(known: Mapping[str, Any], row: Row) -> dict[str, Any]:
    """Those columns that a row says otherwise than they are known, with what it says."""
    return {name: value for name, value in fitted(row.said).items() if known[name] != value}


def clash(noun: str, known: Mapping[str, Any], row: Row) -> Refused | None:
    """Why a known record cannot become what a row says: its amounts would change their currency unseen."""
    currency = row.said.get("currency")
    if noun == "order" and currency and currency != known["currency"] and "total" not in row.said:
        return Refused(_("It changes the currency and says no total."), "currency")
    return None


def lines_differ(known: Sequence[Line], row: Row) -> bool:
    """Whether a row says of the lines of an order anything new."""
    return row.lines is not None and [as_kept(line) for line in row.lines] != list(known)


def as_kept(line: Line) -> Line:
    """A line cut to its columns."""
    return Line(line.name[:300], line.quantity.quantize(SMALLEST), line.price, line.sku[:80])


def begun(noun: str, said: Mapping[str, Any], row: Row, about: Mapping[str, Any], now: datetime) -> list[Happened]:
    """What has happened to a record that is new here, in order. The first tells of it in the book."""
    if noun == "reward":
        at = row.times.get("granted") or row.times.get("changed") or now
        return [Happened("reward.granted", min(at, now), {**about, **reward(said)})]
    tell, steps = (order, order_steps) if noun == "order" else (visit, visit_steps)
    return [
        Happened(f"{noun}.{status}", min(at, now), {**about, **tell(said, status, at), "first": not place})
        for place, (status, at) in enumerate(steps(said, row.times, now))
    ]


def order_steps(said: Mapping[str, Any], times: Mapping[str, datetime], now: datetime) -> list[tuple[str, datetime]]:
    """What an order has been through so far, as far as is known when; its status is always among it."""
    known = {**times, Order.PLACED: said["ordered_at"]}
    if said["delivered_at"]:
        known[Order.DELIVERED] = said["delivered_at"]
    latest = max(known.values())
    known.setdefault(said["status"], latest)
    return [(status, known[status]) for status in STATUSES["order"] if status in known]


def visit_steps(said: Mapping[str, Any], times: Mapping[str, datetime], now: datetime) -> list[tuple[str, datetime]]:
    """The same of a visit. That it was booked is told of one that is past only where it is known when."""
    status, starts = said["status"], said["starts_at"]
    steps = [(Visit.BOOKED, times[Visit.BOOKED])] if Visit.BOOKED in times else []
    if status == Visit.BOOKED:
        return steps or [(status, min(starts, now))]
    return [*steps, (status, times.get(status) or (min(starts, now)))]


def altered(
    noun: str, before: Mapping[str, Any], after: Mapping[str, Any], row: Row, about: Mapping[str, Any], now: datetime
) -> Happened:
    """The one moment of a change: the status that it came to, or that something is otherwise."""
    fields = sorted(name for name in after if before.get(name) != after[name])
    more = {**about, "fields": fields}
    if noun == "reward":
        at = min(row.times.get("changed") or now, now)
        return Happened("reward.changed", at, {**more, **reward(after), "was": before["balance"]})
    tell = order if noun == "order" else visit
    status = after["status"] if before["status"] != after["status"] else ""
    if noun == "order" and after["delivered_at"] and not before["delivered_at"]:
        status = status or Order.DELIVERED
    if not status:
        return Happened(f"{noun}.changed", now, {**more, **tell(after, "changed", now)})
    at = min(time_of(noun, status, after, row.times) or now, now)
    return Happened(f"{noun}.{status}", at, {**more, **tell(after, status, at)})


def time_of(noun: str, status: str, said: Mapping[str, Any], times: Mapping[str, datetime]) -> datetime | None:
    """When a record came to a status, where that is known."""
    if status in times:
        return times[status]
    if status == Order.DELIVERED:
        at: datetime | None = said["delivered_at"]
        return at
    return said["starts_at"] if status in (Visit.CAME, Visit.MISSED) else None


def order(said: Mapping[str, Any], status: str, at: datetime) -> dict[str, Any]:
    """What a moment says of an order. `late` are the seconds after what was promised."""
    promised = said["promised_at"]
    told = {"number": said["number"], "currency": said["currency"], "total": said["total"], "status": said["status"]}
    if promised and status not in (Order.CANCELLED, Order.RETURNED):
        told |= {"promised": written(promised), "promised_zone": said["promised_zone"]}
    if status == Order.DELIVERED and promised and said["delivered_at"]:
        told["late"] = max(0, int((said["delivered_at"] - promised).total_seconds()))
    return told


@lru_cache(maxsize=1024)
def written(at: datetime) -> str:
    """A time as moments say it. All that happens to an order says when it was promised."""
    return at.astimezone(UTC).isoformat()


def visit(said: Mapping[str, Any], status: str, at: datetime) -> dict[str, Any]:
    """What a moment says of a visit."""
    names = "number", "status", "place", "unit", "what", "party", "zone", "starts_local", "ends_local"
    return {name: said[name] for name in names}


def reward(said: Mapping[str, Any]) -> dict[str, Any]:
    """What a moment says of a reward."""
    names = "programme", "unit", "currency", "balance", "expires_local", "expires_zone"
    return {name: said[name] for name in names}


def articles(lines: Sequence[Line]) -> dict[str, Any]:
    """What a moment says of the lines of an order: how many articles, and the names of the first."""
    names = [line.name[:LONGEST_NAME] for line in lines[:NAMES_TOLD]]
    return {"articles": len(lines), "names": names} if lines else {}
