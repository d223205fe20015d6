"""What this room knows of a customer who leaves: work on their conversations, mails on their way, what was told."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.book.leaving.reducing import Reducing, staff
from regulars.book.leaving.slots import LEAVING, SORTS, Count, Leaving, Part, Sort
from regulars.book.leaving.whose import Whose
from regulars.book.models import Conversation
from regulars.conversations.models import (
    Attempt,
    Draft,
    Enclosure,
    Event,
    Link,
    MailId,
    Notice,
    Outgoing,
    Presence,
    Undeliverable,
)
from regulars.engine.personal import emptied

KEPT_OF_EVENTS = gettext_lazy("That it was closed, assigned or put off, and when, stays for the figures.")
SORTED = {
    "drafts": Sort(gettext_lazy("Drafts")),
    "mails": Sort(gettext_lazy("Mails sent and on their way")),
    "notices": Sort(gettext_lazy("Notices to staff")),
    "events": Sort(gettext_lazy("What was done with conversations"), KEPT_OF_EVENTS),
}
# What people typed when they put something off, and to whom a brake did not let us write.
TYPED = ("why", "to")
AT_ONCE = 500
# How codes read on the page of an archive.
MAILS = {
    "state": {
        Outgoing.HELD: gettext_lazy("can still be taken back"),
        Outgoing.QUEUED: gettext_lazy("on its way"),
        Outgoing.SENDING: gettext_lazy("on its way"),
        Outgoing.SENT: gettext_lazy("sent"),
        Outgoing.FAILED: gettext_lazy("could not be sent"),
        Outgoing.UNSURE: gettext_lazy("perhaps sent"),
        Outgoing.BOUNCED: gettext_lazy("came back"),
        Outgoing.UNDONE: gettext_lazy("taken back"),
    }
}
EVENTS = {
    "what": {
        "opened": gettext_lazy("begun"),
        "closed": gettext_lazy("closed"),
        "reopened": gettext_lazy("taken up again"),
        "assigned": gettext_lazy("given to somebody"),
        "snoozed": gettext_lazy("put off"),
        "woken": gettext_lazy("taken up again at its time"),
        "spam": gettext_lazy("called spam"),
        "not_spam": gettext_lazy("brought back from spam"),
        "tagged": gettext_lazy("tagged"),
        "untagged": gettext_lazy("a tag taken off"),
        "joined": gettext_lazy("another conversation joined to it"),
        "parted": gettext_lazy("taken out again as one of its own"),
        "split": gettext_lazy("begun as one of its own"),
        "split_off": gettext_lazy("what followed taken into one of its own"),
        "linked": gettext_lazy("another conversation put beside it"),
        "refused": gettext_lazy("kept apart from another"),
        "released": gettext_lazy("brought out of quarantine"),
        "braked": gettext_lazy("an automatic mail held back"),
        "noted": gettext_lazy("a note written down"),
        "note_taken_back": gettext_lazy("a note taken back"),
        "call_taken_back": gettext_lazy("a call taken back"),
        "undone": gettext_lazy("taken back"),
    }
}


def offer() -> None:
    """Fill the slot."""
    for code, sort in SORTED.items():
        SORTS.offer(code, sort)
    LEAVING.offer("conversations", Leaving(parts, counts, erase, hindrance))


def on_theirs(of: Whose) -> Q:
    """Rows of their conversations."""
    return Q(conversation__customer__in=of.ids)


def drafts(of: Whose) -> QuerySet[Draft]:
    """What is being written to them, also what belongs to no conversation yet."""
    loose = Draft.objects.filter(conversation=None, sent_at=None)
    named = {one.pk for one in loose if one.call.get("customer") in of.public_ids}
    theirs = named | {one.pk for one in loose if is_to(of, one.to, one.cc, one.bcc)}
    return Draft.objects.filter(on_theirs(of) | Q(pk__in=theirs))


def mails(of: Whose) -> QuerySet[Outgoing]:
    """What went to them or is on its way, and what the desk wrote about them to anybody."""
    loose = Outgoing.objects.filter(conversation=None).iterator(AT_ONCE)
    about = [one.pk for one in loose if is_to(of, one.to, one.cc, one.bcc) or of.is_named_in(one.subject + one.text)]
    return Outgoing.objects.filter(on_theirs(of) | Q(pk__in=about))


def is_to(of: Whose, *lists: Iterable[Sequence[str]]) -> bool:
    """Whether one of their addresses is among [name, address] pairs."""
    return any(str(pair[-1]).lower() in of.emails for pairs in lists for pair in pairs)


def counts(of: Whose) -> list[Count]:
    """How much there is of each sort."""
    events = Event.objects.filter(on_theirs(of)).count()
    return [
        Count("drafts", drafts(of).count()),
        Count("mails", mails(of).count()),
        Count("notices", Notice.objects.filter(on_theirs(of)).count()),
        Count("events", events),
    ]


def hindrance(of: Whose) -> str:
    """A mail that is being handed over right now cannot be emptied under the worker's hands."""
    if Outgoing.objects.filter(on_theirs(of), state=Outgoing.SENDING).exists():
        return _("A mail to them is being sent this minute.")
    return ""


