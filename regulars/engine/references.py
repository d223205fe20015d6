"""Who refers to files. Each room that keeps a file's digest in a row says which of some digests it still needs."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from regulars.base.registry import Slot
from regulars.engine import blobs

# A file may be older than the row that is about to name it: somebody may be sending the same content again right now.
YOUNG = timedelta(hours=1)
Referred = Callable[[Sequence[str]], set[str]]
REFERENCES: Slot[Referred] = Slot("who refers to files")


def in_use(digests: Sequence[str]) -> set[str]:
    """Those of these files to which a row refers."""
    return set().union(*(referred(digests) for _, referred in REFERENCES))


def let_go(digests: Iterable[str], now: datetime) -> list[str]:
    """Delete those of these files to which nothing refers any more; gives back those that are too young to go yet."""
    wanted = sorted({one for one in digests if one})
    used = in_use(wanted)
    young: list[str] = []
    for digest in wanted:
        if digest in used or not blobs.exists(digest):
            continue
        if blobs.touched_at(digest) >= now - YOUNG:
            young.append(digest)
        else:
            blobs.delete(digest)
    return young


def sweep(now: datetime) -> int:
    """Delete all files to which nothing refers but those touched within the last day; how many."""
    return blobs.sweep(in_use, now - timedelta(days=1))
