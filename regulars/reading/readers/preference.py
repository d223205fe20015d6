"""What holds for a customer beyond this order: what they prefer, what they need, and facts about themselves.

A wish for this one order ("a table at eight, please") is a request.
"""

from regulars.reading.rulebook import Rulebook
from regulars.reading.slots import Reader
from regulars.reading.values import Speaker

LABELS = ("preference", "need", "fact")
BOOK = Rulebook("preference", version=6)
READER = Reader(
    BOOK.kind, BOOK.version, frozenset({Speaker.CUSTOMER}), frozenset({"en"}), LABELS, BOOK.find, ruled=True
)
