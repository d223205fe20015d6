"""Replies that are due: a small desk, and in each of its conversations one that an agent has sent."""

from datetime import timedelta

from django.utils import timezone

from regulars.base.results import Refused
from regulars.bench.fill import fill
from regulars.bench.size import Size
from regulars.book.models import Conversation, Identity
from regulars.conversations.models import Draft, Outgoing
from regulars.conversations.sending import rules
from regulars.conversations.sending.acts import GO, hold
from regulars.engine.models import Job
from regulars.engine.sealing import seal
from regulars.intake.models import Inbox, Submission
from regulars.staff.models import Agent

TEXT = "Thank you for writing. A new one is on its way to you, and the old one you may keep.\n"


def write(count: int, port: int, seconds: float) -> float:
    """Fill an empty desk and send so many replies through the server at `port`, all of them due so many seconds after
    that is done; when they are due, in seconds since 1970.

    Raises RuntimeError where one is refused.
    """
    fill(Size(count, count * 2, count))
    now = timezone.now()
    inbox = Inbox.objects.get()
    Inbox.objects.update(ceiling=count * 10)
    agent = Agent.objects.earliest("pk")
    Submission.objects.create(
        inbox=inbox,
        host="127.0.0.1",
        port=port,
        security="none",
        secret=seal(""),
        secret_kind="oauth",  # noqa: S106 - the word for what it is
    )
    people = dict(Identity.objects.values_list("customer_id", "value"))
    # The filled desk has some half-written ones, and nobody writes two to one conversation.
    Draft.objects.all().delete()
    for conversation in Conversation.objects.order_by("pk"):
        draft = Draft.objects.create(
            agent=agent,
            conversation=conversation,
            to=[["", people[conversation.customer_id]]],
            text=TEXT,
            created_at=now,
            updated_at=now,
        )
        if isinstance(held := hold(draft, agent, now), Refused):
            raise RuntimeError(held.reason)
    due = timezone.now() + timedelta(seconds=seconds)
    Outgoing.objects.update(created_at=due - rules.UNDO, send_at=due)
    Job.objects.filter(kind=GO).update(run_at=due)
    return due.timestamp()
