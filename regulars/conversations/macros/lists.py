"""The macros that somebody can use, and their texts filled from the book."""

from django.db.models import F, Q

from regulars.base import fields
from regulars.base.fields import Filled
from regulars.book.eyes import eyes_of
from regulars.book.models import Conversation
from regulars.conversations.macros import rules
from regulars.conversations.macros.rules import People
from regulars.conversations.models import Macro
from regulars.staff.models import Agent

MOST = 500
SAMPLES = 5


def for_agent(agent: Agent) -> list[Macro]:
    """Those of the agent's own, in their order, then those that all share; the first five hundred."""
    mine = Macro.objects.filter(Q(agent=agent) | Q(agent=None), removed_at=None)
    return list(mine.order_by(F("agent").asc(nulls_last=True), "position", "pk")[:MOST])


def fill(macro: Macro, conversation: Conversation | None, agent: Agent) -> Filled:
    """The macro's text with what is known. Fields in `missing` stand in it as they were written, for somebody to see.

    Without a conversation nothing is known of the customer.
    """
    return filled(macro.text, conversation, agent)


def filled(text: str, conversation: Conversation | None, agent: Agent) -> Filled:
    """The same of any text."""
    return fields.fill(text, rules.values(people(conversation, agent)))


def pieces(of: Filled) -> list[tuple[str, bool]]:
    """A filled text in pieces, each with whether it is a field that nobody could fill, to be shown marked."""
    cut, end = list[tuple[str, bool]](), 0
    for found in fields.FIELD.finditer(of.text):
        cut += [(of.text[end : found.start()], False), (found[0], found[1] in of.missing)]
        end = found.end()
    return [*cut, (of.text[end:], False)]


def samples(agent: Agent) -> list[Conversation]:
    """The newest conversations that this agent may see, for trying a macro on."""
    open_ = Conversation.objects.filter(joined_to=None, status=Conversation.OPEN)
    seen = open_.filter(eyes_of(agent).among()).select_related("customer", "inbox")
    return list(seen.order_by("-last_at", "-id")[:SAMPLES])


def people(conversation: Conversation | None, agent: Agent) -> People:
    """Who and what a macro speaks of."""
    if conversation is None:
        return People(agent=agent.name)
    inbox = conversation.inbox
    return People(
        customer=conversation.customer.name,
        greeting=conversation.customer.greeting,
        agent=agent.name,
        inbox_name=inbox.name if inbox else "",
        inbox_address=inbox.address if inbox else "",
        subject=conversation.subject,
        conversation=conversation.public_id,
    )
