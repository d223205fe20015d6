"""They have asked before: how often they wrote, what stays unanswered, a reminder."""

from regulars.reading.rulebook import Rulebook
from regulars.reading.slots import Reader
from regulars.reading.values import Speaker

BOOK = Rulebook("repeat", version=6)
READER = Reader(
    BOOK.kind, BOOK.version, frozenset({Speaker.CUSTOMER}), frozenset({"en"}), ("repeat",), BOOK.find, ruled=True
)
