"""Records as they are known here, read for a whole batch at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from typing import Any

from regulars.base.frozen import dataclass
from regulars.book.leaving.erased import ids_in_place
from regulars.book.models import Order, OrderLine
from regulars.book.records.rows import COLUMNS, MODELS, Line

OURS = ("id", "public_id", "source_id", "customer_id", "batch_id")


@dataclass(frozen=True, slots=True)
class Known:
    """One record: what it says, its lines where they were asked for, and what is ours."""

    id: int
    public_id: str
    customer: int
    batch: int | None
    said: Mapping[str, Any]
    lines: tuple[Line, ...] = field(default=())


def known(noun: str, source: str, ids: Sequence[str], *, lines: bool) -> dict[str, Known]:
    """Those of a source's records that are here, by the id there; also where it gave way to a digest."""
    instead = ids_in_place(noun, source, ids)
    asked = MODELS[noun]._default_manager.filter(source=source, source_id__among=[*ids, *instead])
    records = list(asked.values(*OURS, *COLUMNS[noun]))
    of = lines_of([row["id"] for row in records]) if lines and records and noun == "order" else {}
    said = {row["id"]: instead.get(row["source_id"], row["source_id"]) for row in records}
    return {said[row["id"]]: one(row, COLUMNS[noun], of.get(row["id"], ())) for row in records}


def one(row: Mapping[str, Any], columns: Iterable[str], lines: Sequence[Line]) -> Known:
    """A row as a value."""
    said = {name: row[name] for name in columns}
    return Known(row["id"], row["public_id"], row["customer_id"], row["batch_id"], said, tuple(lines))


def lines_of(orders: Sequence[int]) -> dict[int, list[Line]]:
    """The lines of these orders, in their order."""
    found: defaultdict[int, list[Line]] = defaultdict(list)
    columns = "order_id", "name", "quantity", "price", "sku"
    for order, *line in OrderLine.objects.filter(order__among=orders).order_by("position", "id").values_list(*columns):
        found[order].append(Line(*line))
    return found


def model_of(noun: str) -> Any:
    """The model of a noun; Order where lines are meant."""
    return MODELS.get(noun, Order)
