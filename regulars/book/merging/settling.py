"""What follows from merges and moves is written into the columns that pages read."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection

from regulars.book.merging import kinds, rules  # noqa: F401 - kinds declares what the book itself has
from regulars.book.merging.belongings import BELONGINGS, MOMENT, Belonging
from regulars.book.merging.rules import FIELDS, Joining, Standing
from regulars.book.merging.trees import held, joinings, people_of
from regulars.book.models import Customer
from regulars.engine.rows import aware, marks, rows

PLACE = """
coalesce((select m.to_id from book_move m where m.belonging = '{code}' and m."row" = {table}.id and m.undone_at is null
          order by m.id desc limit 1), {table}.{birth}_id)
"""
SHOW = """
update {table} set {customer}_id = %s where {customer}_id in ({elsewhere}) and {alone} and {place} in ({members})
"""
# A moment within a conversation goes where that goes.
FOLLOW = """
update book_moment set customer_id = %s where customer_id in ({elsewhere}) and conversation_id is not null and
exists (select 1 from book_conversation c where c.id = book_moment.conversation_id and c.customer_id = %s)
"""
# What the desk answers by itself is no news of anybody.
NEWEST = """
select at from book_moment where customer_id = %s and not (direction = 'out' and automatic <> '')
order by at desc, id desc limit 1
"""


def settle(customers: Iterable[int], said: Mapping[int, Mapping[str, str]] | None = None) -> list[int]:
    """Write whose rows are whose, where each customer leads, when it was last heard of and how it is shown, for all
    books that hang together with these customers; gives them back, by row id.

    `said` is what the customers' rows say themselves, where it was looked at before the merges changed. Belongs into
    the transaction of the change, with the rows of the customers locked.
    """
    asked = list(customers)
    edges = joinings(asked)
    people = people_of(asked, edges)
    where = rules.roots(people, edges)
    for root in sorted(set(where.values())):
        gather(root, [one for one in people if where[one] == root], [one for one in people if one != root])
    write_people(people, edges, said)
    return people


def gather(root: int, members: Sequence[int], elsewhere: Sequence[int]) -> None:
    """Show with `root` all rows that belong to `members`, as far as they stand with others of the same books."""
    if not elsewhere:
        return
    with connection.cursor() as cursor:
        for _code, one in BELONGINGS:
            cursor.execute(show(one, len(members), len(elsewhere)), [root, *elsewhere, *members])
            if one.code == MOMENT:
                cursor.execute(FOLLOW.format(elsewhere=marks(elsewhere)), [root, *elsewhere, root])


def show(one: Belonging, members: int, elsewhere: int) -> str:
    """The statement for one kind of row."""
    return SHOW.format(
        table=one.table,
        customer=one.customer,
        alone="conversation_id is null" if one.code == MOMENT else "true",
        place=place(one),
        members=marks(range(members)),
        elsewhere=marks(range(elsewhere)),
    )


def place(one: Belonging) -> str:
    """Where a row belongs, as SQL: see rules.place."""
    return PLACE.format(code=one.code, table=one.table, birth=one.birth)


def said_of(people: Mapping[int, Customer], edges: Sequence[Joining]) -> dict[int, dict[str, str]]:
    """What each row itself says, before the merges change."""
    return rules.absorbed({pk: standing(row) for pk, row in people.items()}, edges)


def standing(row: Customer) -> Standing:
    """A customer's row as the rules see it."""
    return Standing({name: getattr(row, name) for name in FIELDS}, dict(row.own))


def write_people(people: Sequence[int], edges: Sequence[Joining], said: Mapping[int, Mapping[str, str]] | None) -> None:
    """The columns of the customers themselves."""
    found = held(people)
    shown = rules.standings(said if said is not None else said_of(found, edges), edges)
    into = {one.gone: one.stays for one in edges}
    for pk in found:
        wanted: dict[str, Any] = {**shown[pk].shown, "own": dict(shown[pk].own), "merged_into_id": into.get(pk)}
        if pk not in into:
            newest = rows(NEWEST, [pk])
            wanted["last_at"] = aware(newest[0][0]) if newest else None
        Customer.objects.filter(pk=pk).update(**wanted)
