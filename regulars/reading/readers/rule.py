"""Complaints about a rule: a customer runs into how we do things, and says so.

Asking neutrally what the policy is, or whether something is allowed, is a request. A thing that does not work ("why
can't I log in?") is a failure of the product.
"""

from regulars.reading.rulebook import Rulebook
from regulars.reading.slots import Reader
from regulars.reading.values import Speaker

BOOK = Rulebook("rule", version=6)
READER = Reader(
    BOOK.kind, BOOK.version, frozenset({Speaker.CUSTOMER}), frozenset({"en"}), ("complaint",), BOOK.find, ruled=True
)
