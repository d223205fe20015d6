"""Saying that one is at a conversation, or has left it. Two small statements where nothing has changed."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from regulars.book.models import Conversation
from regulars.conversations.models import Presence
from regulars.conversations.presence import rules
from regulars.conversations.presence.rules import Here
from regulars.engine import outbox
from regulars.engine.rows import aware, marks, rows, stored
from regulars.staff.models import Agent

MOST = 500
AT = """
select p.conversation_id, p.agent_id, a.name, p.writing, p.at
from conversations_presence p join staff_agent a on a.id = p.agent_id
where p.conversation_id in ({ids}) and p.at > %s order by p.at desc limit %s
"""
SAY = """
insert into conversations_presence (conversation_id, agent_id, writing, at) values (%s, %s, %s, %s)
on conflict (conversation_id, agent_id) do update set writing = excluded.writing, at = excluded.at
"""


def present_in(conversations: Sequence[int], now: datetime, but: int = 0) -> dict[int, list[Here]]:
    """Who is at each of these conversations (row ids), without the agent `but`; who is writing comes first.

    One statement for a whole list.
    """
    if not conversations:
        return {}
    found: dict[int, list[Here]] = {}
    asked = [*conversations, now - rules.COUNTS, MOST]
    for conversation, agent, name, writing, at in rows(AT.format(ids=marks(conversations)), asked):
        found.setdefault(conversation, []).append(Here(agent, name, bool(writing), aware(at)))
    return {conversation: kept for conversation, at in found.items() if (kept := rules.here(at, now, but))}


def stay(conversation: Conversation, agent: Agent, writing: bool, now: datetime) -> list[Here]:
    """Say that one is here; gives back who else is. Open pages are told only of a change."""
    there = present_in([conversation.pk], now).get(conversation.pk, [])
    before = next((one for one in there if one.agent == agent.pk), None)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(SAY, [conversation.pk, agent.pk, writing, stored(now)])
        if rules.is_news(before, writing, now):
            tell(conversation)
    return [one for one in there if one.agent != agent.pk]


def leave(conversation: Conversation, agent: Agent) -> None:
    """Say that one has left."""
    with transaction.atomic():
        if Presence.objects.filter(conversation=conversation, agent=agent).delete()[0]:
            tell(conversation)


def tell(conversation: Conversation) -> None:
    """Let open pages know, by topics of their own: it is no news of the conversation."""
    outbox.append("presence", {"topics": [f"present:{conversation.public_id}", "present"]})


def sweep(now: datetime) -> int:
    """Forget those who left without a word; how many."""
    with transaction.atomic():
        return Presence.objects.filter(at__lt=now - rules.COUNTS).delete()[0]
