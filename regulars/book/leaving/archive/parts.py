"""What the book hands out of a customer, part by part. The names of keys are those of docs/archive.md."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _

from regulars.book.facts import words as facts_words
from regulars.book.kinds import sentence
from regulars.book.leaving import letters
from regulars.book.leaving.archive.files import named
from regulars.book.leaving.reducing import Reducing, initials, staff
from regulars.book.leaving.slots import Coded, Part, Words
from regulars.book.leaving.whose import Whose
from regulars.book.models import (
    Attachment,
    Conversation,
    Customer,
    Fact,
    Identity,
    Message,
    Moment,
    PersonalLink,
    Relation,
    Task,
)
from regulars.book.recording import HANDLES
from regulars.book.relations.rules import KINDS as RELATIONS
from regulars.book.theirs.forms import TITLES

AT_ONCE = 200
Row = dict[str, Any]
FACTS: Coded = {
    "kind": facts_words.KINDS,
    "origin": facts_words.ORIGINS,
    "allergen": facts_words.ALLERGENS,
    "holds": {"always": _("always")},
}
STATES: Mapping[str, Words] = {
    Conversation.OPEN: _("open"),
    Conversation.CLOSED: _("closed"),
    Conversation.SNOOZED: _("snoozed"),
    Conversation.SPAM: _("spam"),
    Conversation.AUTOMATIC: _("automatic"),
}
CHANNELS: Coded = {"channel": {"email": _("Mail"), "phone": _("Telephone"), "visit": _("In person")}}
LINKS: Coded = {"kind": {"page": _("Their page"), **TITLES}}


def parts(of: Whose, reducing: Reducing) -> Sequence[Part]:
    """All parts of the book but its records."""
    return [
        Part("person", _("You"), lambda: person(of)),
        Part("identities", _("Your addresses and numbers"), lambda: identities(of), {"kind": HANDLES}),
        Part("facts", _("What we know of you"), lambda: facts(of), FACTS),
        Part("relations", _("People around you"), lambda: relations(of), {"kind": RELATIONS}),
        Part("conversations", _("Your conversations"), lambda: conversations(of), {"status": STATES}),
        Part("moments", _("What was said and happened"), lambda: moments(of, reducing), CHANNELS, told),
        Part("tasks", _("What we mean to do for you"), lambda: tasks(of)),
        Part("links", _("Links and forms that you were sent"), lambda: links(of), LINKS, link_told),
    ]


def person(of: Whose) -> Iterator[Row]:
    """The person, and the books that turned out to be theirs."""
    for one in Customer.objects.filter(pk__in=of.ids).order_by("pk"):
        yield {
            "id": one.public_id,
            "name": one.name,
            "greeting": one.greeting,
            "language": one.language,
            "time_zone": one.time_zone,
            "known_since": one.created_at,
            "last_at": one.last_at,
        }


def identities(of: Whose) -> Iterator[Row]:
    """Handles, and where each is known from."""
    for one in Identity.objects.filter(customer__in=of.ids).order_by("pk"):
        yield {
            "kind": one.kind,
            "value": one.shown or one.value,
            "source": one.source,
            "verified_at": one.verified_at,
            "shared": one.shared,
            "first_seen": one.first_seen,
            "last_seen": one.last_seen,
        }


def facts(of: Whose) -> Iterator[Row]:
    """Facts, those that are marked as sensitive among them, and what was corrected."""
    for one in Fact.objects.filter(customer__in=of.ids).select_related("agent").order_by("pk").iterator(AT_ONCE):
        yield {
            "id": one.public_id,
            "kind": one.kind,
            "text": one.text,
            "allergen": one.allergen,
            "day": one.day,
            "holds": "always" if one.standing else " / ".join(filter(None, (one.channel, one.place, one.occasion))),
            "origin": one.origin,
            "at": one.at,
            "by": staff(one.agent.name) if one.agent else "",
            "sensitive": one.sensitive,
            "expires_at": one.expires_at,
            "corrected": one.replaced_by_id is not None,
        }


def relations(of: Whose) -> Iterator[Row]:
    """Who is what to them; the others by their initials."""
    about = Relation.objects.filter(Q(customer__in=of.ids) | Q(other__in=of.ids)).order_by("pk")
    for one in about.select_related("customer", "other"):
        theirs = one.customer_id in of.ids
        yield {
            "kind": one.kind,
            "who": initials(one.other.name) if theirs else "",
            "of": "" if theirs else initials(one.customer.name),
            "note": one.note,
            "at": one.at,
            "ended_at": one.ended_at,
        }


def conversations(of: Whose) -> Iterator[Row]:
    """Threads; what was said in each names it."""
    rows = Conversation.objects.filter(customer__in=of.ids).order_by("opened_at", "pk")
    for one in rows.iterator(AT_ONCE):
        yield {
            "id": one.public_id,
            "subject": one.subject,
            "status": one.status,
            "opened_at": one.opened_at,
            "last_at": one.last_at,
        }


def moments(of: Whose, reducing: Reducing) -> Iterator[Row]:
    """Everything in their books, and what they wrote in conversations of others, in the order of writing down."""
    last = 0
    while batch := letters.after(of, last, AT_ONCE):
        yield from moment_rows(batch, reducing)
        last = batch[-1]
    yield from moment_rows(letters.elsewhere(of), reducing)


def moment_rows(ids: Sequence[int], reducing: Reducing) -> Iterator[Row]:
    """These moments with the newest reading of their texts, and their files."""
    texts = Message.objects.order_by("version").prefetch_related(
        Prefetch("attachments", Attachment.objects.order_by("position"))
    )
    rows = Moment.objects.filter(pk__in=ids).select_related("conversation", "agent").order_by("pk")
    for one in rows.prefetch_related(Prefetch("messages", texts)):
        newest = list(one.messages.all())[-1:]
        yield {
            "id": one.public_id,
            "kind": one.kind,
            "channel": one.channel,
            "direction": one.direction,
            "at": one.at,
            "conversation": one.conversation.public_id if one.conversation else "",
            "by": staff(one.agent.name) if one.agent else "",
            "what": one.payload if not newest else {},
            **(said(newest[0], reducing, ours=one.agent is not None) if newest else {}),
        }


def said(message: Message, reducing: Reducing, *, ours: bool) -> Row:
    """A text, who wrote it and to whom."""
    sender = "" if ours else reducing.person(message.sender_name, message.sender_email)
    return {
        "from": sender,
        "to": reducing.people([*message.to, *message.cc]),
        "subject": reducing.text(message.subject),
        "text": reducing.text(message.text),
        "files": [
            {"name": file.name, "type": file.content_type, "bytes": file.size, "path": named(file)}
            for file in message.attachments.all()
        ],
    }


def told(row: Mapping[str, Any]) -> Row:
    """A moment as the person reads it: what happened in a sentence, and nothing that only programs can follow."""
    said = {name: value for name, value in row.items() if name not in ("direction", "conversation", "what", "kind")}
    if "text" in row:
        return said
    return {**said, "what": sentence(row["kind"], row["what"])}


def link_told(row: Mapping[str, Any]) -> Row:
    """A link as the person reads it: what it asks about is known by an id alone."""
    return {name: value for name, value in row.items() if name != "what"}


def tasks(of: Whose) -> Iterator[Row]:
    """What is due for them and was done."""
    for one in Task.objects.filter(customer__in=of.ids).order_by("pk").iterator(AT_ONCE):
        yield {"what": one.title, "why": one.reason, "due_at": one.due_at, "done_at": one.done_at}


def links(of: Whose) -> Iterator[Row]:
    """Links to pages of theirs, and what those forms asked."""
    for one in PersonalLink.objects.filter(customer__in=of.ids).order_by("pk").iterator(AT_ONCE):
        yield {
            "kind": one.form or one.purpose,
            "what": {name: value for name, value in one.asked.items() if name != "language"},
            "at": one.made_at,
            "expires_at": one.expires_at,
            "answered_at": one.answered_at,
        }
