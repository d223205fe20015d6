"""What a batch of rows will write, planned before anything is written (docs/decisions/0007)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from regulars.book.models import Moment, OrderLine
from regulars.book.records import rules
from regulars.book.records.known import Known
from regulars.book.records.rows import MODELS, Fate, Line, Row
from regulars.book.records.rules import Happened
from regulars.engine.row_ids import fresh_ids


@dataclass(slots=True)
class Sheet:
    """New rows by table, records that change, and what undoing needs: `moments_of` are by record those it brought,
    `before` what a changed record said."""

    noun: str
    source: str
    batch: int
    history: bool
    now: datetime
    agent: int | None = None
    records: list[dict[str, Any]] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)
    moments: list[dict[str, Any]] = field(default_factory=list)
    changed: list[tuple[Known, dict[str, Any]]] = field(default_factory=list)
    relined: list[int] = field(default_factory=list)
    before: dict[int, dict[str, Any]] = field(default_factory=dict)
    moments_of: dict[int, list[int]] = field(default_factory=dict)
    fates: list[Fate] = field(default_factory=list)
    record_ids: Iterator[int] = field(default_factory=lambda: iter(()))
    line_ids: Iterator[int] = field(default_factory=lambda: iter(()))
    moment_ids: Iterator[int] = field(default_factory=lambda: iter(()))


def ready(sheet: Sheet, rows: Sequence[Row]) -> None:
    """Have ids at hand."""
    count = max(1, len(rows))
    sheet.record_ids = fresh_ids(MODELS[sheet.noun], count)
    sheet.line_ids = fresh_ids(OrderLine, max(1, sum(len(row.lines or ()) for row in rows)))
    sheet.moment_ids = fresh_ids(Moment, count * 2)


def about(sheet: Sheet, row: Row, public_id: str, lines: Sequence[Line]) -> dict[str, Any]:
    """What every moment of a record says."""
    return {sheet.noun: public_id, "source": sheet.source, "id": row.source_id, **rules.articles(lines)}


def add(sheet: Sheet, row: Row, customer: int, public_id: str, whole: Mapping[str, Any] | None = None) -> int:
    """A record that is new, with its lines and what has happened to it so far; gives back its row id. `whole` is what
    `rules.whole` says of the row, where the caller has asked."""
    pk, lines = next(sheet.record_ids), tuple(row.lines or ())
    said = rules.whole(sheet.noun, row) if whole is None else whole
    told = rules.begun(sheet.noun, said, row, about(sheet, row, public_id, lines), sheet.now)
    moments = [append(sheet, one, customer) for one in told]
    sheet.records.append(
        {
            "id": pk,
            "public_id": public_id,
            "source": sheet.source,
            "source_id": row.source_id,
            "customer_id": customer,
            "birth_customer_id": customer,
            **said,
            "moment_id": moments[0],
            "batch_id": sheet.batch,
            "updated_at": sheet.now,
        }
    )
    put_lines(sheet, pk, lines)
    sheet.moments_of[pk] = moments
    return pk


def alter(sheet: Sheet, known: Known, row: Row, customer: int) -> None:
    """A record that is known and says something new, and the moment of that."""
    after = {**known.said, **rules.changes(known.said, row)}
    relined = rules.lines_differ(known.lines, row)
    lines = [rules.as_kept(line) for line in row.lines or ()] if relined else known.lines
    told = rules.altered(sheet.noun, known.said, after, row, about(sheet, row, known.public_id, lines), sheet.now)
    sheet.before[known.id] = dict(known.said)
    if relined:
        sheet.before[known.id]["lines"] = [[one.name, str(one.quantity), one.price, one.sku] for one in known.lines]
        told = Happened(told.kind, told.at, {**told.payload, "fields": [*told.payload["fields"], "lines"]})
        sheet.relined.append(known.id)
        put_lines(sheet, known.id, lines)
    sheet.changed.append((known, after))
    sheet.moments_of[known.id] = [append(sheet, told, customer)]


def put_lines(sheet: Sheet, order: int, lines: Sequence[Line]) -> None:
    """The lines of an order."""
    for position, line in enumerate(map(rules.as_kept, lines)):
        sheet.lines.append(
            {
                "id": next(sheet.line_ids),
                "order_id": order,
                "position": position,
                "sku": line.sku,
                "name": line.name,
                "quantity": line.quantity,
                "price": line.price,
            }
        )


def append(sheet: Sheet, told: Happened, customer: int) -> int:
    """A moment in a customer's book; gives back its row id."""
    pk = next(sheet.moment_ids)
    sheet.moments.append(moment(sheet, pk, told.kind, told.at, told.payload, customer))
    return pk


def moment(sheet: Sheet, pk: int, kind: str, at: datetime, payload: Mapping[str, Any], customer: int) -> dict[str, Any]:
    """Its row."""
    return {
        "id": pk,
        "kind": kind,
        "customer_id": customer,
        "birth_customer_id": customer,
        "agent_id": None if sheet.history else sheet.agent,
        "direction": Moment.OWN,
        "history": sheet.history,
        "said_at": at,
        "received_at": sheet.now,
        "recorded_at": sheet.now,
        "at": at,
        "payload": payload,
    }
