"""What was planned goes to the database: a statement a table."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from regulars.book.models import Customer, Identity, Moment, OrderLine, RecordChange
from regulars.book.records.rows import COLUMNS, MODELS
from regulars.book.records.sheet import Sheet
from regulars.book.records.who import People
from regulars.engine import outbox
from regulars.engine.inserts import insert
from regulars.engine.updates import update

# What undoing needs to know of a batch beside the records that were changed: a row for each part of it.
MADE = "made"
MOST_PAGES = 50
JSON = frozenset({"ship_to", "bill_to"})


def write(sheet: Sheet, people: People, standing: Mapping[int, tuple[int, str]]) -> None:
    """Write all of it. Call it in the transaction in which it was planned; `standing` gives public ids."""
    newest = latest(sheet)
    for row in people.customers:
        row["last_at"] = newest.pop(row["id"], None)
    insert(Customer, people.customers)
    insert(Identity, people.identities)
    insert(Moment, sheet.moments)
    insert(MODELS[sheet.noun], sheet.records)
    if sheet.relined:
        OrderLine.objects.filter(order__in=sheet.relined).delete()
    insert(OrderLine, sheet.lines)
    change(sheet)
    note(sheet, people)
    rows = [(at, pk) for pk, at in sorted(newest.items())]
    update("book_customer", ("last_at",), rows, "book_customer.last_at is null or book_customer.last_at < {new}")
    tell(sheet, {**dict(standing.values()), **names(people)})


def latest(sheet: Sheet) -> dict[int, datetime]:
    """When each customer's book is written in last."""
    found: dict[int, datetime] = {}
    for row in sheet.moments:
        pk, at = row["customer_id"], row["at"]
        if pk not in found or found[pk] < at:
            found[pk] = at
    return found


def names(people: People) -> dict[int, str]:
    """Public ids of new customers."""
    return {row["id"]: row["public_id"] for row in people.customers}


def change(sheet: Sheet) -> None:
    """Mirrors that say something else now."""
    set_columns(sheet.noun, [(known.id, after) for known, after in sheet.changed], sheet.now)


def set_columns(noun: str, records: list[tuple[int, Mapping[str, Any]]], now: datetime) -> None:
    """Let these records say this, in all their columns."""
    columns = (*COLUMNS[noun], "updated_at")
    rows = [[*(taken(name, said[name]) for name in COLUMNS[noun]), now, pk] for pk, said in sorted(records, key=first)]
    update(MODELS[noun]._meta.db_table, columns, rows)


def first(pair: tuple[int, Any]) -> int:
    """Rows are locked in the order of their ids."""
    return pair[0]


def taken(name: str, value: Any) -> Any:
    """A value as `update` wants it for this database: PostgreSQL gets all of them as one JSON text."""
    return json.dumps(value, ensure_ascii=False) if name in JSON and connection.vendor == "sqlite" else value


def note(sheet: Sheet, people: People) -> None:
    """What undoing will need."""
    changes = [
        RecordChange(
            batch_id=sheet.batch,
            noun=sheet.noun,
            record=known.id,
            before=kept(sheet.before[known.id]),
            moment_id=sheet.moments_of[known.id][0],
        )
        for known, _ in sheet.changed
    ]
    altered = {known.id for known, _ in sheet.changed}
    brought = {pk: moments for pk, moments in sheet.moments_of.items() if pk not in altered}
    if brought or people.customers or people.identities:
        made = {
            "records": [[pk, *moments] for pk, moments in brought.items()],
            "customers": [row["id"] for row in people.customers],
            "identities": [row["id"] for row in people.identities],
        }
        changes.append(RecordChange(batch_id=sheet.batch, noun=MADE, record=0, before=made))
    RecordChange.objects.bulk_create(changes)


def kept(said: Mapping[str, Any]) -> dict[str, Any]:
    """What a record said, as JSON."""
    return {
        name: value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
        for name, value in said.items()
    }


def tell(sheet: Sheet, public: Mapping[int, str]) -> None:
    """One outbox row for the whole of history; what happens now is told moment by moment, for practices to notice."""
    if not sheet.moments:
        return
    books = {row["customer_id"] for row in sheet.moments}
    if sheet.history:
        topics = [f"customer:{public[pk]}" for pk in sorted(books)] if len(books) <= MOST_PAGES else []
        outbox.append("moments", {"ids": [row["id"] for row in sheet.moments], "topics": ["imports", *topics]})
        return
    outbox.append_many(
        ("moment", {"id": row["id"], "kind": row["kind"], "customer": row["customer_id"], "topics": topics})
        for row in sheet.moments
        for topics in [[f"customer:{public[row['customer_id']]}"]]
    )
