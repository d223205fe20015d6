"""What the head of staff's sentences looks at: what is meant, by two encoders, and what stands around it.

Rules that fired are not among it: they were written beside these texts, and are right there more often than elsewhere.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np

from regulars.reading.commitments import KIND
from regulars.reading.commitments.around import CONDITION, HEDGED, Around
from regulars.reading.commitments.timing import times
from regulars.reading.encoders import english, meaning
from regulars.reading.rulebook import spans
from regulars.reading.rulefile import Rule, rules
from regulars.reading.values import Clean
from regulars.reading.weighing.kinds import sentences
from regulars.reading.weighing.looks import Floats
from regulars.reading.wording import Wording, heard

SIGNS = 12
SIZE = english.SIZE + meaning.SIZE + SIGNS
# The vectors are of length 1. Chosen on voices that were left out.
OWN = 3.0
# "We aim to answer within four hours", "I should be back on Thursday": nobody commits to what they hope for.
DOUBTED = re.compile(r" ?(?:[a-z']+ ){1,4}(?:aims? to|aiming to|hopes? to|hoping to|try to|trying to|should|might) ")


def wordings(clean: Clean) -> tuple[Wording, ...]:
    """Those of the sentences that are weighed, in the rules' form."""
    return heard(clean).wordings[: len(sentences(clean))]


def numbers(cleans: Sequence[Clean], vectors: Floats, meanings: Floats) -> Floats:
    """A row for each sentence of each text. `vectors` (of the encoder for English) and `meanings` have theirs in the
    same order."""
    signs = [_signs(clean, wording) for clean in cleans for wording in wordings(clean)]
    return np.concatenate([vectors * OWN, meanings * OWN, np.array(signs, np.float32).reshape(-1, SIGNS)], axis=1)


def _signs(clean: Clean, wording: Wording) -> list[bool]:
    around, text = Around(wording.text, "en"), wording.text
    named = times(clean, wording.sentence)
    return [
        bool(around.past),
        bool(around.weakened),
        bool(around.reported),
        around.negated <= len(text),
        around.conditioned <= len(text),
        around.asked >= 0,
        around.advice,
        HEDGED.search(text) is not None,
        CONDITION.match(text) is not None,
        any(each.due.time is not None and not each.length for each in named),
        any(each.due.time is None for each in named),
        any(bool(each.length) for each in named),
    ]


def taken_back(wording: Wording) -> bool:
    """Whether rules found promises in a sentence, and each of them was taken back; or it begins with a doubt."""
    if DOUBTED.match(wording.text):
        return True
    around = Around(wording.text, "en")
    told = list(_told(wording, around))
    return bool(told) and all(told)


def _told(wording: Wording, around: Around) -> Iterator[bool]:
    for rule in _rules():
        if not any(map(wording.words.isdisjoint, (rule.needs, *rule.wants))):
            for words, clause in spans(rule, wording):
                yield around.takes_back(rule, words, clause)


@cache
def _rules() -> list[Rule]:
    return rules(KIND)
