"""What every rule for times is given: the words, and the day they were said on."""

from collections.abc import Container, Sequence
from datetime import date, datetime

from regulars.base.frozen import dataclass
from regulars.reading.times.atoms import DAYNAME, NUMBER, PART, QUARTERS, UNIT, Atom, Lexicon
from regulars.reading.times.calendar import day_end, day_start

NOTHING = Atom("", 0, 0, 0)
# Small words that stand before a time and say how it is meant.
LINKS = frozenset("by until before on at in from since after for within between around".split())
GRAINS = ("minute", "hour", "part", "day", "week", "month")


@dataclass(frozen=True, slots=True)
class When:
    """A stretch of wall time (naive, both ends belong to it), and the atom after the words that said it.

    `named`: it was said as a day of the week. `dayless`: only an hour was said."""

    first: datetime
    last: datetime
    grain: str
    stop: int
    named: bool = False
    dayless: bool = False


@dataclass(frozen=True, slots=True)
class Ground:
    """A text's atoms, `now` as naive wall time where the customer is, and the habits of the place.

    `month_first`: 3/4 is March 4th; None: nobody can tell. `that_day`: the day that was named before, if one was."""

    atoms: Sequence[Atom]
    now: datetime
    lexicon: Lexicon
    month_first: bool | None
    holidays: Container[date]
    zone: str
    that_day: date | None = None

    @property
    def today(self) -> date:
        return self.now.date()

    def at(self, i: int) -> Atom:
        """The atom at `i`, or one that means nothing."""
        return self.atoms[i] if 0 <= i < len(self.atoms) else NOTHING

    def kind(self, i: int) -> str:
        return self.atoms[i].kind if 0 <= i < len(self.atoms) else ""

    def joined(self, i: int) -> bool:
        """Whether nothing stands between atom `i` and the one before it."""
        return 0 < i < len(self.atoms) and self.atoms[i - 1].end == self.atoms[i].start

    def skip(self, i: int, *kinds: str) -> int:
        """The next atom that is none of `kinds`; looks at three at most."""
        for _ in range(3):
            if self.kind(i) in kinds and i < len(self.atoms):
                i += 1
        return i

    def number(self, i: int, low: int, high: int) -> int | None:
        """The number at `i`, where it lies between the two."""
        atom = self.at(i)
        return atom.value if atom.kind == NUMBER and low <= atom.value <= high else None

    def unit(self, i: int) -> int | None:
        """The unit at `i`; a quarter of an hour is written like one of a year."""
        atom = self.at(i)
        return QUARTERS if atom.kind == "quarter" else atom.value if atom.kind == UNIT else None

    def meant(self, i: int) -> bool:
        """Whether a short form at `i` is the day or month, and not another word that looks the same."""
        atom = self.at(i)
        if atom.word not in self.lexicon.shy or atom.capital:
            return True
        if atom.kind == DAYNAME and self.kind(i + 1) in (NUMBER, PART):
            return True
        return self.kind(i - 1) in LINKS or self.kind(i - 1) in (NUMBER, "ordinal", "which", "of")


@dataclass(frozen=True, slots=True)
class Named:
    """A time that is named, from atom `start` to before atom `stop`; `link` is the small word that led it in.

    `first`, `last`: None where it is vague. `dayless`: only an hour was said, no day. `length`: a bare length ("30
    days") whose beginning nobody said."""

    start: int
    stop: int
    link: str
    grain: str
    first: datetime | None = None
    last: datetime | None = None
    length: bool = False
    dayless: bool = False


def led(ground: Ground, i: int) -> tuple[int, str]:
    """Where the small words before a time begin, and the one of them that says most."""
    link, start = "", i
    for j in range(i - 1, max(i - 4, -1), -1):
        kind = ground.kind(j)
        if kind in ("by", "until", "before", "since", "after", "from", "within", "between"):
            return j, kind
        if kind in ("on", "at", "in", "around", "for", "latest"):
            start, link = j, link or kind
        elif kind not in ("the", "a", "which"):
            break
    return start, link


def whole_days(first: date, last: date, stop: int, grain: str = "day", named: bool = False) -> When:
    """From the beginning of one day to the end of another."""
    return When(day_start(first), day_end(last), grain, stop, named)
