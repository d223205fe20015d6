"""Which books stand as one at this time, over the merges that live: asked for many at once."""

from collections.abc import Iterable, Mapping

from regulars.engine.rows import marks, rows

# A chain of merges is as long as people made it; a circle cannot be.
UP = """
with recursive way (start, id) as (
    select id, id from book_customer where id in ({ids})
    union
    select w.start, c.merged_into_id from way w join book_customer c on c.id = w.id where c.merged_into_id is not null
)
select w.start, w.id from way w join book_customer c on c.id = w.id where c.merged_into_id is null
"""
DOWN = """
with recursive family (root, id) as (
    select id, id from book_customer where id in ({ids})
    union
    select f.root, c.id from family f join book_customer c on c.merged_into_id = f.id
)
select id, root from family
"""


def roots(customers: Iterable[int]) -> dict[int, int]:
    """For each of these books the one that stands for it."""
    asked = sorted(set(customers))
    return dict(rows(UP.format(ids=marks(asked)), asked)) if asked else {}


def members(standing: Iterable[int]) -> dict[int, int]:
    """Every book that one of these stands for, itself among them, with the one that does."""
    asked = sorted(set(standing))
    return dict(rows(DOWN.format(ids=marks(asked)), asked)) if asked else {}


def between(root: Mapping[int, int], one: int, other: int) -> tuple[int, int] | None:
    """The two books that stand for these two, the lower id first; None where it is one by now."""
    first, second = sorted((root.get(one, one), root.get(other, other)))
    return None if first == second else (first, second)
