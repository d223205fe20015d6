"""Amends that staff offer: money back, a fee waived, something free, an upgrade, a voucher, a new one.

What every customer gets is a policy, and no amends.
"""

from regulars.reading.rulebook import Rulebook
from regulars.reading.slots import Reader
from regulars.reading.values import Speaker

BOOK = Rulebook("amends", version=2, speaker=Speaker.STAFF)
STAFF, LANGUAGES = frozenset({Speaker.STAFF}), frozenset({"en", "de"})
READER = Reader(BOOK.kind, BOOK.version, STAFF, LANGUAGES, ("offered",), BOOK.find, ruled=True)
