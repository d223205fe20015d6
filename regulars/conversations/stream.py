"""What a conversation's page shows: its own moments in full, and the person's other matters as lines between them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import Q, QuerySet

from regulars.book import stream
from regulars.book.models import Conversation, Moment
from regulars.web import paging
from regulars.web.paging import Place

OTHERS = 60
LIGHT = ("id", "at", "conversation_id", "conversation__public_id", "conversation__subject", "conversation__status")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of moments: `lines` are there where it is this conversation's; else it is one line for `count` moments."""

    subject: str
    public_id: str
    status: str
    begun: datetime
    count: int
    lines: tuple[stream.Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """A page of the stream, oldest first. `older` is the cursor of the page above; `more` that others were left out.

    `latest` is the row id of the conversation's newest moment here, where a reader begins.
    """

    pieces: list[Piece]
    older: str
    more: bool
    latest: int | None


def members(conversation: Conversation) -> list[int]:
    """Row ids of the conversation and all that was joined to it."""
    return [conversation.pk, *Conversation.objects.filter(joined_to=conversation).values_list("pk", flat=True)]


def moments_of(ids: Sequence[int]) -> QuerySet[Moment]:
    """Their moments; one id is asked for as such, since only then the index gives them in order."""
    return Moment.objects.filter(conversation=ids[0]) if len(ids) == 1 else Moment.objects.filter(conversation__in=ids)


def window(conversation: Conversation, place: Place | None) -> Window:
    """The newest fifty of the conversation before `place`, with what else happened with the person meanwhile."""
    ids = members(conversation)
    page = paging.cut(stream.newest(moments_of(ids), place), stream.SIZE, "at")
    since = page.rows[-1]["at"] if page.next else None
    others = beside(conversation, ids, place, since)
    own = {line.moment["id"]: line for line in stream.lines(page.rows)}
    in_order = sorted([*page.rows, *others[:OTHERS]], key=lambda moment: (moment["at"], moment["id"]))
    latest = page.rows[0]["id"] if page.rows else None
    return Window(pieces(in_order, own), page.next, len(others) > OTHERS, latest)


def beside(
    conversation: Conversation, ids: Sequence[int], place: Place | None, since: datetime | None
) -> list[dict[str, Any]]:
    """The person's other moments in the same stretch of time; without `since`, back to the first."""
    later = Q(at__gte=since) if since else Q()
    found = Moment.objects.filter(paging.before(place, "at"), later, customer=conversation.customer_id)
    others = found.exclude(conversation__in=ids).order_by("-at", "-id")
    return list(others.values(*LIGHT)[: OTHERS + 1])


def pieces(in_order: Sequence[Mapping[str, Any]], own: Mapping[int, stream.Line]) -> list[Piece]:
    """Runs of moments that belong together, in order."""

    def belonging(moment: Mapping[str, Any]) -> tuple[bool, int | None]:
        return moment["id"] in own, moment["conversation_id"]

    return [piece(is_own, list(run), own) for (is_own, _), run in groupby(in_order, key=belonging)]


def piece(is_own: bool, run: Sequence[Mapping[str, Any]], own: Mapping[int, stream.Line]) -> Piece:
    """One run."""
    first = run[0]
    return Piece(
        subject=first["conversation__subject"] or "",
        public_id=first["conversation__public_id"] or "",
        status=first["conversation__status"] or "",
        begun=first["at"],
        count=len(run),
        lines=tuple(own[moment["id"]] for moment in run) if is_own else (),
    )
