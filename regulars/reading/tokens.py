"""A text as words, numbers and signs, each with its place. One pass, whatever the text."""

import re

from regulars.base.frozen import dataclass

# A run of letters with what an apostrophe joins to it, "p.m.", digits, or one sign. Digits and letters part: "3pm".
PIECE = re.compile(r"[ap]\.m\.?(?!\w)|[^\W\d_]+(?:['’ʼ][^\W\d_]+)*|\d+|[^\w\s]|_", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Tokens:
    """Parallel lists: the words in lower case (with straight apostrophes), where each starts and ends. `base` is where
    `text` itself starts in the whole."""

    text: str
    base: int
    words: list[str]
    starts: list[int]
    ends: list[int]

    def __len__(self) -> int:
        return len(self.words)

    def word(self, i: int) -> str:
        """The word at `i`, "" outside."""
        return self.words[i] if 0 <= i < len(self.words) else ""

    def joined(self, i: int) -> bool:
        """Whether nothing stands between piece `i` and the one before it."""
        return 0 < i < len(self.words) and self.ends[i - 1] == self.starts[i]


def tokens(text: str, start: int = 0) -> Tokens:
    """The pieces of `text`, whose first character stands at `start` of the whole."""
    words, starts, ends = [], [], []
    for piece in PIECE.finditer(text):
        words.append(piece.group().lower().replace("’", "'").replace("ʼ", "'"))
        starts.append(start + piece.start())
        ends.append(start + piece.end())
    return Tokens(text, start, words, starts, ends)
