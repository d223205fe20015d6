"""What a customer asks us to do or to tell: a question for a fact waits for an answer as much as a wish does.

A question that only complains ("why do I have to") and a thank you that happens to ask are none.
"""

from regulars.reading.rulebook import Rulebook
from regulars.reading.slots import Reader
from regulars.reading.values import Speaker

BOOK = Rulebook("request", version=6)
READER = Reader(
    BOOK.kind, BOOK.version, frozenset({Speaker.CUSTOMER}), frozenset({"en"}), ("request",), BOOK.find, ruled=True
)
