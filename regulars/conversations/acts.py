"""Verbs of conversations. Each is one transaction."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.book.models import Conversation
from regulars.conversations.filing.acts import only_filer
from regulars.conversations.models import Event, Link
from regulars.engine import outbox
from regulars.staff.models import Agent


def close(conversation: Conversation, agent: Agent, now: datetime) -> Refused | None:
    """Say that nothing more is to be done for now. Closing a closed one changes nothing."""
    return move(conversation, Conversation.CLOSED, "closed", agent, now)


def reopen(conversation: Conversation, agent: Agent, now: datetime) -> Refused | None:
    """Take a conversation up again."""
    return move(conversation, Conversation.OPEN, "reopened", agent, now)


def move(conversation: Conversation, status: str, event: str, agent: Agent, now: datetime) -> Refused | None:
    """Change a status once, however often it is asked for; of one that was joined to another meanwhile, that one's."""
    with transaction.atomic():
        shown = root_of(conversation.pk)
        if Conversation.objects.filter(pk=shown.pk).exclude(status=status).update(status=status):
            Event.objects.create(conversation=shown, kind=event, at=now, agent=agent)
            tell(shown)
    return None


def root_of(pk: int) -> Conversation:
    """The conversation that this one is shown as."""
    found = Conversation.objects.select_related("joined_to").get(pk=pk)
    return found.joined_to or found


def tell(conversation: Conversation) -> None:
    """Let open pages know."""
    outbox.append("work", {"topics": ["inbox", f"conversation:{conversation.public_id}"]})


def settle_link(link: Link, accept: bool, agent: Agent, now: datetime) -> Refused | None:
    """Say yes or no to a suggestion. Accepted, the conversation is shown as part of the other from now on."""
    with transaction.atomic():
        # Mail that is being filed, and other joins, look at where a conversation is shown, too.
        only_filer()
        state = Link.ACCEPTED if accept else Link.REFUSED
        open_ = Link.objects.filter(pk=link.pk, state=Link.SUGGESTED)
        if not open_.update(state=state, settled_at=now, settled_by=agent):
            return Refused(_("Somebody has settled this suggestion already."))
        if accept:
            return join(link, agent, now)
        tell(link.conversation)
    return None


def join(link: Link, agent: Agent, now: datetime) -> Refused | None:
    """Show one conversation as part of another. Moments stay where they were written; only the view changes."""
    root, conversation = root_of(link.other_id), root_of(link.conversation_id)
    if root == conversation:
        return Refused(_("These two are joined already."))
    Conversation.objects.filter(Q(pk=conversation.pk) | Q(joined_to=conversation)).update(joined_to=root)
    if conversation.last_at > root.last_at:
        Conversation.objects.filter(pk=root.pk).update(last_at=conversation.last_at, preview=conversation.preview)
    if conversation.status == Conversation.OPEN:
        move(root, Conversation.OPEN, "reopened", agent, now)
    Event.objects.create(conversation=root, kind="joined", at=now, agent=agent)
    tell(root)
    tell(conversation)
    return None
