"""The stream of a person: moments with their texts and files, a page at a time, in few statements."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import Q, QuerySet

from regulars.book.models import Attachment, Customer, Identity, Message, Moment, Participant
from regulars.book.passages import Passage, passages
from regulars.web.paging import Place, before

SIZE = 50
MOMENT = (
    "id",
    "public_id",
    "kind",
    "direction",
    "automatic",
    "history",
    "said_at",
    "at",
    "payload",
    "conversation_id",
    "conversation__public_id",
    "conversation__subject",
    "conversation__status",
    "author__shown",
    "agent__name",
)
TEXT = ("id", "moment_id", "sender_name", "sender_email", "to", "cc", "subject", "text", "folds", "marks", "has_html")
FILE = ("message_id", "public_id", "name", "content_type", "size")


@dataclass(frozen=True, slots=True)
class Letter:
    """The text of a moment, ready to be read."""

    sender: str
    email: str
    to: tuple[str, ...]
    subject: str
    passages: tuple[Passage, ...]
    marks: tuple[str, ...]
    has_html: bool
    files: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One moment of a stream; `letter` where it has a text."""

    moment: Mapping[str, Any]
    letter: Letter | None


@dataclass(frozen=True, slots=True)
class Matter:
    """Lines that follow each other and belong to one conversation (or to none)."""

    subject: str
    public_id: str
    status: str
    at: datetime
    lines: tuple[Line, ...]


def newest(moments: QuerySet[Moment], place: Place | None, size: int = SIZE) -> list[dict[str, Any]]:
    """The newest `size` of `moments` older than `place`, and one more if there is one, newest first."""
    ordered = moments.filter(before(place, "at")).order_by("-at", "-id")
    return list(ordered.values(*MOMENT)[: size + 1])


def addressees(row: Mapping[str, Any]) -> tuple[str, ...]:
    """To and Cc as one list of addresses."""
    return tuple(email for _, email in [*row["to"], *row["cc"]])


def letters(moment_ids: Sequence[int]) -> dict[int, Letter]:
    """The newest reading of each moment's text, with its files."""
    rows = {
        row["moment_id"]: row for row in Message.objects.filter(moment__in=moment_ids).order_by("version").values(*TEXT)
    }
    files: dict[int, list[Mapping[str, Any]]] = {}
    for file in (
        Attachment.objects.filter(message__in=[row["id"] for row in rows.values()]).order_by("position").values(*FILE)
    ):
        files.setdefault(file["message_id"], []).append(file)
    return {
        moment: Letter(
            sender=row["sender_name"] or row["sender_email"],
            email=row["sender_email"],
            to=addressees(row),
            subject=row["subject"],
            passages=passages(row["text"], row["folds"]),
            marks=tuple(str(mark) for mark in row["marks"]),
            has_html=row["has_html"],
            files=tuple(files.get(row["id"], ())),
        )
        for moment, row in rows.items()
    }


def lines(moments: Sequence[Mapping[str, Any]]) -> list[Line]:
    """Moments with their texts, in the order given."""
    texts = letters([moment["id"] for moment in moments])
    return [Line(moment, texts.get(moment["id"])) for moment in moments]


def matters(read: Iterable[Line]) -> list[Matter]:
    """Lines put together where they follow each other within one conversation."""
    return [matter(list(group)) for _, group in groupby(read, key=lambda line: line.moment["conversation_id"])]


def matter(group: Sequence[Line]) -> Matter:
    """One such run of lines."""
    first = group[0].moment
    subject, public = first["conversation__subject"] or "", first["conversation__public_id"] or ""
    return Matter(subject, public, first["conversation__status"] or "", first["at"], tuple(group))


def beside(customer: int) -> QuerySet[Participant]:
    """Where a person takes part in a conversation that is in somebody else's book, by a handle known to be theirs."""
    handles = Identity.objects.filter(customer=customer, verified_at__isnull=False).values_list("kind", "value")
    mine = Q(pk__in=[])
    for kind, value in handles:
        mine |= Q(kind=kind, value=value)
    return Participant.objects.filter(mine).exclude(conversation__customer=customer)


def of_customer(customer: Customer, place: Place | None) -> list[dict[str, Any]]:
    """A page of the book: what is theirs, and what was said where they only take part. Newest first.

    At most one more than SIZE. Two short lists are merged, since one
    statement with "or" would walk past everything else the company ever heard.
    """
    own = newest(Moment.objects.filter(customer=customer), place)
    elsewhere = list(beside(customer.pk).values_list("conversation_id", flat=True)[:1000])
    if not elsewhere:
        return own
    others = newest(Moment.objects.filter(conversation__in=elsewhere).exclude(customer=customer), place)
    return sorted([*own, *others], key=lambda moment: (moment["at"], moment["id"]), reverse=True)[: SIZE + 1]
