"""How readings and what people say of them lie on top of each other. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from regulars.base.frozen import dataclass
from regulars.base.times import LocalTime

RIGHT, WRONG, INSTEAD, MISSING = "right", "wrong", "instead", "missing"
VERDICTS = (RIGHT, WRONG, INSTEAD, MISSING)
# Of these kinds a stretch of text has one label: a person's rules out the others.
ONE_LABEL = frozenset({"sentiment", "severity"})


@dataclass(frozen=True, slots=True)
class Read:
    """A row of a reader."""

    reader: str
    version: int
    label: str
    score: float
    start: int
    end: int
    sure: bool
    rule: str = ""
    fired: tuple[tuple[int, int], ...] = ()
    due: LocalTime | None = None
    grain: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """What a person said of a reading, in the place where its words stand now."""

    public_id: str
    reader: str
    version: int
    label: str
    start: int
    end: int
    verdict: str
    instead: str
    by: str
    own: bool

    @property
    def stands(self) -> str:
        """The label that is right by this word; empty where it only says what is wrong."""
        return {WRONG: "", INSTEAD: self.instead}.get(self.verdict, self.label)


@dataclass(frozen=True, slots=True)
class Shown:
    """A reading as it is shown. `word` is the person's whose word stands behind it; without one it is as it was read.

    `score` is 1 where it is there by a person's word alone. `sure` is true of all that a person said.
    """

    reader: str
    version: int
    label: str
    score: float
    start: int
    end: int
    sure: bool
    rule: str = ""
    fired: tuple[tuple[int, int], ...] = ()
    due: LocalTime | None = None
    grain: str = ""
    word: Word | None = None


def layered(read: Iterable[Read], words: Sequence[Word]) -> list[Shown]:
    """Readings with people's words on top; of two words on the same, the first of `words` counts."""
    counted = first_words(words)
    shown = [one for row in read if (one := judged(row, counted)) is not None]
    for word in counted:
        if word.stands and not any(is_of(one, word) for one in shown):
            shown.append(alone(word))
    return sorted(shown, key=lambda one: (one.start, one.end, one.reader, one.label))


def first_words(words: Sequence[Word]) -> list[Word]:
    """Those that no earlier one of the list speaks over: two people may differ, and the last word counts."""
    counted: list[Word] = []
    for word in words:
        if not any(same_place(word, one) and word.label == one.label for one in counted):
            counted.append(word)
    return counted


def judged(row: Read, words: Sequence[Word]) -> Shown | None:
    """A reading after what people said of it; None where it is wrong."""
    shown = Shown(**{name: getattr(row, name) for name in Read.__slots__})
    over = [word for word in words if same_place(row, word)]
    for word in over:
        if word.stands == row.label:
            return replace(shown, sure=True, word=word)
    for word in over:
        # What it is instead stands by that person's word.
        if word.label == row.label or (row.reader in ONE_LABEL and word.stands):
            return None
    return shown


def alone(word: Word) -> Shown:
    """What is there by a person's word, whether or not a reader finds it."""
    return Shown(word.reader, word.version, word.stands, 1.0, word.start, word.end, sure=True, word=word)


def is_of(shown: Shown, word: Word) -> bool:
    """Whether this says what the word says."""
    return same_place(shown, word) and shown.label == word.stands


def same_place(one: Read | Shown | Word, other: Read | Shown | Word) -> bool:
    """Whether two are by the same reader of words that they share."""
    apart = one.end <= other.start or other.end <= one.start
    same = (one.start, one.end) == (other.start, other.end)
    return one.reader == other.reader and (same or not apart)


def moved(text: str, quote: str, start: int) -> tuple[int, int] | None:
    """Where a quote stands in another version of its text, nearest to where it stood; None where it does not."""
    places, at = [], text.find(quote) if quote else -1
    while at >= 0:
        places.append(at)
        at = text.find(quote, at + 1)
    if not places:
        return None
    nearest = min(places, key=lambda place: abs(place - start))
    return nearest, nearest + len(quote)
