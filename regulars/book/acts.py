"""Verbs of the ledger. Each is one transaction."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.book.identities import normal_form
from regulars.book.merging.roots import root_id, standing
from regulars.book.models import Conversation, Customer, Identity, Moment, Task
from regulars.book.practice import MOMENT_KINDS, Due
from regulars.book.shells import sealed
from regulars.engine import outbox
from regulars.staff.models import Agent

# How long a slip of the hand can be taken back.
UNDO = timedelta(minutes=5)


def append_moment(
    customer: Customer,
    kind: str,
    now: datetime,
    *,
    payload: dict[str, Any] | None = None,
    conversation: Conversation | None = None,
    agent: Agent | None = None,
    audience: str = "staff",
    direction: str = Moment.OWN,
    channel: str = "",
    happened: datetime | None = None,
    topics: Sequence[str] = (),
) -> Moment:
    """Append what happened to a customer's book, and tell who follows; pages that show `topics`, too.

    `direction` is Moment.IN where it came from the customer; `happened` is when it was, where it is written down later.
    Of one who was merged into another it goes into that book, and within a conversation where that stands.
    Raises KeyError for an undeclared kind.
    """
    if MOMENT_KINDS.get(kind) is None:
        raise KeyError(f"{kind} is no declared kind of moment")
    at = happened or now
    times = {"said_at": happened, "received_at": now, "recorded_at": now, "at": at}
    with transaction.atomic():
        whose = standing(customer, conversation)
        told = {"direction": direction, "channel": channel, "audience": audience, "payload": payload or {}}
        moment = Moment.objects.create(
            kind=kind, customer=whose, birth_customer=whose, conversation=conversation, agent=agent, **told, **times
        )
        Customer.objects.filter(Q(last_at=None) | Q(last_at__lt=at), pk=whose.pk).update(last_at=at)
        to_tell = [f"customer:{whose.public_id}", *topics]
        outbox.append("moment", {"id": moment.pk, "kind": kind, "customer": whose.pk, "topics": to_tell})
    return moment


def add_identity(
    customer: Customer, kind: str, written: str, source: str, now: datetime, *, verified: bool = False, region: str = ""
) -> Identity | Refused:
    """Write down a handle of a customer's; having it already changes nothing. What is only claimed matches nobody.

    Refused where it is not of its kind, or where it is verified for somebody else.
    """
    value = normal_form(kind, written, region)
    if isinstance(value, Refused):
        return value
    with transaction.atomic():
        # Of two pages that add the same handle at once, the second finds what the first wrote.
        customer = Customer.objects.select_for_update(no_key=True).get(pk=root_id(customer.pk))
        if erased := sealed(customer):
            return erased
        theirs = Identity.objects.filter(kind=kind, value=value, customer=customer).first()
        row = theirs or Identity(customer=customer, birth_customer=customer, kind=kind, value=value, first_seen=now)
        row.shown, row.source, row.last_seen = written[:320], row.source or source, now
        row.verified_at = row.verified_at or (now if verified else None)
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:
            return Refused(_("This is known to belong to another customer."), "value")
        outbox.append("work", {"topics": [f"customer:{customer.public_id}"]})
    return row


def plan_tasks(practice: str, customer: Customer, due: Sequence[Due], now: datetime) -> int:
    """Write down what a practice found due; what is written already stays as it is. Gives back how many are new."""
    with transaction.atomic():
        customer = standing(customer)
        before = Task.objects.filter(practice=practice, key__in=[one.key for one in due]).values_list("key", flat=True)
        known = set(before)
        new = [task(practice, customer, one, now) for one in due if one.key not in known]
        Task.objects.bulk_create(new, ignore_conflicts=True)
        if new:
            outbox.append("work", {"topics": [f"customer:{customer.public_id}"]})
    return len(new)


def task(practice: str, customer: Customer, due: Due, now: datetime) -> Task:
    """The row of something due."""
    return Task(
        practice=practice,
        key=due.key,
        kind=due.kind,
        customer=customer,
        birth_customer=customer,
        title=due.title[:200],
        reason=due.reason[:300],
        due_local=due.due.wall.isoformat(timespec="seconds") if due.due else "",
        due_zone=due.due.zone if due.due else "",
        due_at=due.due.utc() if due.due else None,
        created_at=now,
    )


def complete(task: Task, agent: Agent, now: datetime) -> Refused | None:
    """Say that a task is done. Of two who say so, the second is told."""
    with transaction.atomic():
        if not Task.objects.filter(pk=task.pk, done_at=None).update(done_at=now, done_by=agent):
            return Refused(_("Somebody has done this already."))
        outbox.append("work", {"topics": [f"customer:{task.customer.public_id}"]})
        # Whoever planned it may have waited for it.
        outbox.append("task", {"practice": task.practice, "key": task.key})
    return None


def reopen(task: Task, agent: Agent, now: datetime) -> Refused | None:
    """Take back that it is done, minutes after one has said so oneself."""
    with transaction.atomic():
        mine = Task.objects.filter(pk=task.pk, done_by=agent, done_at__gt=now - UNDO)
        if not mine.update(done_at=None, done_by=None):
            return Refused(_("There is nothing of yours to take back here."))
        outbox.append("work", {"topics": [f"customer:{task.customer.public_id}"]})
    return None
