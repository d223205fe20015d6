"""Who may know that two people were merged, or that something went from one to the other: who may open both books."""

from collections.abc import Sequence

from regulars.book.eyes import Eyes
from regulars.book.matching.families import roots

Ends = tuple[int, int]


def open_to(eyes: Eyes, ends: Sequence[Ends]) -> set[Ends]:
    """Of these pairs of row ids those where the books in which both stand now may be opened. No statement where
    nothing is kept from these eyes."""
    if eyes.see_all:
        return set(ends)
    stands = roots({end for pair in ends for end in pair})
    books = eyes.books(set(stands.values()))
    return {pair for pair in ends if {stands[end] for end in pair} <= books}
