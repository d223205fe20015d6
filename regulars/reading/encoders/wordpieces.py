"""Texts as numbers of word pieces, for the English encoder; what a word is cut into is remembered.

Gives what BERT's own tokenizer gives, without its library and the dozen packages behind that: lower case, no accents,
signs and Chinese characters alone, each word cut into the longest pieces known.
Source: Devlin et al. 2019, arXiv:1810.04805, and the tokenizer published with it (Apache-2.0).
"""

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

LONGEST_TEXT, LONGEST_WORD, REMEMBERED = 20_000, 100, 60_000
UNKNOWN, BEGIN, END = 100, 101, 102
# Whose sign it is and where a link leads says nothing of what is felt or meant, and costs up to twenty pieces.
POINTERS = re.compile(r"(?:https?://|www\.)\S+|@\w+")
# Words and signs of small ASCII letters: most there are.
USUAL = re.compile(r"[a-z0-9]+|[^a-z0-9]")
# ASCII signs that Unicode does not count as punctuation; BERT does.
SIGNS = frozenset("$+<=>^`|~")
CHINESE = (
    (0x4E00, 0x9FFF),
    (0x3400, 0x4DBF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2CEAF),
    (0xF900, 0xFAFF),
    (0x2F800, 0x2FA1F),
)


class WordPieces:
    """Cuts texts, with the list of pieces in `path`, one a line, numbered from 0."""

    def __init__(self, path: Path) -> None:
        self._number = {piece: number for number, piece in enumerate(path.read_text(encoding="utf-8").split("\n"))}
        self._known: dict[str, list[int]] = {}

    def of(self, text: str) -> list[int]:
        """The numbers of a text's pieces, without any for its ends. Only its first 20,000 characters are looked at."""
        found: list[int] = []
        known = self._known
        for word in POINTERS.sub(" @ ", text[:LONGEST_TEXT]).lower().split():
            pieces = known.get(word)
            found += self._cut(word) if pieces is None else pieces
        return found

    def _cut(self, word: str) -> list[int]:
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        cut = [piece for part in _parts(word) for piece in self._longest(part)]
        # Nobody's word is that long; it would push out ten thousand others.
        if len(word) <= LONGEST_WORD:
            self._known[word] = cut
        return cut

    def _longest(self, word: str) -> list[int]:
        """The word from left to right in the longest pieces known; unknown as a whole where any part is."""
        if len(word) > LONGEST_WORD:
            return [UNKNOWN]
        found: list[int] = []
        start = 0
        while start < len(word):
            number, start = self._next(word, start, "##" if start else "")
            if number is None:
                return [UNKNOWN]
            found.append(number)
        return found

    def _next(self, word: str, start: int, mark: str) -> tuple[int | None, int]:
        for end in range(len(word), start, -1):
            number = self._number.get(mark + word[start:end])
            if number is not None:
                return number, end
        return None, start


def _parts(word: str) -> Sequence[str]:
    """A stretch without spaces as words and signs, bare of accents and of what cannot be seen."""
    if word.isascii() and word.isprintable():
        return USUAL.findall(word)
    bare = (c for c in unicodedata.normalize("NFD", word) if unicodedata.category(c) != "Mn")
    return "".join(map(_spaced, bare)).split()


def _spaced(character: str) -> str:
    kind = unicodedata.category(character)
    if kind[0] == "P" or character in SIGNS or any(low <= ord(character) <= high for low, high in CHINESE):
        return f" {character} "
    return "" if kind[0] == "C" or character == "\ufffd" else character
