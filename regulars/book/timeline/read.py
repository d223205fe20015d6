"""A page of everything that happened with a person, over all channels, and with those who share theirs."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby

from regulars.base.frozen import dataclass
from regulars.book.kinds import GROUPS
from regulars.book.models import Customer
from regulars.book.moments import Seen, newest_of
from regulars.book.stream import SIZE, Line
from regulars.book.timeline import filters
from regulars.engine.rows import marks, rows
from regulars.web.paging import Place

MOST_BESIDE = 1000
BESIDE = """
select p.conversation_id
from book_identity i
join book_participant p on p.kind = i.kind and p.value = i.value
join book_conversation c on c.id = p.conversation_id
where i.customer_id = %s and i.verified_at is not null and not i.shared and c.customer_id <> %s limit %s
"""
OWNERS = "select id, public_id, name from book_customer where id in ({ids})"
Shared = Sequence[tuple[int, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose book something stands in, where that is another's."""

    public_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Matter:
    """Lines that follow each other and belong to one conversation (or to none), in one book."""

    subject: str
    public_id: str
    at: datetime
    lines: tuple[Line, ...]
    hidden: bool = False
    whose: Owner | None = None


def beside(customer: int) -> list[int]:
    """Conversations in other people's books in which somebody takes part, by a handle known to be theirs."""
    return [row[0] for row in rows(BESIDE, [customer, customer, MOST_BESIDE])]


def page_of(customer: Customer, only: str, place: Place | None, shared: Shared = ()) -> list[Seen]:
    """A page of the book: what is theirs, what was said where they only take part, and what `shared` others show them
    (row id of the customer, groups of moments). Newest first; at most one more than SIZE.

    `only` is one of GROUPS, or empty for all.
    """
    elsewhere = beside(customer.pk)
    conditions = [
        *filters.of_book(customer.pk, only),
        *(filters.of_conversations(elsewhere, only) if elsewhere else ()),
        *(part for other, groups in shared for group in wanted(groups, only) for part in filters.of_book(other, group)),
    ]
    return newest_of(conditions, place, SIZE + 1) if conditions else []


def wanted(groups: Sequence[str], only: str) -> list[str]:
    """Of the groups that somebody shares, those that are asked for."""
    return [group for group in groups if group in GROUPS and only in ("", group)]


def matters(read: Iterable[Line], customer: Customer) -> list[Matter]:
    """Lines put together where they follow each other within one conversation and one book."""
    kept = list(read)
    whose = owners({line.moment.customer_id for line in kept} - {customer.pk})
    runs = groupby(kept, key=lambda line: (line.moment.conversation_id, line.moment.customer_id))
    return [matter(list(group), whose.get(of)) for (_, of), group in runs]


def matter(group: Sequence[Line], whose: Owner | None) -> Matter:
    """One such run of lines."""
    first = group[0].moment
    if group[0].hidden:
        return Matter("", "", first.at, tuple(group), hidden=True)
    return Matter(first.subject or "", first.conversation or "", first.at, tuple(group), whose=whose)


def owners(customers: set[int]) -> dict[int, Owner]:
    """Those customers; asks nothing where there are none."""
    if not customers:
        return {}
    found = rows(OWNERS.format(ids=marks(customers)), [*customers])
    return {pk: Owner(public_id, name) for pk, public_id, name in found}
