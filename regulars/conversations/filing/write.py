"""The sheet goes to the database: one statement a table, in the order in which rows name each other."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from regulars.book.models import Conversation, Customer
from regulars.conversations.filing.sheet import WRITTEN, Sheet
from regulars.engine import outbox
from regulars.engine.inserts import insert
from regulars.intake.models import Delivery


def write(sheet: Sheet) -> None:
    """Write all that was planned. Call it inside the transaction in which `known` was loaded."""
    settle(sheet.settled)
    for model in WRITTEN:
        insert(model, sheet.new[model])
    update_conversations(sheet)
    update_customers(sheet)
    update_identities(sheet)
    tell(sheet)


def settle(deliveries: list[Delivery]) -> None:
    """What became of each delivery."""
    rows = [(one.state, one.fingerprint, one.cause, one.detail, one.pk) for one in deliveries]
    many("update intake_delivery set state = %s, fingerprint = %s, cause = %s, detail = %s where id = %s", rows)


def many(statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """One statement for many rows."""
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(statement, rows)


def update_conversations(sheet: Sheet) -> None:
    """The columns that project the newest moment."""
    made = {row["id"] for row in sheet.new[Conversation]}
    old = [row for row in sheet.touched.values() if row.pk not in made]
    rows = [(row.status, at(row.last_at), row.preview, row.pk) for row in sorted(old, key=lambda row: row.pk)]
    many("update book_conversation set status = %s, last_at = %s, preview = %s where id = %s", rows)


def at(time: datetime) -> Any:
    """A time as this database takes it."""
    return connection.ops.adapt_datetimefield_value(time)


def update_customers(sheet: Sheet) -> None:
    """When each customer's book was last written in, and names that became known."""
    newest = {row.customer_id: row.at for row in sorted(sheet.moments, key=lambda row: row.at)}
    many(
        "update book_customer set last_at = %s where id = %s and (last_at is null or last_at < %s)",
        [(at(newest[pk]), pk, at(newest[pk])) for pk in sorted(newest)],
    )
    for customer in sheet.seen.values():
        Customer.objects.filter(pk=customer.pk, name="").update(name=customer.name)


def update_identities(sheet: Sheet) -> None:
    """From when to when each address wrote to us; mail need not come in order."""
    seen = sorted((row.author_id, row.at) for row in sheet.moments if row.author_id)
    last, first = dict(seen), dict(reversed(seen))
    many(
        "update book_identity set last_seen = %s where id = %s and last_seen < %s",
        [(at(time), pk, at(time)) for pk, time in last.items()],
    )
    many(
        "update book_identity set first_seen = %s where id = %s and first_seen > %s",
        [(at(time), pk, at(time)) for pk, time in sorted(first.items())],
    )


def tell(sheet: Sheet) -> None:
    """One outbox row for each live moment, and one for all of history together."""
    live = [row for row in sheet.moments if not row.history]
    books = Customer.objects.filter(pk__in={row.customer_id for row in live})
    names = dict(books.values_list("pk", "public_id")) if live else {}
    told: list[tuple[str, dict[str, Any]]] = []
    for row in live:
        topics = ["inbox", f"customer:{names[row.customer_id]}"]
        topics += [f"conversation:{row.conversation.public_id}"] if row.conversation else []
        told.append(("moment", {"id": row.pk, "kind": row.kind, "customer": row.customer_id, "topics": topics}))
    if past := [row.pk for row in sheet.moments if row.history]:
        told.append(("moments", {"ids": past, "topics": ["inbox"]}))
    outbox.append_many(told)
