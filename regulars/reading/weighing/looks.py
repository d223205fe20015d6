"""What the line looks at in a sentence: the rules that fired, what the whole text means, and its words."""

import re
from collections.abc import Sequence
from zlib import crc32

import numpy as np
import numpy.typing as npt

from regulars.base.frozen import dataclass
from regulars.reading.candidates import candidates
from regulars.reading.encoders import english, meaning
from regulars.reading.heads.vocabulary import Sparse
from regulars.reading.rulebook import Candidate
from regulars.reading.values import Clean
from regulars.reading.weighing.kinds import KINDS, MOST, sentences

Floats = npt.NDArray[np.float32]

MEANING = english.SIZE
WHOLE = 2 * len(KINDS)
SIZE = WHOLE + MEANING + meaning.SIZE
# The vectors are of length 1, and so are the words of a sentence. Chosen on voices that were left out.
AROUND, MEANT, RULES, WORDS = 3.0, 2.0, 2.0, 3.0
BUCKETS = 1 << 14
WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[!?]")


def fired(clean: Clean) -> list[Candidate]:
    """The rules that fired in these sentences."""
    return [each for each in candidates(clean) if each.sentence < MOST]


@dataclass(frozen=True, slots=True)
class Seen:
    """What networks make of some texts: of each of their sentences, in order, how likely it says what `COLUMNS` name
    (logits), and of each text as a whole the vector by the encoder for English and by the multilingual one."""

    said: Floats
    texts: Floats
    meanings: Floats


def numbers(cleans: Sequence[Clean], seen: Seen, rules: Sequence[Sequence[Candidate]]) -> Floats:
    """A row for each sentence of each text. `rules` is `fired`."""
    counts = [len(sentences(clean)) for clean in cleans]
    found = np.zeros((sum(counts), SIZE), np.float32)
    # The more there is in a text, the less all of it says of one sentence.
    around = np.concatenate([seen.texts * AROUND, seen.meanings * MEANT], axis=1) / np.maximum(counts, 1)[:, None]
    found[:, WHOLE:] = np.repeat(around, counts, axis=0)
    at = 0
    for count, candidates_ in zip(counts, rules, strict=True):
        for each in candidates_:
            column = KINDS.index(each.rule.kind)
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
