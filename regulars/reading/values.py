"""The nouns of the room: who said what, its own sentences, and what was read in them."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from enum import StrEnum

from regulars.base.frozen import dataclass
from regulars.base.times import LocalTime


class Speaker(StrEnum):
    """Whose words these are. A system's (a receipt, an out-of-office) are not read at all."""

    CUSTOMER = "customer"
    STAFF = "staff"
    SYSTEM = "system"


class Tier(StrEnum):
    """How much is spent on a text: words only; an encoder as well; the slow encoder on top."""

    FAST = "fast"
    FULL = "full"
    DEEP = "deep"


@dataclass(frozen=True, slots=True)
class Utterance:
    """What somebody said, quotes and all, untouched.

    `at` (aware) is when, and `zone` (an IANA name) where the customer lives: words such as "tomorrow" are counted from
    both; without `at` no date is worked out. `folds` are stretches known not to be the writer's own new words, as
    (start, end, kind) in code points of `text`; None means that nobody has looked yet.
    """

    text: str
    speaker: Speaker = Speaker.CUSTOMER
    at: datetime | None = None
    zone: str = "UTC"
    folds: tuple[tuple[int, int, str], ...] | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of the untouched text. `text` is that stretch; `start` and `end` count code points of the whole.

    `plain` is what rules match: small letters, straight quotes, single spaces, without what is unseen. Where its
    characters do not stand one for one, `places` has the offset in `text` of each of them.
    """

    start: int
    end: int
    text: str
    plain: str = ""
    places: tuple[int, ...] | None = None

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Where the stretch of `plain` from `first` up to `last`, which is not empty, stands in the whole text."""
        if self.places is None:
            return self.start + first, self.start + last
        return self.start + self.places[first], self.start + self.places[last - 1] + 1


@dataclass(frozen=True, slots=True)
class Language:
    """What a text is written in: ISO 639-1, "" for "cannot tell", and how sure that is, from 0 to 1."""

    code: str
    sureness: float


@dataclass(frozen=True, slots=True)
class Clean:
    """An utterance with the writer's own sentences found. `own` is what models read: the sentences joined."""

    said: Utterance
    sentences: tuple[Sentence, ...]
    own: str
    language: Language


@dataclass(frozen=True, slots=True)
class Due:
    """A time that somebody named, worked out.

    `start` and `end` are where the words stand in the text. `time` is the latest wall time that still keeps to the
    words ("by Monday": Monday 23:59), None where they are vague ("soon") or hang on something unknown ("next visit").
    `grain` is how exact the words were: minute, hour, part (of a day), day, week, month, none.
    """

    start: int
    end: int
    time: LocalTime | None
    grain: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing that a reader thinks a stretch of a text says.

    `score` is a calibrated probability. `sure` is false below the reader's threshold: shown as "not sure", and nothing
    acts on it. `fired` are the words that decided, as stretches of the text, where words decided. `due` for readings
    with a time.
    """

    kind: str
    label: str
    score: float
    start: int
    end: int
    version: int
    sure: bool = True
    fired: tuple[tuple[int, int], ...] = ()
    due: Due | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """All that was read in one utterance. `scores` has every label's probability of every head that was asked, by kind;
    it is empty where the heads were not measured for the language. `vector` is the meaning, for search: int8, unit
    length times 127; b"" in the fast tier."""

    language: Language
    readings: tuple[Reading, ...] = ()
    scores: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    vector: bytes = b""
