"""The sheet goes to the database: one statement a table, in the order in which rows name each other."""

from typing import Any

from regulars.book.models import Conversation, Customer
from regulars.conversations.filing.sheet import WRITTEN, Sheet, Written
from regulars.engine import outbox
from regulars.engine.inserts import insert
from regulars.engine.updates import update
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
    update("intake_delivery", ("state", "fingerprint", "cause", "detail"), rows)


def update_conversations(sheet: Sheet) -> None:
    """The columns that project the newest moment."""
    made = {row["id"] for row in sheet.new[Conversation]}
    old = [row for row in sheet.touched.values() if row.pk not in made]
    rows = [(row.status, row.last_at, row.preview, row.pk) for row in sorted(old, key=lambda row: row.pk)]
    update("book_conversation", ("status", "last_at", "preview"), rows)
    if woken := [row.pk for row in old if row.status == Conversation.OPEN]:
        Conversation.objects.filter(pk__in=woken, snoozed_until__isnull=False).update(snoozed_until=None)


def update_customers(sheet: Sheet) -> None:
    """When each customer's book was last written in, and names that became known."""
    newest = {row.conversation.customer_id: row.at for row in sorted(sheet.moments, key=lambda row: row.at)}
    rows = [(newest[pk], pk) for pk in sorted(newest)]
    update("book_customer", ("last_at",), rows, "book_customer.last_at is null or book_customer.last_at < {new}")
    for customer in sheet.seen.values():
        Customer.objects.filter(pk=customer.pk, name="").update(name=customer.name)


def update_identities(sheet: Sheet) -> None:
    """From when to when each address wrote to us; mail need not come in order."""
    seen = sorted((row.author, row.at) for row in sheet.moments if row.author)
    last, first = dict(seen), dict(reversed(seen))
    rows = [(time, pk) for pk, time in last.items()]
    update("book_identity", ("last_seen",), rows, "book_identity.last_seen < {new}")
    rows = [(time, pk) for pk, time in sorted(first.items())]
    update("book_identity", ("first_seen",), rows, "book_identity.first_seen > {new}")


def tell(sheet: Sheet) -> None:
    """One outbox row for each live moment, and one for all of history and spam together: nobody is bothered by it."""
    live = [row for row in sheet.moments if not row.history and not is_spam(row)]
    books = Customer.objects.filter(pk__among={row.conversation.customer_id for row in live})
    names = dict(books.values_list("pk", "public_id")) if live else {}
    told: list[tuple[str, dict[str, Any]]] = []
    for row in live:
        customer, conversation = row.conversation.customer_id, row.conversation.public_id
        topics = ["inbox", f"customer:{names[customer]}", f"conversation:{conversation}"]
        told.append(("moment", {"id": row.moment, "kind": row.kind, "customer": customer, "topics": topics}))
    if past := [row.moment for row in sheet.moments if row.history or is_spam(row)]:
        told.append(("moments", {"ids": past, "topics": ["inbox"]}))
    outbox.append_many(told)


def is_spam(moment: Written) -> bool:
    """Whether it went into spam."""
    return moment.conversation.status == Conversation.SPAM