def erase(of: Whose, now: datetime) -> Iterable[str]:
    """Empty or delete all of it; gives back the digests of files."""
    written, sent = drafts(of), mails(of)
    files = set(Enclosure.objects.filter(draft__in=written.values("pk")).values_list("sha256", flat=True))
    files |= {str(one["sha256"]) for row in sent.values_list("enclosures", flat=True) for one in row}
    files |= set(sent.values_list("sha256", flat=True))
    mail_ids = list(sent.values_list("pk", flat=True))
    Attempt.objects.filter(outgoing__in=mail_ids).update(**emptied("conversations.Attempt"))
    under_way = Outgoing.objects.filter(pk__in=mail_ids).exclude(state__in=Outgoing.OVER)
    under_way.update(state=Outgoing.UNDONE, settled_at=now)
    Outgoing.objects.filter(pk__in=mail_ids).update(**emptied("conversations.Outgoing"))
    written.delete()
    for model in (Notice, Presence, MailId):
        model._default_manager.filter(on_theirs(of)).delete()
    Link.objects.filter(on_theirs(of) | Q(other__customer__in=of.ids)).delete()
    Undeliverable.objects.filter(address__in=of.emails).delete()
    reduce_events(of)
    reduce_elsewhere(of)
    return files


def reduce_events(of: Whose) -> None:
    """What was done stays; what people typed with it goes."""
    for event in Event.objects.filter(on_theirs(of)).iterator(AT_ONCE):
        if any(event.payload.get(name) for name in TYPED):
            event.payload = {**event.payload, **{name: "" for name in TYPED if name in event.payload}}
            event.save(update_fields=["payload"])


def reduce_elsewhere(of: Whose) -> None:
    """Take their address out of our mails in conversations of others."""
    places = Conversation.objects.filter(participants__value__in=of.emails).exclude(customer__in=of.ids)
    for mail in Outgoing.objects.filter(conversation__in=places.values("pk")):
        if is_to(of, mail.to, mail.cc, mail.bcc):
            for name in ("to", "cc", "bcc"):
                setattr(mail, name, [pair for pair in getattr(mail, name) if not is_to(of, [pair])])
            mail.save(update_fields=["to", "cc", "bcc"])


def parts(of: Whose, reducing: Reducing) -> list[Part]:
    """What is being written and was sent, and what was done with conversations."""
    return [
        Part("drafts", gettext_lazy("What is being written to you"), lambda: draft_rows(of, reducing)),
        Part("mails", gettext_lazy("Mails sent to you and on their way"), lambda: mail_rows(of, reducing), MAILS),
        Part(
            "events", gettext_lazy("What was done with your conversations"), lambda: event_rows(of), EVENTS, event_told
        ),
    ]


def draft_rows(of: Whose, reducing: Reducing) -> Iterator[dict[str, Any]]:
    """Drafts that nobody has sent."""
    for draft in drafts(of).filter(sent_at=None, discarded_at=None).select_related("agent").order_by("pk"):
        yield {
            "at": draft.updated_at,
            "by": staff(draft.agent.name),
            "to": reducing.people(draft.to),
            "subject": draft.subject,
            "text": reducing.text(draft.text),
        }


def mail_rows(of: Whose, reducing: Reducing) -> Iterator[dict[str, Any]]:
    """Mails with what became of them. Their texts stand with the conversations once they are on their way."""
    for mail in mails(of).filter(on_theirs(of)).select_related("agent").order_by("pk").iterator(AT_ONCE):
        yield {
            "at": mail.created_at,
            "by": staff(mail.agent.name) if mail.agent else "",
            "to": reducing.people([*mail.to, *mail.cc, *mail.bcc]),
            "subject": mail.subject,
            "text": "" if mail.moment_id else reducing.text(mail.text),
            "state": mail.state,
        }


def event_told(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """What was done as the person reads it; what has no words here is said to be something."""
    what = row["what"] if row["what"] in EVENTS["what"] else gettext_lazy("something else")
    return {**{name: value for name, value in row.items() if name != "conversation"}, "what": what}


def event_rows(of: Whose) -> Iterator[dict[str, Any]]:
    """What was done, by whom and when."""
    rows = Event.objects.filter(on_theirs(of)).select_related("agent", "conversation").order_by("pk")
    for event in rows.iterator(AT_ONCE):
        yield {
            "at": event.at,
            "conversation": event.conversation.public_id,
            "what": event.kind,
            "by": staff(event.agent.name) if event.agent else "",
            "why": str(event.payload.get("why", "")),
        }
