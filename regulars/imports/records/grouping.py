"""The rows of a file that are one record, as an order has one for each of its articles. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from regulars.imports.records.cells import Reader
from regulars.imports.records.tables import Found

MOST_LINES = 1000


class Group(NamedTuple):
    """The rows of one record, with its id. `is_cut`: there are more of them than an order can have lines; they come in
    pieces, as a column that says the same in every row may be taken for the id."""

    id: str
    rows: Sequence[Found]
    is_cut: bool = False


def groups(rows: Iterable[Found], read: Reader) -> Iterator[Group]:
    """The rows of each record, in their order."""
    if read.meant.noun == "order" and not {"line_name", "line_sku"}.isdisjoint(read.columns):
        return together(rows, read)
    return (Group(read.id_of(row), [row]) for row in rows)


@dataclass(slots=True)
class Gathered:
    """The rows of a record so far."""

    id: str = ""
    rows: list[Found] = field(default_factory=list)
    is_cut: bool = False
    number: str = ""

    def id_in(self, row: Found, read: Reader) -> str:
        """The id of a row's record. Shops write an order's own only into the first of its rows, and its number into
        each."""
        own = read.id_of(row)
        if own and own == self.number and own == read.number_of(row, alone=True):
            return self.id
        return own

    def whole(self) -> Iterator[Group]:
        """All of them, as far as they were not given out."""
        if self.rows:
            yield Group(self.id, self.rows, self.is_cut)

    def add(self, rows: Iterable[Found]) -> Iterator[Group]:
        """More of them; those so far are given out where they are too many."""
        self.rows += rows
        if len(self.rows) > MOST_LINES:
            self.is_cut = True
            yield from self.whole()
            self.rows = []


def together(rows: Iterable[Found], read: Reader) -> Iterator[Group]:
    """Rows that follow each other with one id are a record. One that is no row may be of the record in which it stands:
    it has its id, as far as that can be read, or a row with it follows. Else an order would come without that line."""
    now, torn = Gathered(), list[Found]()
    for row in rows:
        if row.wrong and len(torn) < MOST_LINES:
            torn.append(row)
            continue
        own = "" if row.wrong else now.id_in(row, read)
        if own and own == now.id:
            yield from now.add([*torn, row])
        else:
            yield from settled(now, torn, own, read)
            now = Gathered(own, [*named(torn, own, read), row], number=read.number_of(row))
        torn = []
    yield from settled(now, torn, "", read)


def settled(now: Gathered, torn: Sequence[Found], following: str, read: Reader) -> Iterator[Group]:
    """A record that is at its end, with those that are no rows and have its id; and by themselves those that have
    neither its id nor that of the record that follows."""
    whose = [(now.id_in(one, read), one) for one in torn]
    yield from now.add(one for own, one in whose if own and own == now.id)
    yield from now.whole()
    both = (now.id, following)
    yield from (Group(own, [one]) for own, one in whose if own not in both or not own)


def named(torn: Sequence[Found], own: str, read: Reader) -> list[Found]:
    """Those that have this id."""
    return [one for one in torn if own and read.id_of(one) == own]
