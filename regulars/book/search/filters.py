"""A search as a filter over conversations, as saved views are: which fulfil it, by their newest moment."""

from collections.abc import Sequence

from regulars.base.frozen import dataclass
from regulars.book.search import hits
from regulars.book.search.operators import Asking, Where
from regulars.book.search.rows import BEYOND_ALL, moment_of
from regulars.book.search.sought import sought
from regulars.engine.rows import marks, rows
from regulars.web.paging import Place

# A filter with words holds the conversations of this many of the newest messages with them.
MOST_WITH_WORDS = 2_000
SHOWN_IN = """
select distinct coalesce(o.joined_to_id, o.id) from book_moment m
join book_conversation o on o.id = m.conversation_id where m.id in ({ids})
"""


@dataclass(frozen=True, slots=True)
class Filtered:
    """Ids of conversations in order, and the place after which the next page begins, if there is one.

    `wrong` are sentences on what in the filter was not understood and so left out.
    """

    ids: list[int]
    next: Place | None
    wrong: tuple[str, ...] = ()


def filtered(query: str, asking: Asking, place: Place | None, limit: int) -> Filtered:
    """The conversations that `query` means, at most `limit` after `place`; without any condition, all of them."""
    read = sought(query.replace("\0", ""), asking)
    wheres = read.wheres
    if wanted := read.wanted(typing=False):
        found = hits.moments(wanted, wheres, asking, BEYOND_ALL, MOST_WITH_WORDS)
        wheres = (*wheres, one_of(shown_in([moment_of(docid) for docid in found.docids])))
    found_here = hits.conversations(wheres, asking, place, limit + 1)
    shown, more = found_here.places[:limit], len(found_here.places) > limit
    return Filtered([one.id for one in shown], shown[-1] if more else found_here.edge, read.wrong)


def shown_in(moments: Sequence[int]) -> list[int]:
    """Ids of the conversations where these are shown."""
    return [pk for (pk,) in rows(SHOWN_IN.format(ids=marks(moments)), moments)] if moments else []


def one_of(conversations: Sequence[int]) -> Where:
    """That it is one of these."""
    ids = tuple(conversations) or (0,)
    places = marks(ids)
    source = f"select id from book_conversation where id in ({places})"  # noqa: S608 - placeholders
    return Where(f"c.id in ({places})", ids, source, ids)
