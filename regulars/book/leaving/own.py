"""What the book itself knows of a customer beside what was said, and how it is emptied."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from regulars.book.leaving import erased, ids, letters
from regulars.book.leaving.ids import Telling
from regulars.book.leaving.slots import SORTS, Count, Sort
from regulars.book.leaving.whose import Whose
from regulars.book.models import (
    Attachment,
    Conversation,
    Customer,
    Fact,
    Identity,
    Moment,
    Order,
    OrderLine,
    PersonalLink,
    RecordChange,
    Relation,
    Reward,
    Suggestion,
    Task,
    Trace,
    Visit,
)
from regulars.book.search import people, seen
from regulars.book.search.index import is_anywhere
from regulars.engine.personal import emptied
from regulars.intake.models import Delivery

LONGEST_NUMBER = 60
AMOUNTS = _(
    "Their numbers, times and amounts stay, since accounts have to be kept; names in a number, addresses and wishes go."
)
SHELLS = _("That something was said, and when, stays for the figures; what was said, by whom and about what, goes.")
OTHERS = _("Another customer wrote it, and it stays in that one's book, without quotes.")
for code, sort in {
    "identities": Sort(_("Addresses, numbers and other handles")),
    "facts": Sort(_("Facts")),
    "relations": Sort(_("Relations")),
    "texts": Sort(_("Messages, notes and other moments")),
    "attachments": Sort(_("Attachments")),
    "raw": Sort(_("Raw mails")),
    "tasks": Sort(_("Tasks")),
    "links": Sort(_("Personal links and forms")),
    "shells": Sort(_("Moments without their words"), SHELLS),
    "conversations": Sort(_("Conversations without subject"), SHELLS),
    "orders": Sort(_("Orders"), AMOUNTS),
    "visits": Sort(_("Visits"), AMOUNTS),
    "rewards": Sort(_("Rewards"), AMOUNTS),
    "others": Sort(_("Messages by other customers"), OTHERS),
    "audit": Sort(_("Entries of the audit trail that lost their words")),
}.items():
    SORTS.offer(code, sort)
RECORDS: tuple[tuple[str, type[Order | Visit | Reward]], ...] = (
    ("order", Order),
    ("visit", Visit),
    ("reward", Reward),
)


def counts(of: Whose) -> list[Count]:
    """How much there is of each sort, and what becomes of it."""
    ids = of.ids
    kept = letters.by_others(of).count()
    said = Moment.objects.filter(customer__in=ids).count() - kept + len(letters.elsewhere(of))
    files = Attachment.objects.filter(message__moment__customer__in=ids)
    raw = Delivery.objects.filter(arrival__moment__customer__in=ids).count() + len(letters.quarantined(of))
    return [
        Count("identities", len(of.identities)),
        Count("facts", Fact.objects.filter(customer__in=ids).count()),
        Count("relations", Relation.objects.filter(about(ids, "customer", "other")).count()),
        Count("texts", said),
        Count("attachments", files.count() - of_others(of, files)),
        Count("raw", raw),
        Count("tasks", Task.objects.filter(customer__in=ids).count()),
        Count("links", PersonalLink.objects.filter(customer__in=ids).count()),
        Count("shells", said),
        Count("conversations", threads(of).count()),
        Count("orders", Order.objects.filter(customer__in=ids).count()),
        Count("visits", Visit.objects.filter(customer__in=ids).count()),
        Count("rewards", Reward.objects.filter(customer__in=ids).count()),
        Count("others", kept),
    ]


def erase(of: Whose, now: datetime) -> Iterable[str]:
    """Empty all that is no moment; gives back digests of files. In a transaction, and the last to need the handles."""
    files = letters.empty_quarantined(of)
    letters.empty_threads(of)
    delete(Fact, Q(customer__in=of.ids))
    delete(Relation, about(of.ids, "customer", "other"))
    delete(Suggestion, about(of.ids, "one", "other"))
    for model in (Trace, PersonalLink, Task):
        delete(model, Q(customer__in=of.ids))
    empty_records(of)
    empty_person(of)
    return files


def empty_records(of: Whose) -> None:
    """Orders, visits and rewards as shells; what they said before a batch changed them goes."""
    telling = telling_of(of)
    for noun, model in RECORDS:
        theirs: QuerySet[Any] = model.objects.filter(customer__in=of.ids)
        RecordChange.objects.filter(
            noun__in=(noun, f"{noun}s"), record__in=theirs.values_list("pk", flat=True)
        ).delete()
        if values := emptied(model._meta.label):
            theirs.update(**values)
        for row in list(theirs):
            if instead := without_them(noun, row, telling):
                theirs.filter(pk=row.pk).update(**instead)
    OrderLine.objects.filter(order__customer__in=of.ids).update(**emptied("book.OrderLine"))


def telling_of(of: Whose) -> Telling:
    """What in an id tells of them. They have their names still."""
    known = Customer.objects.filter(pk__in=of.ids).values_list("name", "own")
    return ids.telling([name for shown, own in known for name in (shown, str(own.get("name", "")))], of.handles)


def without_them(noun: str, row: Order | Visit | Reward, telling: Telling) -> dict[str, str]:
    """What stands instead of a record's id and number, where these tell of somebody."""
    number, found = getattr(row, "number", None), dict[str, str]()
    if ids.tells(telling, row.source_id):
        found["source_id"] = erased.id_in_place(noun, row.source, row.source_id)
    # Most numbers are the id again, cut to what fits; and where there is none, people are shown the id.
    follows = "source_id" in found and number in ("", row.source_id[:LONGEST_NUMBER])
    if number is not None and (follows or ids.tells(telling, number)):
        found["number"] = erased.short(erased.id_in_place(noun, row.source, row.source_id if follows else number))
    return found


def empty_person(of: Whose) -> None:
    """The person: their handles are free for whoever writes from them next, and nothing finds the old book by them."""
    # No index leads from a handle to what was written by it: this reads all moments, once for a person.
    Moment.objects.filter(author__in=of.identities).update(author=None)
    delete(Identity, Q(pk__in=of.identities))
    Customer.objects.filter(pk__in=of.ids).update(**emptied("book.Customer"))
    seen.forget(people.index(of.ids), is_anywhere)


def threads(of: Whose) -> QuerySet[Conversation]:
    """Their conversations."""
    return Conversation.objects.filter(customer__in=of.ids)


def about(ids: Sequence[int], *columns: str) -> Q:
    """Rows in which one of these customers stands in one of these columns."""
    found = Q()
    for column in columns:
        found |= Q(**{f"{column}__in": ids})
    return found


def delete(model: type[Model], which: Q) -> None:
    """Delete rows with what hangs on them."""
    model._default_manager.filter(which).delete()


def of_others(of: Whose, files: QuerySet[Attachment]) -> int:
    """How many of these came with what other customers wrote."""
    written = files.filter(message__moment__direction=Moment.IN, message__moment__author__isnull=False)
    return written.exclude(message__moment__author__customer__in=of.ids).count()
