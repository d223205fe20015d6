"""Threats to leave us, said or hinted. Calling off one booking, or asking how to end a contract, is a request."""

from regulars.reading.rulebook import Rulebook
from regulars.reading.slots import Reader
from regulars.reading.values import Speaker

BOOK = Rulebook("leaving", version=6)
READER = Reader(
    BOOK.kind, BOOK.version, frozenset({Speaker.CUSTOMER}), frozenset({"en"}), ("threat",), BOOK.find, ruled=True
)
