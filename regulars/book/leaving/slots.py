"""What each room knows of a customer who leaves: what to hand out, how much it is, and how it is emptied."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from regulars.base.frozen import dataclass
from regulars.base.registry import Slot
from regulars.book.leaving.reducing import Reducing
from regulars.book.leaving.whose import Whose

Rows = Callable[[], Iterator[Mapping[str, Any]]]
Words = str | Promise
# By key, what its codes mean.
Coded = Mapping[str, Mapping[str, Words]]


def as_it_is(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The row itself."""
    return row


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the archive: its name in the JSON, its title on the page, and its rows, of which few are in memory at
    a time. Rows hold what JSON can hold, with others' names and addresses reduced. The JSON keeps codes; on the page,
    which the person reads, stand the `words` for them, and each row as `read` puts it."""

    name: str
    title: Words
    rows: Rows
    words: Coded = field(default_factory=dict)
    read: Callable[[Mapping[str, Any]], Mapping[str, Any]] = as_it_is


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of rows that can be counted, and why such rows stay as shells; empty where they go."""

    label: Words
    stays: Words = ""


SORTS: Slot[Sort] = Slot("sorts of rows that are counted before a customer is erased")


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows of a sort there are, or were. A sort that nothing here knows any more is called by its code."""

    code: str
    number: int

    @property
    def label(self) -> Words:
        """What the sort is called."""
        sort = SORTS.get(self.code)
        return sort.label if sort else self.code

    @property
    def stays(self) -> Words:
        """Why they stay, or empty."""
        sort = SORTS.get(self.code)
        return sort.stays if sort else ""


@dataclass(frozen=True, slots=True)
class Leaving:
    """What a room offers. `erase` runs inside the one transaction that empties the book and gives back the digests of
    files which its rows named; repeating it changes nothing. `hindrance` is why it must wait a little, or empty."""

    parts: Callable[[Whose, Reducing], Sequence[Part]]
    counts: Callable[[Whose], Sequence[Count]]
    erase: Callable[[Whose, datetime], Iterable[str]]
    hindrance: Callable[[Whose], str] = lambda of: ""


LEAVING: Slot[Leaving] = Slot("what rooms know of a customer who leaves")
