"""Refusals by rule: staff say no and name a rule, a law, a contract or a system as the reason.

A plain no ("that bed's taken") is none: nobody could change a rule and help the next customer.
"""

from regulars.reading.rulebook import Rulebook
from regulars.reading.slots import Reader
from regulars.reading.values import Speaker

BOOK = Rulebook("refusal", version=2, speaker=Speaker.STAFF)
STAFF, LANGUAGES = frozenset({Speaker.STAFF}), frozenset({"en", "de"})
READER = Reader(BOOK.kind, BOOK.version, STAFF, LANGUAGES, ("rule",), BOOK.find, ruled=True)
