"""The moment of sending: what is wrong, what stops it, and then exactly one mail on its way."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.book.models import Conversation
from regulars.conversations.drafts import addressing, news, rules
from regulars.conversations.drafts.acts import Clash, Over, Place, root_id, save, unsayable, written
from regulars.conversations.drafts.remarks import Raised
from regulars.conversations.drafts.rules import Passed, Save
from regulars.conversations.models import Draft, Outgoing
from regulars.conversations.sending.acts import hold
from regulars.conversations.sending.bounces import undeliverable
from regulars.staff.models import Agent

# The last is the batch in which it is done: the id of the draft, by which both are undone.
Then = Callable[[Conversation, Agent, datetime, str], Refused | None]


@dataclass(frozen=True, slots=True)
class Stopped:
    """Something arrived that the writer has not seen. The text is kept in `draft`; nothing was sent."""

    draft: Draft


@dataclass(frozen=True, slots=True)
class Faulty:
    """What has to be put right before it can go. The text is kept."""

    draft: Draft
    faults: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class Doubtful:
    """What a writer is asked about once, before it goes; sent again, it goes."""

    draft: Draft
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeldBack:
    """What practices want looked at before it goes. The text is kept; nothing was sent."""

    draft: Draft
    concerns: tuple[Raised, ...]


@dataclass(frozen=True, slots=True)
class Going:
    """It is on its way: the one mail that this draft becomes, however often that is asked for."""

    outgoing: Outgoing


Answered = Going | Stopped | Faulty | Doubtful | HeldBack | Clash | Over


def send(
    agent: Agent,
    place: Place,
    sent: Save,
    passed: Passed,
    now: datetime,
    *,
    asked: Collection[str] = (),
    concerns: tuple[Raised, ...] = (),
    send_at: datetime | None = None,
    then: Then | None = None,
) -> Answered:
    """Send what was written, unless something unseen has arrived; `then` is done with the conversation afterwards.
    Its writer was `asked` of these doubts already; `concerns` were found in these words, before anything is locked.

    It is decided while the conversation is locked: of two who send at once, the second is stopped.
    """
    with transaction.atomic():
        if (root := root_id(place.conversation)) is not None:
            Conversation.objects.select_for_update().get(pk=root)
        draft = save(agent, place, sent, now)
        if isinstance(draft, Over):
            return repeated(draft)
        if isinstance(draft, Clash):
            return draft
        if faults := faults_of(draft):
            return Faulty(draft, faults)
        if draft.conversation_id and stopped(draft.conversation_id, replace(passed, moment=draft.seen), agent):
            return Stopped(draft)
        if new := tuple(doubt for doubt in doubts_of(draft) if doubt not in asked):
            return Doubtful(draft, new)
        if concerns:
            return HeldBack(draft, concerns)
        return let_go(draft, agent, now, send_at, then)


def repeated(over: Over) -> Going | Over:
    """The answer to a request that comes again: the mail that the first one made."""
    mail = Outgoing.objects.filter(draft=over.draft).exclude(state=Outgoing.UNDONE).first()
    return Going(mail) if mail else over


def let_go(draft: Draft, agent: Agent, now: datetime, send_at: datetime | None, then: Then | None) -> Going | Faulty:
    """Hand it over to what sends, in the caller's transaction."""
    # Of addresses at which mail came back its writer was asked before.
    mail = hold(draft, agent, now, send_at=send_at, anyway=True)
    if isinstance(mail, Refused):
        return Faulty(draft, (mail,))
    if then is not None and mail.conversation is not None:
        then(mail.conversation, agent, now, draft.public_id)
    return Going(mail)


def stopped(conversation: int, passed: Passed, agent: Agent) -> bool:
    """Whether something is there that the writer has not had on screen."""
    members = [conversation, *Conversation.objects.filter(joined_to=conversation).values_list("pk", flat=True)]
    return rules.unseen(news.moments(members, passed), news.leaving(members, passed), passed, agent.pk)


def doubts_of(draft: Draft) -> list[str]:
    """What its writer should look at once more."""
    content = written(draft)
    back = undeliverable([one.email for one in content.everybody])
    return rules.doubts(content, draft.enclosures.count(), tuple(back), begins=draft.conversation_id is None)


def faults_of(draft: Draft) -> tuple[Refused, ...]:
    """All that is missing or wrong in it."""
    content = written(draft)
    bad = addressing.wrong((*content.to, *content.cc, *content.bcc))
    field = next((name for name in ("to", "cc", "bcc") if addressing.wrong(getattr(content, name))), "to")
    checks = (
        Refused(_("“%(piece)s” is no mail address. Write it like anna@example.com.") % {"piece": bad[0]}, field)
        if bad
        else None,
        unsayable(draft),
        Refused(_("Say whom it goes to."), "to") if not bad and not content.everybody else None,
        Refused(_("Write something first."), "text")
        if not content.text.strip() and not draft.enclosures.exists()
        else None,
    )
    return tuple(fault for fault in checks if fault)
