"""People by name, address, number or any other handle: a small index of its own, folded like all else.

A telephone number is kept as its overlapping runs of four figures too, so that any four in a row find it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice

from django.db import connection, transaction

from regulars.base.folding import FRAGMENT, words
from regulars.base.frozen import dataclass
from regulars.book.models import Customer, Identity
from regulars.book.search import postgresql, seen, sqlite
from regulars.book.search.merged import merged_away, other_names
from regulars.book.search.operators import Asking
from regulars.book.search.query import NOTHING, Phrase, Wanted, ways
from regulars.book.search.rows import Row
from regulars.book.search.sought import Sought
from regulars.book.search.terms import Term
from regulars.engine.among import array
from regulars.engine.rows import aware, marks, rows

SHOWN = 5
MOST_LOOKED_AT = 200
MOST_TERMS = 5
MOST_HANDLES = 40
BATCH = 1_000
RUN = 4
_NUMBER = re.compile(r"\+?[\d\s()./-]*\d")
_NO_FIGURE = re.compile(r"\D")

FOUND_SQLITE = "select rowid from book_people where book_people match %s order by rowid desc limit %s"
FOUND_POSTGRESQL = "select docid from book_people where words @@ %s::tsquery limit %s"
SHOWN_SQL = """
select p.id, p.public_id, p.name, p.last_at from book_customer p
where p.id in ({ids}) and p.merged_into_id is null and {seen}
order by p.last_at is null, p.last_at desc, p.id limit %s
"""
HANDLES = """
select customer_id, shown from book_identity where customer_id in ({ids}) order by customer_id, last_seen desc, id
"""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who was found; `handles` are a few of theirs, the last used first."""

    customer: str
    name: str
    handles: tuple[str, ...]
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class People:
    """The few that are shown, and whether there are more."""

    shown: tuple[Person, ...] = ()
    more: bool = False


def wanted(sought: Sought) -> Wanted:
    """What is asked of people: all words as typed, the last as a beginning. Nothing where there are operators."""
    if sought.wheres or sought.facets != NOTHING or not 0 < len(sought.words) <= MOST_TERMS:
        return NOTHING
    all_of: list[tuple[Phrase, ...]] = []
    for clause in sought.words:
        if clause[0].no:
            return NOTHING
        typing = sought.goes_on and clause is sought.words[-1]
        found = [way for term in clause for way in (*ways(term, typing=typing), *fragments(term))]
        if found:
            all_of.append(tuple(found))
    return Wanted(tuple(all_of))


def fragments(term: Term) -> tuple[Phrase, ...]:
    """A term that is a piece of a telephone number, as its runs of figures; a trunk zero before it is no part."""
    if not _NUMBER.fullmatch(term.text):
        return ()
    runs = runs_of(_NO_FIGURE.sub("", term.text).lstrip("0"))
    return (Phrase(tuple(runs)),) if runs else ()


def runs_of(figures: str) -> list[str]:
    """The overlapping runs of four in a number."""
    return [FRAGMENT + figures[at : at + RUN] for at in range(len(figures) - RUN + 1)]


def find(asked: Wanted, asking: Asking) -> People:
    """People of whom all of it is true, those heard of last first."""
    if not asked:
        return People()
    customers = found(asked)
    return shown(customers, asking) if customers else People()


def found(asked: Wanted) -> list[int]:
    """Ids of people of whom all of it is true, whoever may see them; not all where they are many."""
    if connection.vendor == "sqlite":
        return [pk for (pk,) in rows(FOUND_SQLITE, [sqlite.match(asked), MOST_LOOKED_AT])]
    return [pk for (pk,) in rows(FOUND_POSTGRESQL, [postgresql.tsquery(asked), MOST_LOOKED_AT])]


def shown(found: Sequence[int], asking: Asking) -> People:
    """Of these customers, the few that are shown."""
    seen = asking.eyes.sees_book("p.id")
    kept = rows(SHOWN_SQL.format(ids=marks(found), seen=seen), [*found, SHOWN + 1])
    if not kept:
        return People()
    handles: defaultdict[int, list[str]] = defaultdict(list)
    ids = [row[0] for row in kept[:SHOWN]]
    for customer, handle in rows(HANDLES.format(ids=marks(ids)), ids):
        handles[customer].append(handle)
    return People(
        tuple(
            Person(public_id, name or next(iter(handles[pk]), ""), tuple(handles[pk][:2]), aware(at) if at else None)
            for pk, public_id, name, at in kept[:SHOWN]
        ),
        len(kept) > SHOWN,
    )


