"""A sentence as rules see it: one spelling, one space between words, each word knowing where it stands."""

import re
from dataclasses import dataclass
from functools import cached_property

from regulars.reading.clauses import parts
from regulars.reading.spelling import spelt
from regulars.reading.values import Clean, Sentence

WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[.,;:!?()\"«»„$€£%]+|-(?= )")
# Marks of a kind become one; a dash between words parts clauses as a semicolon does.
MARKS = {"-": ";", "«": '"', "»": '"', "„": '"'}
MOST_KEPT, LONGEST_KEPT = 50_000, 24


@dataclass(frozen=True)
class Wording:
    """`text` is the rules' form of a sentence, a space before and after each word."""

    sentence: Sentence
    text: str

    @cached_property
    def words(self) -> frozenset[str]:
        """Each word once, marks too."""
        return frozenset(self.text.split())

    @cached_property
    def clauses(self) -> list[int]:
        """Where the clauses begin in `text`."""
        return parts(self.text)

    @cached_property
    def _places(self) -> list[tuple[int, int]]:
        """Where each word of `text` stands in `sentence.plain`. Few sentences are asked for it."""
        tokens = WORD.finditer(self.sentence.plain)
        return [found.span() for found in tokens for _ in FORMS[found.group()].split(" ")]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of `text` stands in the untouched text. Half a word counts as the word."""
        # As many spaces as words begin before it, and the one at the very beginning.
        first = max(0, self.text.count(" ", 0, start) - 1)
        last = max(first, self.text.count(" ", 0, end - 1) - 1)
        return self.sentence.span(self._places[first][0], self._places[last][1])


class _Forms(dict[str, str]):
    """The rules' form of each word and mark, kept: words come again and again. Hostile texts do not fill memory."""

    def __missing__(self, found: str) -> str:
        form = _form(found)
        if len(self) < MOST_KEPT and len(found) < LONGEST_KEPT:
            self[found] = form
        return form


def _form(found: str) -> str:
    first = found[0]
    if first.isalnum():
        return spelt(found)
    return "?" if "?" in found else MARKS.get(first, first)


FORMS = _Forms()


def worded(sentence: Sentence) -> Wording:
    """A sentence in the rules' form."""
    return Wording(sentence, f" {' '.join([FORMS[found] for found in WORD.findall(sentence.plain)])} ")


class Heard:
    """The sentences of one text in the rules' form."""

    def __init__(self, clean: Clean) -> None:
        self.clean = clean
        self.wordings = tuple(worded(sentence) for sentence in clean.sentences)

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of the text in the rules' form."""
        return frozenset().union(*(wording.words for wording in self.wordings))


# Eight readers ask for the same text one after the other. Compared by identity: equality would read it all again.
_latest: Heard | None = None


def heard(clean: Clean) -> Heard:
    """The sentences of a text in the rules' form; the latest one is kept."""
    global _latest  # noqa: PLW0603 - one assignment, whole or not at all, whichever thread comes first
    latest = _latest
    if latest is None or latest.clean is not clean:
        latest = _latest = Heard(clean)
    return latest
