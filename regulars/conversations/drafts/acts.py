"""Verbs of drafts: each save is one, and what a person throws away can be had back for a day."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.book.models import Conversation
from regulars.book.shells import sealed
from regulars.conversations.calls import rules as calls
from regulars.conversations.calls.whose import whose as of_call
from regulars.conversations.drafts import rules
from regulars.conversations.drafts.addressing import pairs, unpaired
from regulars.conversations.drafts.rules import Save, Written
from regulars.conversations.models import Draft, Enclosure
from regulars.staff.models import Agent


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text is written. `draft` is its public id, made by the page, so that a repeated request finds the same;
    `conversation` and `inbox` are row ids; `seen` is the row id of the newest moment on the page."""

    draft: str
    kind: str = Draft.REPLY
    conversation: int | None = None
    inbox: int | None = None
    seen: int = 0


@dataclass(frozen=True, slots=True)
class Clash:
    """Another page of the same person has saved since: nothing was written, and here is what it saved."""

    kept: Draft


@dataclass(frozen=True, slots=True)
class Over:
    """The draft was sent or thrown away meanwhile."""

    draft: Draft


def written(draft: Draft) -> Written:
    """What stands in a draft."""
    to, cc, bcc = (unpaired(kept) for kept in (draft.to, draft.cc, draft.bcc))
    return Written(draft.text, draft.subject, to, cc, bcc, calls.Call(**draft.call))


def as_kept(draft: Draft) -> Save:
    """A draft as the rules compare it."""
    return Save(written(draft), draft.version, draft.tab, draft.turn)


def root_id(conversation: int | None) -> int | None:
    """The conversation that this one is shown as."""
    if conversation is None:
        return None
    joined: int | None = Conversation.objects.values_list("joined_to", flat=True).get(pk=conversation)
    return joined or conversation


def live(agent: Agent, conversation: int, kind: str) -> Draft | None:
    """The draft of that kind that somebody has there, if any."""
    return Draft.objects.filter(
        agent=agent, conversation=conversation, kind=kind, discarded_at=None, sent_at=None
    ).first()


def save(agent: Agent, place: Place, sent: Save, now: datetime) -> Draft | Clash | Over:
    """Keep what was written. Where its conversation was joined to another meanwhile, it goes on there."""
    with transaction.atomic():
        draft = found(agent, place) or begun(agent, place, sent, now)
        if draft.sent_at or draft.discarded_at:
            return Over(draft)
        land(agent, draft)
        match rules.outcome(as_kept(draft), sent):
            case rules.TAKEN:
                write(draft, place, sent, now)
            case rules.ELSEWHERE:
                return Clash(draft)
        return draft


def found(agent: Agent, place: Place) -> Draft | None:
    """The draft that a page means: the one it names, or else the one that its writer has there, locked."""
    own = Draft.objects.select_for_update().filter(agent=agent)
    named = own.filter(public_id=place.draft).first()
    if named or place.conversation is None:
        return named
    there = {"conversation": root_id(place.conversation), "kind": place.kind}
    return own.filter(**there, discarded_at=None, sent_at=None).first()


def begun(agent: Agent, place: Place, sent: Save, now: datetime) -> Draft:
    """A new draft, still empty: the save that began it is written like any other."""
    row = Draft(
        public_id=place.draft,
        agent=agent,
        conversation_id=root_id(place.conversation),
        kind=place.kind,
        inbox_id=place.inbox,
        version=sent.version,
        created_at=now,
        updated_at=now,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        # Another tab was quicker by a moment; on SQLite it would have had to wait.
        there = found(agent, place)
        if there is None:
            raise
        return there
    return row


def land(agent: Agent, draft: Draft) -> None:
    """Move a draft to what its conversation is shown as, unless its writer has one there: then both are kept."""
    root = root_id(draft.conversation_id)
    if root is not None and root != draft.conversation_id and live(agent, root, draft.kind) is None:
        draft.conversation_id = root
        Draft.objects.filter(pk=draft.pk).update(conversation=root)


def write(draft: Draft, place: Place, sent: Save, now: datetime) -> None:
    """Put a save into the row; of an erased customer only into what the page shows again, to be taken elsewhere."""
    draft.text, draft.subject = sent.written.text, sent.written.subject[: rules.LONGEST_SUBJECT]
    draft.to, draft.cc, draft.bcc = pairs(sent.written.to), pairs(sent.written.cc), pairs(sent.written.bcc)
    draft.call = calls.kept(sent.written.call)
    if shut(draft):
        return
    draft.inbox_id = place.inbox or draft.inbox_id
    draft.seen = max(draft.seen, place.seen)
    draft.version, draft.tab, draft.turn = draft.version + 1, sent.tab, sent.turn
    draft.updated_at = now
    draft.save()


def shut(draft: Draft) -> Refused | None:
    """Why nothing is said there any more: it is an erased customer's."""
    whose = draft.conversation.customer if draft.conversation else of_call(calls.Call(**draft.call))
    return sealed(whose) if whose else None


def unsayable(draft: Draft) -> Refused | None:
    """Why it cannot be said as it stands, however complete it is."""
    return rules.too_long(draft.text) or shut(draft)


def discard(agent: Agent, public_id: str, now: datetime) -> Draft | None:
    """Throw a draft away, for a day in which it can be had back; None where there is none to throw away."""
    with transaction.atomic():
        own = Draft.objects.select_for_update().filter(agent=agent, public_id=public_id)
        draft = own.filter(discarded_at=None, sent_at=None).first()
        if draft is not None:
            draft.discarded_at = now
            draft.save(update_fields=["discarded_at"])
    return draft


def bring_back(draft: Draft, now: datetime) -> Draft:
    """Make a draft that was thrown away, or whose sending was undone, the live one again; gives back where it stands.

    Where its writer has begun another meanwhile, or has one in what its conversation was joined to, that one gets its
    text on top and its files: nothing is lost, and there is one place to go on.
    """
    with transaction.atomic():
        draft = Draft.objects.select_for_update().get(pk=draft.pk)
        land(draft.agent, draft)
        root = root_id(draft.conversation_id)
        other = live(draft.agent, root, draft.kind) if root else None
        if other is None or other.pk == draft.pk:
            if draft.discarded_at is None and draft.sent_at is None:
                return draft
            draft.discarded_at = draft.sent_at = None
            draft.version += 1
            draft.updated_at = now
            draft.save()
            return draft
        return put_before(draft, other, now)


def put_before(draft: Draft, other: Draft, now: datetime) -> Draft:
    """Give what stands in one draft to another, which goes on."""
    other.text = "\n\n".join(text for text in (draft.text.strip(), other.text) if text)
    other.version += 1
    other.updated_at = now
    other.save()
    Enclosure.objects.filter(draft=draft).update(draft=other)
    Draft.objects.filter(pk=draft.pk).update(sent_at=None, discarded_at=now, text="", version=F("version") + 1)
    return other


def sweep(now: datetime) -> int:
    """Forget what was thrown away more than a day ago, and notes and calls that stand in the book; how many."""
    old = now - rules.KEPT_DISCARDED
    with transaction.atomic():
        gone = Draft.objects.filter(discarded_at__lt=old, outgoing=None)
        noted = Draft.objects.filter(kind__in=Draft.WRITTEN_DOWN, sent_at__lt=old)
        return gone.delete()[0] + noted.delete()[0]