def index(customers: Iterable[int]) -> set[str]:
    """Bring what is known of these up to date; those that are gone are taken out. Repeating it changes nothing.

    Gives back the words by which somebody is no longer known, for `seen.forget`.
    """
    waiting = iter(sorted(set(customers)))
    gone: set[str] = set()
    while batch := list(islice(waiting, BATCH)):
        said = words_of(batch)
        for pk, also in other_names(batch).items():
            said[pk] += also
        for pk in merged_away(batch):
            said.pop(pk, None)
        with transaction.atomic():
            before = standing(batch)
            put(batch, said, before)
            kept = kept_words(said.values())
            seen.remember(sorted(kept))
        gone |= kept_words(before.values()) - kept
    return gone


def kept_words(said: Iterable[Iterable[str]]) -> set[str]:
    """Those of the words that may be offered for a mistyped one."""
    return {word for words in said for word in words if seen.is_kept(word)}


def standing(customers: Sequence[int]) -> dict[int, list[str]]:
    """The words under which these stand in the index; on PostgreSQL in no order."""
    if connection.vendor == "sqlite":
        found = rows(f"select rowid, words from book_people where rowid in ({marks(customers)})", customers)  # noqa: S608
        return {pk: text.split() for pk, text in found}
    found = rows("select docid, tsvector_to_array(words) from book_people where docid = any(%s)", [array(customers)])
    return dict(found)


def words_of(customers: Sequence[int]) -> dict[int, list[str]]:
    """The words of each person's name and handles."""
    found = {pk: words(name) for pk, name in Customer.objects.filter(pk__among=customers).values_list("pk", "name")}
    handles = Identity.objects.filter(customer_id__among=customers).order_by("customer", "-last_seen", "pk")
    of: defaultdict[int, list[tuple[str, str, str]]] = defaultdict(list)
    for customer, *handle in handles.values_list("customer_id", "kind", "value", "shown"):
        of[customer].append((handle[0], handle[1], handle[2]))
    for customer, known in of.items():
        for kind, value, written in known[:MOST_HANDLES]:
            found[customer] += words(value) if value == written.lower() else [*words(value), *words(written)]
            if kind == "phone":
                found[customer] += runs_of(_NO_FIGURE.sub("", value))
    return found


def put(customers: Sequence[int], said: Mapping[int, list[str]], before: Mapping[int, list[str]]) -> None:
    """Write the rows that are new or changed; `before` is what stands there."""
    if connection.vendor == "sqlite":
        stale = [(pk,) for pk, found in before.items() if said.get(pk) != found]
        fresh = [(pk, " ".join(found)) for pk, found in said.items() if before.get(pk) != found]
        with connection.cursor() as cursor:
            cursor.executemany("delete from book_people where rowid = %s", stale)
            cursor.executemany("insert into book_people (rowid, words) values (%s, %s)", fresh)
        return
    gone = [pk for pk in customers if pk not in said]
    literals = [postgresql.literal(Row(pk, 0, (found, [], [], []))) for pk, found in said.items()]
    with connection.cursor() as cursor:
        cursor.execute("delete from book_people where docid = any(%s)", [array(gone)])
        cursor.execute(PUT_POSTGRESQL, [array(said), array(literals)])


PUT_POSTGRESQL = """
insert into book_people (docid, words)
select docid, words::tsvector from unnest(%s::bigint[], %s::text[]) as new (docid, words) order by docid
on conflict (docid) do update set words = excluded.words where book_people.words <> excluded.words
"""


def rebuild() -> None:
    """Index everybody again."""
    with connection.cursor() as cursor:
        cursor.execute("delete from book_people")
    last = 0
    while batch := list(after(last)):
        index(batch)
        last = batch[-1]


def after(last: int) -> Iterator[int]:
    """The next customers by number."""
    return iter(Customer.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH])
