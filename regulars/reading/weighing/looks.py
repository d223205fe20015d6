"""What the head looks at in a sentence: its meaning, its neighbours' meanings, its words, and the rules that fired."""

import re
from collections.abc import Sequence
from zlib import crc32

import numpy as np
import numpy.typing as npt

from regulars.reading.candidates import candidates
from regulars.reading.encoders import english
from regulars.reading.heads.vocabulary import Sparse
from regulars.reading.rulebook import Candidate
from regulars.reading.values import Clean, Sentence

Floats = npt.NDArray[np.float32]

KINDS = ("rule", "expectation", "preference", "urgency", "repeat", "leaving", "request", "thanks")
MEANING = english.SIZE
SIZE = 3 * MEANING + 2 * len(KINDS)
# The vectors are of length 1, and so are the words of a sentence. Chosen on voices that were left out.
OWN, NEAR, RULES, WORDS = 5.0, 1.5, 2.0, 3.0
BUCKETS = 1 << 14
WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[!?]")
# Beyond this a text is a list or a log; what a customer means stands before it.
MOST = 60


def sentences(clean: Clean) -> tuple[Sentence, ...]:
    """Those that are weighed: the first sixty."""
    return clean.sentences[:MOST]


def fired(clean: Clean) -> list[Candidate]:
    """The rules that fired in these sentences."""
    return [each for each in candidates(clean) if each.sentence < MOST]


def numbers(cleans: Sequence[Clean], vectors: Floats, rules: Sequence[Sequence[Candidate]]) -> Floats:
    """A row for each sentence of each text. `vectors` has their meanings, in the same order; `rules` is `fired`."""
    found = np.zeros((len(vectors), SIZE), np.float32)
    found[:, :MEANING] = vectors * OWN
    at = 0
    for clean, candidates_ in zip(cleans, rules, strict=True):
        count = len(sentences(clean))
        if count > 1:
            found[at + 1 : at + count, MEANING : 2 * MEANING] = NEAR * vectors[at : at + count - 1]
            found[at : at + count - 1, 2 * MEANING : 3 * MEANING] = NEAR * vectors[at + 1 : at + count]
        for each in candidates_:
            column = 3 * MEANING + KINDS.index(each.rule.kind)
            found[at + each.sentence, column] = RULES
            found[at + each.sentence, column + len(KINDS)] += RULES / 2
        at += count
    return found


def words(cleans: Sequence[Clean]) -> Sparse:
    """The words of each sentence, and each with the next, as places among 16,384."""
    bags = [_bag(sentence.plain) for clean in cleans for sentence in sentences(clean)]
    starts = np.cumsum([0, *map(len, bags)])
    rows = np.concatenate(bags) if bags else np.empty(0, np.int64)
    values = np.repeat([WORDS / np.sqrt(len(bag) + 1) for bag in bags], np.diff(starts)).astype(np.float32)
    return Sparse(rows, values, starts)


def _bag(plain: str) -> npt.NDArray[np.int64]:
    said = WORD.findall(plain)
    pairs = [f"{one}_{other}" for one, other in zip(["^", *said], [*said, "$"], strict=True)]
    return np.array(sorted({crc32(each.encode()) % BUCKETS for each in (*said, *pairs)}), np.int64)
