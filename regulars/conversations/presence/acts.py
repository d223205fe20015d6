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
select p.conversation_id, p.agent_id, a.name, p.writing, p.at, p.page
from conversations_presence p join staff_agent a on a.id = p.agent_id
where p.conversation_id in ({ids}) and p.at > %s order by p.at desc limit %s
"""
SAY = """
insert into conversations_presence (conversation_id, agent_id, page, writing, at) values (%s, %s, %s, %s, %s)
on conflict (conversation_id, agent_id, page) do update set writing = excluded.writing, at = excluded.at
"""


def present_in(conversations: Sequence[int], now: datetime, but: int = 0) -> dict[int, list[Here]]:
    """Who is at each of these conversations (row ids), without the agent `but`; who is writing comes first.

    One statement for a whole list.
    """
    found = pages_at(conversations, now)
    return {conversation: kept for conversation, at in found.items() if (kept := rules.here(at, now, but))}


def pages_at(conversations: Sequence[int], now: datetime) -> dict[int, list[Here]]:
    """The pages that are open at each of these conversations."""
    if not conversations:
        return {}
    found: dict[int, list[Here]] = {}
    asked = [*conversations, now - rules.COUNTS, MOST]
    for conversation, agent, name, writing, at, page in rows(AT.format(ids=marks(conversations)), asked):
        found.setdefault(conversation, []).append(Here(agent, name, bool(writing), aware(at), page))
    return found


def stay(conversation: Conversation, agent: Agent, writing: bool, now: datetime, page: str = "") -> list[Here]:
    """Say that one is here with this page; gives back who else is. Open pages are told only of a change: two pages of
    one person would otherwise have each other ask again without end."""
    there = pages_at([conversation.pk], now).get(conversation.pk, [])
    mine = [one for one in there if one.agent == agent.pk]
    after = [*(one for one in mine if one.page != page), Here(agent.pk, agent.name, writing, now, page)]
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(SAY, [conversation.pk, agent.pk, page, writing, stored(now)])
        if rules.is_news(mine, after, now):
            tell(conversation)
    return rules.here(there, now, agent.pk)


def leave(conversation: Conversation, agent: Agent, now: datetime, page: str = "") -> None:
    """Say that one has left with this page."""
    with transaction.atomic():
        there = pages_at([conversation.pk], now).get(conversation.pk, [])
        mine = [one for one in there if one.agent == agent.pk]
        Presence.objects.filter(conversation=conversation, agent=agent, page=page).delete()
        if rules.is_news(mine, [one for one in mine if one.page != page], now):
            tell(conversation)


def tell(conversation: Conversation) -> None:
    """Let open pages know, by topics of their own: it is no news of the conversation."""
    outbox.append("presence", {"topics": [f"present:{conversation.public_id}", "present"]})


def sweep(now: datetime) -> int:
    """Forget those who left without a word; how many."""
    with transaction.atomic():
        return Presence.objects.filter(at__lt=now - rules.COUNTS).delete()[0]
