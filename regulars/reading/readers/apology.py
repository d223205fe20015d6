"""Apologies, and those that are none.

An apology says that we did wrong, and what. A hollow one is sorry for how the customer takes it ("sorry you feel"),
puts the wrong in doubt ("if", "any inconvenience this may have caused") or measures it by him ("your expectations"). In
one clause both cannot be: what is hollow is no apology. Sympathy ("sorry to hear about your mum"), politeness ("sorry
to bother you") and a no with regret ("I can't, sorry") are neither.
"""

import re
from collections.abc import Iterator

from regulars.reading.rulebook import Rulebook
from regulars.reading.slots import Reader
from regulars.reading.values import Clean, Reading, Speaker
from regulars.reading.wording import heard

BOOK = Rulebook("apology", version=3, speaker=Speaker.STAFF)
HOLLOW = "hollow"
# Rules for words that are also said with a no.
POLITE = ("sorry",)
NO = re.compile(
    r" (?:can not|could not|will not|do not|does not|not|no|unable|unfortunately|afraid) .*\bsorry"
    r"|sorry ,? ?(?:but|mate|love|we can|i can|the rules|to (?:hear about|bother|disturb|chase))|been having|your loss"
    r"|sorry , i (?:did|do|can) not"
)


def find(clean: Clean) -> Iterator[Reading]:
    """One reading a stretch, hollow ones first."""
    found = list(BOOK.find(clean))
    hollow = [reading for reading in found if reading.label == HOLLOW]
    yield from hollow
    for reading in found:
        doubled = any(reading.start < one.end and one.start < reading.end for one in hollow)
        if reading.label != HOLLOW and not doubled and not (reading.rule in POLITE and _with_a_no(clean, reading)):
            yield reading


def _with_a_no(clean: Clean, reading: Reading) -> bool:
    """Whether the sentence refuses, condoles or asks again, so that "sorry" is only how it is said."""
    sentences = (each for each in heard(clean).wordings if each.sentence.start <= reading.start < each.sentence.end)
    return any(NO.search(wording.text) for wording in sentences)


STAFF, LANGUAGES = frozenset({Speaker.STAFF}), frozenset({"en", "de"})
READER = Reader(BOOK.kind, BOOK.version, STAFF, LANGUAGES, ("apology", HOLLOW), find, ruled=True)
