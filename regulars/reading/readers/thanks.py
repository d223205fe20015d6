"""Thanks for something, and delight. Thanks in advance, ironic thanks and the closing "Thanks, Ana" are none."""

from regulars.reading.rulebook import Rulebook
from regulars.reading.slots import Reader
from regulars.reading.values import Speaker

BOOK = Rulebook("thanks", version=6)
READER = Reader(
    BOOK.kind,
    BOOK.version,
    frozenset({Speaker.CUSTOMER}),
    frozenset({"en"}),
    ("thanks", "delight"),
    BOOK.find,
    ruled=True,
)
