"""Closing, taking up again, letting sleep, and spam."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from regulars.base.results import Refused
from regulars.book.models import Conversation, Moment
from regulars.conversations.acts import rules
from regulars.conversations.acts.awake import kept_awake
from regulars.conversations.acts.change import Act, Outcome, alter, one
from regulars.conversations.models import Event
from regulars.engine import outbox
from regulars.staff.models import Agent

WOKEN_AT_ONCE = 200


def close(conversation: Conversation, agent: Agent | None, now: datetime, batch: str = "") -> Refused | None:
    """Say that nothing more is to be done for now. Closing a closed one changes nothing."""
    return one(conversation, Act("closed", agent, now, batch), rules.closing)


def reopen(conversation: Conversation, agent: Agent | None, now: datetime, batch: str = "") -> Refused | None:
    """Take a conversation up again, also one that sleeps."""
    return one(conversation, Act("reopened", agent, now, batch), rules.reopening)


def snooze(
    conversation: Conversation,
    until: datetime | None,
    agent: Agent | None,
    now: datetime,
    why: str = "",
    batch: str = "",
) -> Refused | None:
    """Let it sleep until a time, or without one until the customer writes; a message of theirs wakes it anyway."""
    return snooze_all([conversation.pk], until, agent, now, why, batch).refused.get(conversation.pk)


def snooze_all(
    asked: Sequence[int], until: datetime | None, agent: Agent | None, now: datetime, why: str = "", batch: str = ""
) -> Outcome:
    """The same of many. `why` is kept with the event, on one line. What somebody else has to keep meanwhile stays."""
    said = rules.why_said(why)
    awake = kept_awake(asked, until, agent) if agent else {}
    outcome = alter(
        [pk for pk in asked if pk not in awake], Act("snoozed", agent, now, batch, said), rules.snoozing(until, now)
    )
    outcome.refused |= awake
    return outcome


def wake_due(now: datetime) -> int:
    """Open what has slept long enough, the longest overdue first; how many at once."""
    asleep = Conversation.objects.filter(status=Conversation.SNOOZED, joined_to=None)
    due = asleep.filter(snoozed_until__lte=now).order_by("snoozed_until")
    asked = list(due.values_list("pk", flat=True)[:WOKEN_AT_ONCE])
    if not asked:
        return 0
    outcome = alter(asked, Act("woken", None, now, said={"because": "time"}), rules.waking(now))
    return len(outcome.changes)


def spam(conversation: Conversation, agent: Agent | None, now: datetime, batch: str = "") -> Refused | None:
    """Put it where it bothers nobody. Nothing is deleted; what its sender writes next goes there, too."""
    return one(conversation, Act("spam", agent, now, batch), rules.to_spam)


def not_spam(conversation: Conversation, agent: Agent | None, now: datetime, batch: str = "") -> Refused | None:
    """Bring it back, as if nobody had ever said that it is spam."""
    return not_spam_all([conversation.pk], agent, now, batch).refused.get(conversation.pk)


def not_spam_all(asked: Sequence[int], agent: Agent | None, now: datetime, batch: str = "") -> Outcome:
    """Bring them back. What came in the meantime is now told to those who follow live mail."""
    with transaction.atomic():
        written = by_people(asked)
        outcome = alter(asked, Act("not_spam", agent, now, batch), rules.out_of_spam(written.__contains__))
        for made in outcome.changes:
            replay(made.of.pk)
    return outcome


def by_people(asked: Sequence[int]) -> frozenset[int]:
    """Those of these in which somebody wrote, and not only machines."""
    written = Moment.objects.filter(conversation__in=asked, automatic="", direction=Moment.IN)
    return frozenset(row for row in written.values_list("conversation_id", flat=True).distinct() if row)


def replay(conversation: int) -> None:
    """Tell of the live moments that came while it lay in spam, as they would have been told of then."""
    began = Event.objects.filter(conversation=conversation, kind__in=("spam", "opened")).order_by("-id").first()
    if began is None:
        return
    came = Moment.objects.filter(conversation=conversation, history=False, recorded_at__gte=began.at).order_by("id")
    told = came.values_list("id", "kind", "customer_id", "customer__public_id", "conversation__public_id")
    outbox.append_many(
        (
            "moment",
            {
                "id": pk,
                "kind": kind,
                "customer": customer,
                "topics": ["inbox", f"customer:{name}", f"conversation:{public_id}"],
            },
        )
        for pk, kind, customer, name, public_id in told
    )
