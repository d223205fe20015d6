"""What came into a book while two were one, and to whom each piece of it is proposed to go."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from regulars.base.frozen import dataclass
from regulars.book.eyes import Eyes
from regulars.book.merging import rules
from regulars.book.merging.acts import MOVES
from regulars.book.merging.belongings import BELONGINGS, MOMENT, Belonging
from regulars.book.merging.roots import root_id
from regulars.book.merging.rules import Joining
from regulars.book.merging.settling import place
from regulars.book.merging.trees import joinings, places
from regulars.book.models import Identity, Merge
from regulars.engine.rows import rows

MOST = 2_000
CAME = """
select id from {table} where {customer}_id = %s and {alone} and {place} = %s and (id > %s or id in
    (select m."row" from book_move m
     where m.belonging = '{code}' and m.undone_at is null and m.to_id = %s and m.id > %s))
order by id desc limit %s
"""


@dataclass(frozen=True, slots=True)
class Came:
    """A row that came since a merge. `words` is empty where these eyes may not see it; `goes` is what is proposed."""

    code: str
    row: int
    label: str
    words: str
    at: datetime
    goes: bool

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.code}.{self.row}"


def came_since(merge: Merge, eyes: Eyes) -> list[Came]:
    """The newest first, 2,000 of each kind at most; nothing where the merge does not live."""
    edges = joinings((merge.gone_id,))
    this = next((one for one in edges if one.number == merge.pk), None)
    if this is None:
        return []
    leaves = rules.members(merge.gone_id, edges)
    found = [came for _code, one in BELONGINGS for came in of_kind(one, this, edges, leaves, eyes)]
    told = {pair for came in found for pair in along(came)} if any(came.code == MOMENT for came in found) else set()
    shown = [came for came in found if (came.code, came.row) not in told]
    return sorted(shown, key=lambda came: came.at, reverse=True)


def of_kind(one: Belonging, merge: Joining, edges: Sequence[Joining], leaves: set[int], eyes: Eyes) -> list[Came]:
    """Those of one kind."""
    ids = [pk for book, latest in rules.since(merge, edges).items() for pk in ids_of(one, book, latest)]
    if not ids:
        return []
    wrote = one.authors(ids)
    identities = {pk for authors in wrote.values() for pk in authors}
    births = dict(Identity.objects.filter(pk__in=identities).values_list("pk", "birth_customer_id"))
    whose = places("identity", births)
    related = (one.customer, *(("conversation__joined_to",) if one.code in (MOMENT, "task") else ()))
    found = one.model._default_manager.filter(pk__in=ids).select_related(*related)
    return [
        Came(one.code, row.pk, str(one.label), one.words(row, eyes), time_of(one, row), goes)
        for row in found
        for goes in (rules.goes_back((whose[author] for author in wrote.get(row.pk, ())), leaves),)
    ]


def time_of(one: Belonging, row: Any) -> datetime:
    """When it was."""
    at: datetime = getattr(row, one.at) or timezone.now()
    return at


def ids_of(one: Belonging, book: int, latest: dict[str, int]) -> list[int]:
    """Rows of one kind that belong to a book and came into it after `latest`."""
    statement = CAME.format(
        table=one.table,
        customer=one.customer,
        alone="conversation_id is null" if one.code == MOMENT else "1 = 1",
        place=place(one),
        code=one.code,
    )
    above, moved = latest.get(one.code, 0), latest.get(MOVES, 0)
    return [pk for (pk,) in rows(statement, [root_id(book), book, above, book, moved, MOST])]


def along(came: Came) -> Sequence[tuple[str, int]]:
    """What goes with it anyway."""
    one = BELONGINGS.offers[came.code]
    return one.along(one.model._default_manager.get(pk=came.row)) if one.movable else ()
