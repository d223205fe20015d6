"""Who has to hear of merges and moves: open pages, the index of people, programs that follow us."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone

from regulars.book.models import Customer, Merge, Move
from regulars.engine import jobs, outbox

SETTLE = "merging.settle"
LATER = timedelta(minutes=1)


def merged(merge: Merge, people: Iterable[Customer]) -> None:
    """Two books have become one."""
    tell("customers.merged", of_merge(merge), people, ["inbox"])


def unmerged(merge: Merge, people: Iterable[Customer]) -> None:
    """One book has become two again."""
    tell("customers.unmerged", of_merge(merge), people, ["inbox"])


def of_merge(merge: Merge) -> dict[str, Any]:
    """A merge for others, by public ids."""
    return {"merge": merge.public_id, "gone": merge.gone.public_id, "stays": merge.stays.public_id}


def moved(move: Move, people: Iterable[Customer], topics: Sequence[str]) -> None:
    """A row was given to another person."""
    tell("customers.row_moved", of_move(move), people, topics)


def moved_back(move: Move, people: Iterable[Customer], topics: Sequence[str]) -> None:
    """That was taken back."""
    tell("customers.row_moved_back", of_move(move), people, topics)


def of_move(move: Move) -> dict[str, Any]:
    """A move for others."""
    return {"move": move.public_id, "belonging": move.belonging, "to": move.to.public_id}


def tell(kind: str, said: Mapping[str, Any], people: Iterable[Customer], topics: Sequence[str]) -> None:
    """One row of the outbox, and a job that looks again once everybody who wrote meanwhile has come to an end."""
    which = {one.pk: one.public_id for one in people}
    shown = [f"customer:{public_id}" for public_id in which.values()]
    outbox.append(kind, {**said, "customers": list(which), "topics": [*shown, *topics]})
    jobs.enqueue(SETTLE, {"customers": list(which)}, run_at=timezone.now() + LATER)
