"""The merges and moves that live, as they bear on a few customers."""

from collections.abc import Iterable, Mapping, Sequence

from regulars.book.merging import rules
from regulars.book.merging.rules import Joining
from regulars.book.models import Customer, Merge, Move

EDGE = ("pk", "gone_id", "stays_id", "takes", "latest")


def joinings(customers: Iterable[int]) -> list[Joining]:
    """The live merges of all books that stand with one of these customers, however they hang together."""
    found: dict[int, Joining] = {}
    known, waiting = set[int](), set(customers)
    while waiting:
        live = Merge.objects.filter(undone_at=None)
        both = [*live.filter(gone__in=waiting).values_list(*EDGE), *live.filter(stays__in=waiting).values_list(*EDGE)]
        new = {pk: Joining(pk, gone, stays, tuple(takes), latest) for pk, gone, stays, takes, latest in both}
        found |= new
        known |= waiting
        waiting = {end for one in new.values() for end in (one.gone, one.stays)} - known
    return [found[pk] for pk in sorted(found)]


def people_of(customers: Iterable[int], edges: Sequence[Joining]) -> list[int]:
    """These customers and all that the merges name, in the order in which they are locked."""
    return sorted({*customers, *(one.gone for one in edges), *(one.stays for one in edges)})


def held(customers: Sequence[int]) -> dict[int, Customer]:
    """Their rows, locked until the end of the transaction, always in the same order."""
    return Customer.objects.select_for_update().filter(pk__in=customers).order_by("pk").in_bulk()


def moves_of(belonging: str, rows: Sequence[int]) -> Mapping[int, list[Move]]:
    """The live moves of these rows, the oldest first."""
    found: dict[int, list[Move]] = {}
    for move in Move.objects.filter(belonging=belonging, row__in=rows, undone_at=None).order_by("pk"):
        found.setdefault(move.row, []).append(move)
    return found


def places(belonging: str, births: Mapping[int, int]) -> dict[int, int]:
    """Where rows belong that were born with these customers."""
    moves = moves_of(belonging, list(births))
    return {row: rules.place(birth, [one.to_id for one in moves.get(row, ())]) for row, birth in births.items()}


def place_of(belonging: str, row: int, birth: int) -> int:
    """Where one row belongs."""
    return places(belonging, {row: birth})[row]
