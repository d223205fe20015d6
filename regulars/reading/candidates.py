"""All that rules see in what a customer says, the weak signs too: what a trained head weighs."""

from collections.abc import Iterator
from functools import cache

from regulars.reading.readers import expectation, leaving, preference, repeat, request, rule, thanks, urgency
from regulars.reading.rulebook import Candidate, Rulebook
from regulars.reading.values import Clean

READERS = (rule, expectation, preference, urgency, repeat, leaving, request, thanks)


@cache
def books() -> tuple[Rulebook, ...]:
    """The rules of every kind that is read in customers' sentences."""
    return tuple(reader.BOOK for reader in READERS)


def candidates(clean: Clean) -> Iterator[Candidate]:
    """Every rule that fired, kind by kind, sentence by sentence, however seldom it is right."""
    for book in books():
        yield from book.candidates(clean)
