"""First drafts of what is said to the customer: read back, an apology without conditions, what they may choose from.

A draft is a person's: it is changed and sent by them, or thrown away.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from regulars.base.fields import first_name
from regulars.base.ids import public_id
from regulars.book.models import Conversation, Customer, Message, Moment
from regulars.book.theirs.shown import spoken
from regulars.conversations.drafts.acts import live
from regulars.conversations.drafts.editors import answering
from regulars.conversations.drafts.rules import LONGEST_TEXT
from regulars.conversations.models import Draft
from regulars.reading.cleaning.courtesies import GREETING, LONGEST_GREETING
from regulars.staff.models import Agent


def greeting(customer: Customer) -> str:
    """How the letter begins."""
    name = customer.greeting or first_name(customer.name)
    return _("Dear %(name)s,") % {"name": name} if name else _("Hello,")


def in_their_language(customer: Customer) -> AbstractContextManager[object]:
    """Words in the customer's language, as far as the desk speaks it, else in the agent's."""
    return translation.override(spoken(customer.language) or translation.get_language())


def read_back(customer: Customer, heard: str) -> str:
    """What was heard, for them to confirm."""
    with in_their_language(customer):
        return read_back_here(customer, heard)


def read_back_here(customer: Customer, heard: str) -> str:
    """The same in the language that is active."""
    said = _("Thank you for telling us. Before we do anything, I want to be sure that I have understood you:")
    asks = _("Is that right, and is it all? Please put right whatever is not.")
    return "\n\n".join((greeting(customer), said, heard.strip(), asks))


def greeted(customer: Customer, text: str) -> str:
    """A text of the agent's with a greeting above it."""
    with in_their_language(customer):
        return "\n\n".join((greeting(customer), text))


def apology_for(failure: str) -> str:
    """An apology that says what we did, and nothing that takes it back."""
    return {
        "product": _("I am sorry. What you got from us did not work as it should have, and you had the trouble."),
        "delivery": _("I am sorry. Your order did not reach you as it should have, and you had to wait and ask."),
        "wait": _("I am sorry. We let you wait far too long."),
        "staff": _("I am sorry. You were not treated by us as you should have been."),
        "billing": _("I am sorry. We got your money wrong, and you had to find it out yourself."),
        "rule": _("I am sorry. We put a rule of ours before you."),
        "promise": _("I am sorry. We gave you our word and did not keep it."),
    }.get(failure, _("I am sorry. We got this wrong, and you had the trouble."))


def choices(customer: Customer, words: Sequence[str], link: str) -> str:
    """What they may choose from, and where."""
    with in_their_language(customer):
        return choices_here(customer, words, link)


def choices_here(customer: Customer, words: Sequence[str], link: str) -> str:
    """The same in the language that is active."""
    said = _("We want to make this good, in the way that suits you best. You can choose:")
    listed = "\n".join(f"– {one}" for one in words)
    asks = _("Tell me which you would like, or choose here: %(link)s") % {"link": link} if link else ""
    return "\n\n".join(filter(None, (greeting(customer), said, listed, asks or _("Which would you like?"))))


def put_into(begun: str, letter: str) -> str:
    """A letter of ours in what its writer has begun: below their own greeting and above the rest, so that nobody is
    greeted twice and a signature stays at the end. What stands there already is not put there again. Pure."""
    body = letter.partition("\n\n")[2]
    if body in begun:
        return begun
    kept = begun.strip()
    greeted_by = GREETING.match(kept[:LONGEST_GREETING])
    if greeted_by is None:
        return "\n\n".join(filter(None, (letter, kept)))
    return "\n\n".join(filter(None, (greeted_by[0].strip(), body, kept[greeted_by.end() :].strip())))


def begin(talk: Conversation, text: str, agent: Agent, now: datetime) -> Draft:
    """A reply under way with this text (a greeting, a blank line and the rest), put into what its writer has begun."""
    with transaction.atomic():
        Conversation.objects.select_for_update().get(pk=talk.pk)
        begun = live(agent, talk.pk, Draft.REPLY)
        if begun is not None:
            if (letter := put_into(begun.text, text)) != begun.text:
                begun.text = letter[:LONGEST_TEXT]
                begun.version += 1
                begun.updated_at = now
                begun.save()
            return begun
        newest = Moment.objects.filter(conversation=talk).order_by("-pk").values_list("pk", flat=True).first()
        return Draft.objects.create(
            public_id=public_id(),
            agent=agent,
            conversation=talk,
            kind=Draft.REPLY,
            inbox=talk.inbox,
            to=written_by(talk),
            subject=answering(talk.subject),
            text=text,
            version=1,
            seen=newest or 0,
            created_at=now,
            updated_at=now,
        )


def written_by(talk: Conversation) -> list[list[str]]:
    """Whoever wrote last in a conversation, or where they want answers."""
    theirs = Message.objects.filter(
        moment__conversation=talk, moment__direction=Moment.IN, moment__automatic="", moment__kind="message"
    )
    newest = theirs.order_by("-moment__at", "-pk").first()
    if newest is None:
        return []
    return [list(pair) for pair in newest.reply_to] or [[newest.sender_name, newest.sender_email]]
