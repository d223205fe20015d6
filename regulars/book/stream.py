"""The stream of a person, a page at a time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from regulars.book.kinds import group_of, sentence
from regulars.book.models import Customer
from regulars.book.moments import Letter, Seen, letters, newest
from regulars.engine.rows import marks, rows
from regulars.web import paging
from regulars.web.paging import Page, Place

# A letter costs as much to draw as ten rows of a list, and nobody reads thirty at once.
SIZE = 30
MOST_BESIDE = 1000
BESIDE = """
select p.conversation_id
from book_identity i
join book_participant p on p.kind = i.kind and p.value = i.value
join book_conversation c on c.id = p.conversation_id
where i.customer_id = %s and i.verified_at is not null and c.customer_id <> %s limit %s
"""
WITHIN = "select id from book_conversation where id in ({conversations}) and inbox_id in ({inboxes})"


@dataclass(frozen=True, slots=True)
class Line:
    """One moment of a stream; `letter` where it has a text. Of a hidden one, who looks may know only that it was."""

    moment: Seen
    letter: Letter | None
    hidden: bool = False

    @property
    def said(self) -> str:
        """What stands here instead of a text."""
        return sentence(self.moment.kind, self.moment.payload)

    @property
    def group(self) -> str:
        """Under which filter it is found."""
        return group_of(self.moment.kind)


@dataclass(frozen=True, slots=True)
class Matter:
    """Lines that follow each other and belong to one conversation (or to none)."""

    subject: str
    public_id: str
    at: datetime
    lines: tuple[Line, ...]
    hidden: bool = False


def cut(moments: Sequence[Seen]) -> Page[Seen]:
    """A page of them, and where the one before it begins."""
    return paging.cut(moments, SIZE, lambda moment: Place(moment.at, moment.id))


def lines(moments: Sequence[Seen], hidden: Sequence[int] = ()) -> list[Line]:
    """Moments with their texts, in the order given. What came through one of the `hidden` inboxes has none."""
    covered = within(moments, hidden)
    texts = letters([moment.id for moment in moments if moment.conversation_id not in covered])
    return [Line(moment, texts.get(moment.id), moment.conversation_id in covered) for moment in moments]


def within(moments: Sequence[Seen], inboxes: Sequence[int]) -> set[int | None]:
    """The conversations of these moments that came through one of these inboxes. Asks nothing where there are none."""
    found = {moment.conversation_id for moment in moments} - {None}
    if not (inboxes and found):
        return set()
    statement = WITHIN.format(conversations=marks(found), inboxes=marks(inboxes))
    return {row[0] for row in rows(statement, [*found, *inboxes])}


def matters(read: Iterable[Line]) -> list[Matter]:
    """Lines put together where they follow each other within one conversation."""
    return [matter(list(group)) for _, group in groupby(read, key=lambda line: line.moment.conversation_id)]


def matter(group: Sequence[Line]) -> Matter:
    """One such run of lines."""
    first = group[0].moment
    if group[0].hidden:
        return Matter("", "", first.at, tuple(group), hidden=True)
    return Matter(first.subject or "", first.conversation or "", first.at, tuple(group))


def beside(customer: int) -> list[int]:
    """Conversations in other people's books in which somebody takes part, by a handle known to be theirs."""
    return [row[0] for row in rows(BESIDE, [customer, customer, MOST_BESIDE])]


def of_customer(customer: Customer, place: Place | None) -> list[Seen]:
    """A page of the book: what is theirs, and what was said where they only take part. Newest first.

    At most one more than SIZE. Two short lists are merged, since one statement with "or" would walk past everything
    else the company ever heard.
    """
    own = newest("m.customer_id = %s", [customer.pk], place, SIZE + 1)
    elsewhere = beside(customer.pk)
    if not elsewhere:
        return own
    others = newest(f"m.conversation_id in ({marks(elsewhere)})", elsewhere, place, SIZE + 1)
    return sorted([*own, *others], key=lambda moment: (moment.at, moment.id), reverse=True)[: SIZE + 1]
