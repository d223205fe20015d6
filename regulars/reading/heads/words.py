"""What words alone say, for all heads at once: rows of one matrix, added up.

The sum of a word and of the letters in it is worked out once and kept, so that a text costs one row a word and one a
pair of words.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from zlib import crc32

import numpy as np

from regulars.reading.features import EDGE, LONGEST_TEXT, Ids, Places, of_word, of_words, pairs, said, tidy
from regulars.reading.heads.stored import Head, wide
from regulars.reading.heads.vocabulary import Floats, Vocabulary

REMEMBERED = 40_000


class Words:
    """Logits from words for each head that has them; about 40 MB. The last column counts how telling a text is."""

    def __init__(self, vocabulary: Vocabulary, heads: Sequence[Head]) -> None:
        self.vocabulary = vocabulary
        self.heads = [head for head in heads if "words" in head.numbers]
        columns = sum(len(head.labels) for head in self.heads)
        self._matrix = np.zeros((len(vocabulary.ids) + 1, columns + 1), np.float32)
        self._matrix[:-1, -1] = vocabulary.weights**2
        at = 0
        for head in self.heads:
            part = self._matrix[:-1, at : at + len(head.labels)]
            np.multiply(wide(head.numbers), vocabulary.weights[:, None], out=part)
            at += len(head.labels)
        self._added = np.concatenate([head.numbers["words_added"] for head in self.heads])
        self._number_of: dict[str, int] = {}
        self._ids = np.zeros(REMEMBERED, np.uint32)
        self._rows = np.zeros((REMEMBERED, columns + 1), np.float32)
        self._forget()

    def logits(self, texts: Sequence[str]) -> dict[str, Floats]:
        """By kind, a row for each text."""
        found = np.concatenate([self._of(some) for some in _portions(texts)])
        ends = np.cumsum([len(head.labels) for head in self.heads])[:-1]
        parts = np.split(found, ends, axis=1)
        return {head.kind: part for head, part in zip(self.heads, parts, strict=True)}

    def _of(self, texts: Sequence[str]) -> Floats:
        each = [[EDGE, *said(text)] for text in texts]
        numbers = self._numbers(list(chain.from_iterable(each)))
        lengths = np.array([len(one) for one in each])
        starts = np.cumsum(lengths) - lengths
        sums = np.add.reduceat(self._rows[numbers], starts, axis=0)
        # Each edge ends one text and begins the next.
        beside = self.vocabulary.rows(pairs(np.append(self._ids[numbers], self._ids[0])))
        known = np.flatnonzero(beside < len(self.vocabulary.ids))
        if len(known):
            text_of = np.repeat(np.arange(len(each)), lengths)[known]
            some = np.flatnonzero(np.concatenate([[True], text_of[1:] != text_of[:-1]]))
            sums[text_of[some]] += np.add.reduceat(self._matrix[beside[known]], some, axis=0)
        found: Floats = sums[:, :-1] / np.sqrt(np.maximum(sums[:, -1:], 1e-6)) + self._added
        return found

    def _numbers(self, words: Sequence[str]) -> Places:
        known = self._number_of
        new = {word for word in words if word not in known}
        if new:
            if len(known) + len(new) > REMEMBERED:
                self._forget()
                new = set(words) - {EDGE}
            self._learn(sorted(new, key=_in_order))
        return np.fromiter(map(known.__getitem__, words), np.int64, len(words))

    def _learn(self, words: Sequence[str]) -> None:
        begin = len(self._number_of)
        ids, lengths = _hashed([tidy(word) for word in words])
        starts = np.cumsum(lengths) - lengths
        known = slice(begin, begin + len(words))
        self._ids[known] = ids[starts]
        # A word has two letters with its ends, so no stretch is empty.
        self._rows[known] = np.add.reduceat(self._matrix[self.vocabulary.rows(ids)], starts, axis=0)
        self._number_of.update(zip(words, range(begin, begin + len(words)), strict=True))

    def _forget(self) -> None:
        self._number_of.clear()
        self._number_of[EDGE] = 0
        self._ids[0] = crc32(EDGE.encode())
        self._rows[0] = 0


def _in_order(word: str) -> tuple[bool, str]:
    """Words of ASCII letters first: they are hashed together."""
    return not tidy(word).isascii(), word


def _hashed(words: Sequence[str]) -> tuple[Ids, Places]:
    """The hashes of all words, which are in this order, and how many each has."""
    plain = [word for word in words if word.isascii()]
    others = [of_word(word) for word in words[len(plain) :]]
    ids, lengths = of_words(plain)
    rest: Ids = np.array(list(chain.from_iterable(others)), np.uint32)
    return np.concatenate([ids, rest]), np.concatenate([lengths, [len(one) for one in others]]).astype(np.int64)


def _portions(texts: Sequence[str]) -> Iterator[list[str]]:
    """The texts in their order, at most 20,000 characters together or one text: never more words than are kept."""
    some: list[str] = []
    length = 0
    for text in texts:
        length += min(len(text), LONGEST_TEXT)
        if some and length > LONGEST_TEXT:
            yield some
            some, length = [], min(len(text), LONGEST_TEXT)
        some.append(text)
    yield some
