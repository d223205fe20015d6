"""Whose a row is and how a customer is shown, decided from merges and moves. Everything here is pure.

Source: docs/decisions/0012-merging-people.md.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import datetime

from regulars.base.frozen import dataclass

FIELDS = ("name", "greeting", "language", "time_zone")
STAYS, GONE = "stays", "gone"
Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Joining:
    """A merge that lives; `number` is its row id. `latest` is the highest id of each kind of row at that time."""

    number: int
    gone: int
    stays: int
    takes: tuple[str, ...] = ()
    latest: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """A customer's row: what its columns show, and of the fields that show another's value what it says itself."""

    shown: Values
    own: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choice:
    """One field of two books side by side, and whose value is proposed: STAYS or GONE. `differs` where both say
    something, and not the same."""

    field: str
    stays: str
    gone: str
    proposed: str

    @property
    def differs(self) -> bool:
        """Whether somebody has to choose."""
        return bool(self.gone) and self.gone != self.stays


@dataclass(frozen=True, slots=True)
class Weight:
    """What speaks for a book as the one that stays."""

    verified: int
    moments: int
    last_at: datetime | None
    number: int


def root(customer: int, into: Mapping[int, int]) -> int:
    """The book in which a customer is shown; `into` says of each merged one into which."""
    while customer in into:
        customer = into[customer]
    return customer


def roots(customers: Iterable[int], joinings: Iterable[Joining]) -> dict[int, int]:
    """The same of many."""
    into = {one.gone: one.stays for one in joinings}
    return {one: root(one, into) for one in customers}


def place(birth: int, moved_to: Sequence[int]) -> int:
    """Where a row belongs: where its newest move went, of those that live, in order; else where it was born."""
    return moved_to[-1] if moved_to else birth


def members(of: int, joinings: Iterable[Joining]) -> set[int]:
    """A customer and all that are shown with it because they were merged into it, over any number of merges."""
    below: defaultdict[int, list[int]] = defaultdict(list)
    for edge in joinings:
        below[edge.stays].append(edge.gone)
    found, waiting = set[int](), [of]
    while waiting:
        one = waiting.pop()
        found.add(one)
        waiting += below[one]
    return found


def own(standing: Standing, name: str) -> str:
    """What the row itself says in a field."""
    return standing.own.get(name, standing.shown[name])


def source(customer: int, name: str, joinings: Sequence[Joining]) -> int:
    """Whose row says what a customer is shown with in a field: of the merges into it that take it, the newest."""
    taking = [one for one in joinings if one.stays == customer and name in one.takes]
    return source(max(taking, key=lambda one: one.number).gone, name, joinings) if taking else customer


def taken(customer: int, joinings: Iterable[Joining]) -> set[str]:
    """The fields in which a customer shows another's value."""
    return {name for one in joinings if one.stays == customer for name in one.takes}


def absorbed(people: Mapping[int, Standing], joinings: Sequence[Joining]) -> dict[int, dict[str, str]]:
    """What each row itself says, by customer and field, before the merges change.

    Somebody may have written into a column that shows another's value. That is a correction of what was shown there,
    so it goes to the row whose value it was.
    """
    said = {pk: {name: own(one, name) for name in FIELDS} for pk, one in people.items()}
    written: list[tuple[int, str, str]] = []
    for pk, one in people.items():
        for name in taken(pk, joinings) & one.own.keys():
            whose = source(pk, name, joinings)
            if one.shown[name] != own(people[whose], name):
                written.append((whose, name, one.shown[name]))
    for whose, name, value in written:
        said[whose][name] = value
    return said


def standings(said: Mapping[int, Values], joinings: Sequence[Joining]) -> dict[int, Standing]:
    """How each customer is shown over these merges, given what each row itself says."""
    found: dict[int, Standing] = {}
    for pk, values in said.items():
        found[pk] = Standing(shown(said, pk, joinings), {name: values[name] for name in sorted(taken(pk, joinings))})
    return found


def shown(said: Mapping[int, Values], customer: int, joinings: Sequence[Joining]) -> Values:
    """The fields with which one customer is shown."""
    return {name: said[source(customer, name, joinings)][name] for name in FIELDS}


def takes(wanted: Iterable[str], stays: Values, gone: Values) -> list[str]:
    """Those of the wanted fields in which the one that goes says something else than the one that stays."""
    return [name for name in FIELDS if name in set(wanted) and gone[name] and gone[name] != stays[name]]


def preview(stays: Values, gone: Values, newer: str) -> list[Choice]:
    """Field by field what both say and whose is proposed; `newer` is the one of whom something was heard last."""
    return [Choice(name, stays[name], gone[name], proposed(name, stays[name], gone[name], newer)) for name in FIELDS]


def proposed(name: str, stays: str, gone: str, newer: str) -> str:
    """Whose value is the better guess: one that says something, the longer name, what was said last of the others.

    An address that stands in for a name is none.
    """
    if not gone or not stays:
        return GONE if gone else STAYS
    if name not in ("name", "greeting"):
        return newer
    if ("@" in stays) != ("@" in gone):
        return GONE if "@" in stays else STAYS
    return GONE if len(gone) > len(stays) else STAYS


def stays_first(one: Weight, other: Weight) -> bool:
    """Whether the first is the one to stay: verified handles count, then how full the book is, then how old."""
    return rank(one) > rank(other)


def rank(of: Weight) -> tuple[bool, int, bool, int]:
    """What two books are compared by."""
    return (of.verified > 0, of.moments, of.last_at is not None, -of.number)


def since(merge: Joining, joinings: Sequence[Joining]) -> dict[int, dict[str, int]]:
    """The books that stood for the one that went since a merge: each with the row ids, by kind, above which a row in
    it may be about that one. That is the other end of the merge, and what that was merged into, and so on."""
    found: dict[int, dict[str, int]] = {}
    by_gone = {one.gone: one for one in joinings}
    latest: dict[str, int] = {}
    edge: Joining | None = merge
    while edge is not None:
        latest = {name: max(latest.get(name, 0), edge.latest.get(name, 0)) for name in {*latest, *edge.latest}}
        found[edge.stays] = latest
        edge = by_gone.get(edge.stays)
    return found


def goes_back(authors: Iterable[int], gone: set[int]) -> bool:
    """Whether what came since a merge is proposed to go to the one that leaves: whoever wrote it, by the customers
    where their handles belong, is all of its side."""
    known = set(authors)
    return bool(known) and known <= gone
