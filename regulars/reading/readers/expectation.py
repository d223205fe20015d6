"""What a customer says should have been: stated expectations, met or not.

Waiting for a thing ("I'm expecting a parcel") and asking when to expect it are no expectations of us.
"""

from regulars.reading.rulebook import Rulebook
from regulars.reading.slots import Reader
from regulars.reading.values import Speaker

BOOK = Rulebook("expectation", version=6)
READER = Reader(
    BOOK.kind, BOOK.version, frozenset({Speaker.CUSTOMER}), frozenset({"en"}), ("expectation",), BOOK.find, ruled=True
)
