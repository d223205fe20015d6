"""The sheet goes to the database: one statement a table, in the order in which rows name each other."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from regulars.book.models import Conversation, Customer, Identity
from regulars.conversations.filing.sheet import WRITTEN, Sheet, Written
from regulars.engine import outbox
from regulars.engine.inserts import insert
from regulars.engine.updates import update
from regulars.intake.models import Delivery

# A time, and the id of the row to which it goes.
Times = tuple[datetime, int]


def write(sheet: Sheet) -> None:
    """Write all that was planned. Call it inside the transaction in which `known` was loaded."""
    settle(sheet.settled)
    books, first, last = written_in(sheet), first_seen(sheet), last_seen(sheet)
    for model in WRITTEN:
        insert(model, sheet.new[model])
    update_conversations(sheet)
    update("book_customer", ("last_at",), books, "book_customer.last_at is null or book_customer.last_at < {new}")
    update("book_identity", ("last_seen",), last, "book_identity.last_seen < {new}")
    update("book_identity", ("first_seen",), first, "book_identity.first_seen > {new}")
    update_names(sheet)
    update_proved(sheet)
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


def written_in(sheet: Sheet) -> list[Times]:
    """When each customer's book was last written in; new ones are told before they are written."""
    newest = {row.conversation.customer_id: row.at for row in sorted(sheet.moments, key=lambda row: row.at)}
    for book in sheet.new[Customer]:
        book["last_at"] = newest.pop(book["id"], None)
    return [(newest[pk], pk) for pk in sorted(newest)]


def last_seen(sheet: Sheet) -> list[Times]:
    """When each address last wrote to us, where that is news; new ones are told before they are written."""
    last: dict[int, datetime] = {}
    for author, at in seen(sheet):
        if at > author.last_seen:
            author.last_seen = last[author.pk] = at
    return old(last, sheet)


def first_seen(sheet: Sheet) -> list[Times]:
    """The same of the first time: mail need not come in order."""
    first: dict[int, datetime] = {}
    for author, at in seen(sheet):
        if at < author.first_seen:
            author.first_seen = first[author.pk] = at
    return old(first, sheet)


def seen(sheet: Sheet) -> list[tuple[Identity, datetime]]:
    """Who wrote, and when."""
    return [(row.author, row.at) for row in sheet.moments if row.author]


def old(times: Mapping[int, datetime], sheet: Sheet) -> list[Times]:
    """Those of addresses that were known before this batch."""
    made = {row["id"] for row in sheet.new[Identity]}
    return [(times[pk], pk) for pk in sorted(times.keys() - made)]


def update_names(sheet: Sheet) -> None:
    """Names that became known."""
    for customer in sheet.seen.values():
        Customer.objects.filter(pk=customer.pk, name="").update(name=customer.name)


def update_proved(sheet: Sheet) -> None:
    """Addresses that were claimed, and from which an answer came; new ones are told before they are written."""
    for identity in sheet.proved:
        Identity.objects.filter(pk=identity.pk, verified_at=None).update(verified_at=identity.verified_at)


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
