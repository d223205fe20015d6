"""What a search gives back: moments, newest first, each with where it stands and a few words around the hit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models.functions import Left

from regulars.book.models import Conversation, Message
from regulars.book.search.index import engine
from regulars.book.search.query import Wanted, read
from regulars.book.search.rows import moment_of
from regulars.book.search.snippet import SCANNED, Piece, snippet

MOST_RESULTS = 100
MOST_JOINS = 20
BEYOND_ALL = (1 << 63) - 1
LONGEST_DOCID = 20
TYPING = "b"


@dataclass(frozen=True, slots=True)
class Result:
    """One moment that was found. Ids are public; `conversation` is the one where it is shown, empty if in none."""

    moment: str
    conversation: str
    customer: str
    customer_name: str
    subject: str
    at: datetime
    snippet: list[Piece]


@dataclass(frozen=True, slots=True)
class Page:
    """Some results; `next` is what to pass as `after` for those that follow, None at the end."""

    results: list[Result]
    next: str | None


def find(query: str, after: str | None = None, limit: int = 20) -> Page:
    """Moments whose text, subject, sender or file names hold what `query` says, newest first by `at`.

    Any text is a query and any text an `after`: what is not understood counts as not given. At most MOST_RESULTS.
    A last word without a space after it counts as a beginning too where the word itself does not fill a page: the
    beginning of a word in every second text costs a hundred times as much as the word.
    """
    limit = min(max(limit, 1), MOST_RESULTS)
    typing, before = _place(after)
    wanted = read(query, typing=typing)
    docids = engine().newest(wanted, before, limit + 1) if wanted else []
    if wanted and before == BEYOND_ALL and len(docids) <= limit and (begun := read(query, typing=True)) != wanted:
        typing, wanted, docids = True, begun, engine().newest(begun, before, limit + 1)
    following = f"{TYPING if typing else ''}{docids[limit - 1]}" if len(docids) > limit else None
    return Page(_results(docids[:limit], wanted), following)


def _place(after: str | None) -> tuple[bool, int]:
    """Whether the pages go over beginnings, and the docid that this one ends before."""
    number = (after or "").removeprefix(TYPING)
    if not (number.isascii() and number.isdigit() and len(number) < LONGEST_DOCID):
        return False, BEYOND_ALL
    return number != after, min(int(number), BEYOND_ALL)


def _results(docids: Sequence[int], wanted: Wanted) -> list[Result]:
    moments = [moment_of(docid) for docid in docids]
    rows = {row["moment_id"]: row for row in _rows(moments)}
    shown = _roots(row["moment__conversation_id"] for row in rows.values())
    return [_result(rows[moment], shown, wanted) for moment in moments if moment in rows]


def _rows(moments: Sequence[int]) -> Iterable[Mapping[str, Any]]:
    """The newest text of each moment comes last, so that it stays when they are put into a dict."""
    return (
        Message.objects.filter(moment_id__in=moments)
        .order_by("version")
        .annotate(beginning=Left("text", SCANNED + 1))
        .values(
            "moment_id",
            "moment__public_id",
            "moment__at",
            "moment__conversation_id",
            "moment__customer__public_id",
            "moment__customer__name",
            "subject",
            "beginning",
        )
    )


def _result(row: Mapping[str, Any], shown: Mapping[int, tuple[str, str]], wanted: Wanted) -> Result:
    conversation, subject = shown.get(row["moment__conversation_id"], ("", ""))
    return Result(
        moment=row["moment__public_id"],
        conversation=conversation,
        customer=row["moment__customer__public_id"],
        customer_name=row["moment__customer__name"],
        subject=row["subject"] or subject,
        at=row["moment__at"],
        snippet=snippet(row["beginning"], wanted),
    )


def _roots(conversations: Iterable[int | None]) -> dict[int, tuple[str, str]]:
    """Public id and subject of the conversation where each of these is shown, following what was joined to what."""
    at = {pk: pk for pk in conversations if pk is not None}
    known: dict[int, tuple[str, str]] = {}
    for _ in range(MOST_JOINS):
        missing = set(at.values()) - known.keys()
        joined: dict[int, int] = {}
        for pk, public_id, subject, onward in Conversation.objects.filter(pk__in=missing).values_list(
            "pk", "public_id", "subject", "joined_to_id"
        ):
            known[pk] = public_id, subject
            if onward is not None:
                joined[pk] = onward
        if not joined:
            break
        at = {pk: joined.get(here, here) for pk, here in at.items()}
    return {pk: known[here] for pk, here in at.items() if here in known}
