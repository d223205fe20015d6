"""Urgency: it cannot wait, or there is a time by which, or an event for which, it must be done."""

from collections.abc import Iterable

from regulars.reading.deadlines import dated
from regulars.reading.rulebook import Rulebook
from regulars.reading.slots import Reader
from regulars.reading.values import Clean, Reading, Speaker

BOOK = Rulebook("urgency", version=7)


def find(clean: Clean) -> Iterable[Reading]:
    """What the rules find, deadlines with the time that they name."""
    return dated(clean, BOOK.find(clean))


READER = Reader(
    BOOK.kind, BOOK.version, frozenset({Speaker.CUSTOMER}), frozenset({"en"}), ("urgent", "deadline"), find, ruled=True
)
