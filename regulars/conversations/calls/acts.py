"""Verbs of calls. What was said on the phone is in the book from the moment that somebody writes it down.

It is told by us, whoever called: its direction is `out` where we spoke to them, which answers what they had written,
and `own` where nobody answered; never `in`, or what we write down would be read as the customer's own words.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.results import Refused
from regulars.book.acts import append_moment
from regulars.book.locking import only_filer
from regulars.book.models import Conversation, Moment
from regulars.book.practice import MOMENT_KINDS, MomentKind
from regulars.book.shells import sealed
from regulars.conversations.acts.change import Act, one
from regulars.conversations.acts.rules import OPEN, SNOOZED, Decide, Standing, Values
from regulars.conversations.calls import rules
from regulars.conversations.calls.rules import Call
from regulars.conversations.calls.whose import whose
from regulars.conversations.drafts.acts import Clash, Over, Place, root_id, save, unsayable
from regulars.conversations.drafts.dispatch import Faulty
from regulars.conversations.drafts.rules import Save
from regulars.conversations.models import Draft
from regulars.conversations.notes import acts as notes
from regulars.conversations.notes.acts import Noted, moment_of, told_of, write_text
from regulars.conversations.said import tell_said
from regulars.conversations.sending.beginning import begun
from regulars.engine import outbox
from regulars.intake.access import hidden_inboxes
from regulars.intake.models import Inbox
from regulars.staff.models import Agent
from regulars.web.middleware import zone

CALL = "call"
MOMENT_KINDS.offer(CALL, MomentKind(CALL, gettext_lazy("A call"), CALL, rules.says))


def write_call(agent: Agent, place: Place, sent: Save, now: datetime) -> Noted | Faulty | Clash | Over:
    """Put a call into the book, in a conversation of its own where it stands in none. Asked again for the same draft,
    it is the same call."""
    with transaction.atomic():
        lock(place)
        draft = save(agent, place, sent, now)
        if isinstance(draft, Over):
            before = moment_of(draft.draft)
            return Noted(before) if before else draft
        if isinstance(draft, Clash):
            return draft
        call, there = Call(**draft.call), zone(agent.time_zone)
        at, wrong = rules.began(call, now, there), rules.faults(call, draft.text, now, there)
        if isinstance(at, Refused) or wrong:
            return Faulty(draft, wrong)
        on = unsayable(draft) or draft.conversation or beginning(draft, call, agent, now)
        if isinstance(on, Refused):
            return Faulty(draft, (on,))
        Draft.objects.filter(pk=draft.pk).update(conversation=on, sent_at=now)
        draft.refresh_from_db()
        return called(draft, call, on, agent, at, now)


def lock(place: Place) -> None:
    """Hold what is written in, as sending does: first the conversation, or who decides whose rows are whose."""
    if (root := root_id(place.conversation)) is not None:
        Conversation.objects.select_for_update().get(pk=root)
    else:
        only_filer()


def beginning(draft: Draft, call: Call, agent: Agent, now: datetime) -> Conversation | Refused:
    """A conversation for it, in the inbox in which they wrote last."""
    customer = whose(call)
    if customer is None:
        return Refused(_("Say whose call it was: write it down from their page."))
    if erased := sealed(customer):
        return erased
    seen = Inbox.objects.exclude(pk__in=hidden_inboxes(agent))
    theirs = Conversation.objects.filter(customer=customer, inbox__in=seen).order_by("-last_at")
    last = theirs.select_related("inbox").first()
    inbox = last.inbox if last else seen.order_by("pk").first()
    return begun(customer, inbox, rules.subject_of(draft.text), draft.text, agent, now)


def called(draft: Draft, call: Call, on: Conversation, agent: Agent, at: datetime, now: datetime) -> Noted:
    """The rows of a call, and a word to those whom it names. A call of theirs wakes what sleeps, as a mail would."""
    minutes = rules.lasted(call)
    moment = append_moment(
        on.customer,
        CALL,
        now,
        payload={"draft": draft.public_id, "way": call.way, "minutes": minutes if isinstance(minutes, int) else 0},
        conversation=on,
        agent=agent,
        direction=Moment.OUT if call.answered else Moment.OWN,
        channel="phone",
        happened=at,
        topics=("inbox", f"conversation:{on.public_id}"),
    )
    if draft.text.strip() or draft.enclosures.exists():
        write_text(moment, draft, on, agent)
    wakes = call.way == rules.THEY and on.status == SNOOZED
    one(on, Act("woken" if wakes else "called", agent, now, draft.public_id, {"because": "call"}), followed(at, wakes))
    tell_said(draft.pk, moment.pk, now)
    return told_of(moment, on, draft.text, agent, now)


def followed(at: datetime, wakes: bool) -> Decide:
    """How a conversation stands after a call at that time."""

    def decide(now: Standing) -> Values:
        roused: Values = {"status": OPEN, "snoozed_until": None} if wakes else {}
        return {"last_at": max(at, now.last_at or at), **roused}

    return decide


def take_back(draft: Draft, agent: Agent, now: datetime) -> Draft | Refused:
    """Take back what was just written of a call; its draft is there again. A conversation that was called by the words
    has them no more."""
    with transaction.atomic():
        back = notes.take_back(draft, agent, now)
        if isinstance(back, Draft):
            unname(draft)
    return back


def unname(draft: Draft) -> None:
    """Take the words of a draft out of the name of the conversation that began with them."""
    named = Conversation.objects.filter(drafts=draft, subject=rules.subject_of(draft.text))
    for pk in named.values_list("pk", flat=True):
        Conversation.objects.filter(pk=pk).update(subject=_("A call"), preview="")
        outbox.append("work", {"conversations": [pk], "topics": ["inbox"]})
