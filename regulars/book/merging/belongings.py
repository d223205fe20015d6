"""What belongs to a customer. Its room declares every foreign key to Customer here, or exempts it with a reason."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise

from regulars.base.frozen import dataclass
from regulars.base.registry import Slot
from regulars.book.eyes import Eyes

MOMENT = "moment"


def nothing_along(_row: Any) -> Sequence[tuple[str, int]]:
    """Most rows go alone."""
    return ()


def no_authors(_ids: Sequence[int]) -> Mapping[int, set[int]]:
    """Most rows do not say who wrote them."""
    return {}


def nothing_more(_ids: Sequence[int]) -> None:
    """Nothing follows from a move."""


@dataclass(frozen=True, slots=True)
class Belonging:
    """One kind of row that a customer has.

    `label` is what one is called, `many` what several are. `customer` and `birth` are its two foreign keys: whom it is
    shown with, and in whose book it was born, for good. A `movable` one can be given to another person by itself; `key`
    names it in addresses.

    `words` says which row it is, in a line, to these eyes; nothing where they may not see it. `at` is the column of its
    time. `along` are the rows, by code and id, that go with it. `authors` gives of these rows the ids of the identities
    that wrote them. `moved` puts right what follows from moves of these rows, and from their undoing.
    """

    code: str
    label: str | Promise
    many: str | Promise
    model: type[Model]
    words: Callable[[Any, Eyes], str]
    at: str
    customer: str = "customer"
    birth: str = "birth_customer"
    movable: bool = False
    key: str = "public_id"
    along: Callable[[Any], Sequence[tuple[str, int]]] = nothing_along
    authors: Callable[[Sequence[int]], Mapping[int, set[int]]] = no_authors
    moved: Callable[[Sequence[int]], None] = nothing_more

    @property
    def table(self) -> str:
        """Its table."""
        return self.model._meta.db_table

    @property
    def keys(self) -> tuple[str, str]:
        """The two foreign keys as they are called in the walk over all of them."""
        label = self.model._meta.label
        return f"{label}.{self.customer}", f"{label}.{self.birth}"


BELONGINGS: Slot[Belonging] = Slot("belongings")
# "app.Model.field": why a merge leaves it alone.
EXEMPT: Slot[str] = Slot("foreign keys to customers that merges leave alone")


def belonging(code: str) -> Belonging:
    """Raises KeyError for one that nobody declared."""
    return BELONGINGS.offers[code]


def declare(belongings: Iterable[Belonging]) -> None:
    """Offer them, in that order: a conversation before the moments in it."""
    for one in belongings:
        BELONGINGS.offer(one.code, one)


def exempt(reasons: Mapping[str, str]) -> None:
    """Say why merges leave these foreign keys alone."""
    for name, reason in reasons.items():
        EXEMPT.offer(name, reason)
