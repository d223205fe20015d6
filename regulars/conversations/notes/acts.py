"""Verbs of notes. A note stands in the book from the moment it is written: colleagues should not have to wait for it.

Taking one back, and likewise what was written down of a call, is a row of its own, as everything is that corrects the
ledger: a newer version of its text, which is empty, and an event that says who did it. So nobody reads the words any
more, and the book still says what happened.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.book.acts import append_moment
from regulars.book.eyes import eyes_of
from regulars.book.models import Attachment, Conversation, Message, Moment
from regulars.book.practice import MOMENT_KINDS, MomentKind
from regulars.conversations.drafts.acts import Clash, Over, Place, bring_back, save, unsayable
from regulars.conversations.drafts.dispatch import Faulty
from regulars.conversations.drafts.rules import Save
from regulars.conversations.models import Draft, Event, Notice
from regulars.conversations.notes import rules
from regulars.conversations.notes.rules import Colleague
from regulars.conversations.notices.acts import notify
from regulars.conversations.notices.rules import MENTIONED
from regulars.conversations.said import tell_said, tell_taken_back
from regulars.engine import outbox
from regulars.staff.models import Agent

NOTE = "note"
LATELY = 20
MOMENT_KINDS.offer(NOTE, MomentKind(NOTE, gettext_lazy("Note"), "note"))


@dataclass(frozen=True, slots=True)
class Noted:
    """A note in the book: who was told of it, and who was named but may not see where it stands."""

    moment: Moment
    told: tuple[str, ...] = ()
    kept_from: tuple[str, ...] = ()


def write_note(agent: Agent, place: Place, sent: Save, now: datetime) -> Noted | Faulty | Clash | Over:
    """Put a note into the book. Asked again for the same draft, it is the same note."""
    with transaction.atomic():
        draft = save(agent, place, sent, now)
        if isinstance(draft, Over):
            before = moment_of(draft.draft)
            return Noted(before) if before else draft
        if isinstance(draft, Clash):
            return draft
        on = draft.conversation
        if on is None or (not draft.text.strip() and not draft.enclosures.exists()):
            return Faulty(draft, (Refused(_("Write something first."), "text"),))
        if refused := unsayable(draft):
            return Faulty(draft, (refused,))
        draft.sent_at = now
        draft.save(update_fields=["sent_at"])
        return noted(draft, on, agent, now)


def noted(draft: Draft, on: Conversation, agent: Agent, now: datetime) -> Noted:
    """The rows of a note, and a word to those whom it names."""
    payload = {"draft": draft.public_id}
    topics = [f"conversation:{on.public_id}"]
    moment = append_moment(on.customer, NOTE, now, payload=payload, conversation=on, agent=agent, topics=topics)
    write_text(moment, draft, on, agent)
    tell_said(draft.pk, moment.pk, now)
    return told_of(moment, on, draft.text, agent, now)


def write_text(moment: Moment, draft: Draft, on: Conversation, agent: Agent) -> None:
    """What was written, and its files, as the text of a moment."""
    message = Message.objects.create(
        moment=moment, sender_name=agent.name, sender_email=agent.email, text=draft.text, subject=on.subject
    )
    Attachment.objects.bulk_create(
        Attachment(message=message, position=place, name=file.name, sha256=file.sha256, size=file.size)
        for place, file in enumerate(draft.enclosures.order_by("pk"))
    )


def told_of(moment: Moment, on: Conversation, text: str, agent: Agent, now: datetime) -> Noted:
    """Tell those whom the note names and who may see where it stands."""
    named = {one.id for one in rules.mentioned(text, colleagues())} - {agent.pk}
    people = list(Agent.objects.filter(pk__in=named).order_by("name"))
    told = [one for one in people if eyes_of(one).may_see(on)]
    for one in told:
        notify(one.pk, MENTIONED, on, now, moment_id=moment.pk, by_id=agent.pk, words=text)
    return Noted(moment, tuple(one.name for one in told), tuple(one.name for one in people if one not in told))


def colleagues() -> Sequence[Colleague]:
    """Everybody who can be named."""
    found = Agent.objects.filter(is_active=True).order_by("name").values_list("pk", "name")
    return [Colleague(pk, name) for pk, name in found]


def moment_of(draft: Draft) -> Moment | None:
    """The note, or the call, that a draft has become."""
    lately = Moment.objects.filter(conversation=draft.conversation, kind=draft.kind).order_by("-pk")[:LATELY]
    return next((one for one in lately if one.payload.get("draft") == draft.public_id), None)


def take_back(draft: Draft, agent: Agent, now: datetime) -> Draft | Refused:
    """Take back a note, or what was written of a call, that was just written down; its draft is there again."""
    with transaction.atomic():
        draft = Draft.objects.select_for_update().get(pk=draft.pk)
        moment = moment_of(draft)
        if moment is None or draft.conversation is None or moment.agent_id != agent.pk or draft.sent_at is None:
            return Refused(_("There is nothing to take back."))
        if not rules.can_be_taken_back(moment.recorded_at, now):
            return Refused(_("It has stood there for a while. Write a note that puts it right."))
        version = Message.objects.filter(moment=moment).aggregate(newest=Max("version"))["newest"] or 0
        Message.objects.create(moment=moment, version=version + 1, sender_name=agent.name, sender_email=agent.email)
        Event.objects.create(conversation=draft.conversation, kind=f"{draft.kind}_taken_back", at=now, agent=agent)
        Notice.objects.filter(moment=moment, seen_at=None).delete()
        # As one of several: the index follows these, and nobody takes it for something that has just happened.
        outbox.append("moments", {"ids": [moment.pk], "topics": []})
        back = bring_back(draft, now)
        tell_taken_back(back.pk, moment.pk, now)
        tell(draft.conversation)
    return back


def tell(on: Conversation) -> None:
    """Let open pages know."""
    outbox.append("work", {"topics": [f"conversation:{on.public_id}"]})
