"""Verbs of notices: to tell an agent, and to note that they have seen it."""

from datetime import datetime

from django.db import transaction

from regulars.book.models import Conversation
from regulars.conversations.models import Notice
from regulars.conversations.notices import rules
from regulars.engine import outbox
from regulars.staff.models import Agent


def notify(
    agent_id: int,
    kind: str,
    conversation: Conversation,
    now: datetime,
    *,
    moment_id: int | None = None,
    outgoing_id: int | None = None,
    by_id: int | None = None,
    words: str = "",
) -> None:
    """Let an agent know, in the caller's transaction; open pages of theirs hear of it on `agent:<public id>`.

    `by_id` is the agent whose doing it was: nobody is told of their own. `words` are quoted as they are, such as the
    server's reason. A second unseen notice of a customer's answer, or of being given a conversation, replaces the
    first. Raises ValueError for an unknown kind.
    """
    if kind not in rules.KINDS:
        raise ValueError(f"{kind} is no kind of notice: {', '.join(rules.KINDS)}")
    if not rules.is_news(agent_id, by_id):
        return
    if kind in rules.ONE_A_CONVERSATION:
        Notice.objects.filter(agent_id=agent_id, kind=kind, conversation=conversation, seen_at=None).delete()
    Notice.objects.create(
        agent_id=agent_id,
        kind=kind,
        conversation=conversation,
        moment_id=moment_id,
        outgoing_id=outgoing_id,
        by_id=by_id,
        words=rules.shortened(words),
        at=now,
    )
    tell(agent_id)


def seen(agent: Agent, now: datetime, *, notice_id: int | None = None, conversation: Conversation | None = None) -> int:
    """Note that an agent saw one notice, or all of a conversation, or without either all there are; how many.

    Takes no write lock where nothing is unseen, so a page that is open may say so again and again.
    """
    unseen = Notice.objects.filter(agent=agent, seen_at=None)
    if notice_id is not None:
        unseen = unseen.filter(pk=notice_id)
    if conversation is not None:
        unseen = unseen.filter(conversation=conversation)
    if not unseen.exists():
        return 0
    with transaction.atomic():
        count = unseen.update(seen_at=now)
        tell(agent.pk)
    return count


def tell(agent_id: int) -> None:
    """Let the agent's open pages know."""
    public_id = Agent.objects.values_list("public_id", flat=True).get(pk=agent_id)
    outbox.append("notice", {"topics": [f"agent:{public_id}"]})
