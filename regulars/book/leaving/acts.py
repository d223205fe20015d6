"""Verbs of leaving: to be erased is asked for, taken back for thirty days, and then carried out."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.results import Refused
from regulars.book.eyes import eyes_of
from regulars.book.facts.acts import held_book
from regulars.book.leaving import letters, own
from regulars.book.leaving.slots import LEAVING, Count
from regulars.book.leaving.whose import Whose, whose
from regulars.book.models import Conversation, Customer, Erasure
from regulars.book.shells import was_erased
from regulars.engine import audit, outbox
from regulars.staff import trail
from regulars.staff.auditing import ACTS
from regulars.staff.models import Agent
from regulars.staff.trail import Actor

GRACE = timedelta(days=30)
for act, words in {
    "customer.exported": gettext_lazy("had an archive made of"),
    "customer.archive_taken": gettext_lazy("took the archive of"),
    "customer.leaves": gettext_lazy("asked to erase"),
    "customer.stays": gettext_lazy("took back the erasing of"),
    "customer.erased": gettext_lazy("erased"),
}.items():
    ACTS.offer(act, words)


def open_erasure(customer: Customer) -> Erasure | None:
    """The one that is under way for this book."""
    return Erasure.objects.filter(customer=customer, cancelled_at=None, done_at=None).first()


def all_counts(of: Whose) -> list[Count]:
    """What there is of somebody over all rooms, and what becomes of it; what there is none of is left out."""
    found = own.counts(of)
    for _name, room in LEAVING:
        found += room.counts(of)
    return [one for one in found if one.number]


def kept_from(agent: Agent, of: Whose) -> Refused | None:
    """Why this agent cannot hand out or erase a book: part of it lies where they may not look."""
    eyes = eyes_of(agent)
    if eyes.see_all:
        return None
    theirs = Q(customer__in=of.ids) | Q(moments__in=letters.elsewhere(of))
    if Conversation.objects.filter(theirs).exclude(eyes.among()).exists():
        return Refused(_("Part of this book is kept for others. Ask somebody who sees all of it."))
    return None


def ask(customer: Customer, by: Actor | None, now: datetime) -> Erasure | Refused:
    """Let a customer be erased in thirty days; asked again, it is the same erasure. None is the customer's own word."""
    with transaction.atomic():
        # Held from here on: nobody merges it meanwhile, and a merge that comes after sees the erasure.
        book = held_book(customer)
        if was_erased(book.pk):
            return Refused(_("This customer was erased already."))
        if before := open_erasure(book):
            return before
        if by is not None and (kept := kept_from(by.agent, whose(book))):
            return kept
        agent = by.agent if by else None
        made = Erasure.objects.create(customer=book, asked_at=now, asked_by=agent, due_at=now + GRACE)
        outbox.append("work", {"topics": [f"customer:{book.public_id}"]})
        note(by, "customer.leaves", book, {"due": made.due_at.isoformat()}, now)
    return made


def take_back(erasure: Erasure, by: Actor, now: datetime) -> Refused | None:
    """Let the customer stay. Doing it twice changes nothing; what was carried out or has begun cannot be taken back."""
    with transaction.atomic():
        row = Erasure.objects.select_for_update().select_related("customer").get(pk=erasure.pk)
        if row.done_at or row.certificate:
            return Refused(_("This customer was erased already, and nothing can bring them back."))
        if row.cancelled_at:
            return None
        row.cancelled_at, row.cancelled_by = now, by.agent
        row.save(update_fields=["cancelled_at", "cancelled_by"])
        outbox.append("work", {"topics": [f"customer:{row.customer.public_id}"]})
        note(by, "customer.stays", row.customer, {}, now)
    return None


def again(customer: Customer, now: datetime) -> Erasure | Refused:
    """Begin to erase somebody whom an old backup brought back, without grace: they were erased before."""
    try:
        with transaction.atomic():
            row = open_erasure(customer) or Erasure(customer=customer, asked_at=now)
            row.due_at = now
            row.save()
    except IntegrityError:
        return Refused(_("Somebody else is at it."))
    return row


def note(
    by: Actor | None, act: str, customer: Customer, after: dict[str, object], now: datetime, else_by: str = "customer"
) -> None:
    """Append it to the audit trail, as the last statement of the change's transaction."""
    on = f"customer:{customer.public_id}"
    if by is None:
        audit.record(act, on, by=else_by, after=after, now=now)
    else:
        trail.record(by, act, on, after=after, now=now)
