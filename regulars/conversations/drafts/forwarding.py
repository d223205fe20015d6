"""Passing a message on: its words and its files in a draft of one's own."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from regulars.base.ids import public_id
from regulars.book.models import Conversation, Message, Moment
from regulars.channels.contract import Address
from regulars.conversations.drafts.acts import live
from regulars.conversations.drafts.addressing import shown
from regulars.conversations.drafts.enclosures import enclose_again
from regulars.conversations.drafts.rules import LONGEST_SUBJECT, LONGEST_TEXT
from regulars.conversations.models import Draft
from regulars.staff.models import Agent
from regulars.web import words


def forward(conversation: Conversation, moment: Moment, agent: Agent, now: datetime) -> Draft:
    """A draft that passes a message on. Where one was begun already on that conversation, it is that one."""
    with transaction.atomic():
        Conversation.objects.select_for_update().get(pk=conversation.pk)
        begun = live(agent, conversation.pk, Draft.FORWARD)
        if begun is not None:
            return begun
        message = Message.objects.filter(moment=moment).order_by("-version").first()
        draft = Draft.objects.create(
            public_id=public_id(),
            agent=agent,
            conversation=conversation,
            kind=Draft.FORWARD,
            inbox=conversation.inbox,
            subject=f"Fwd: {message.subject if message else conversation.subject}"[:LONGEST_SUBJECT],
            text=quoted(message, moment) if message else "",
            version=1,
            seen=moment.pk,
            created_at=now,
            updated_at=now,
        )
        if message is not None:
            enclose_again(draft, message.attachments.order_by("position"))
    return draft


def quoted(message: Message, moment: Moment) -> str:
    """The message below a line that says whose it was."""
    head = _("Forwarded: %(sender)s wrote on %(at)s to %(to)s") % {
        "sender": shown(Address(message.sender_name, message.sender_email)),
        "at": words.full(moment.at),
        "to": ", ".join(email for _name, email in message.to),
    }
    whole = f"\n\n{head}\n{message.subject}\n\n{message.text}"
    if len(whole) <= LONGEST_TEXT:
        return whole
    end = "\n\n" + _("[It is longer than one message may be. What follows is left out.]")
    return whole[: LONGEST_TEXT - len(end)] + end
