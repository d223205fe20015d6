"""Each reader in each language, with how often it is right here beside what it was when it was made."""

from collections.abc import Iterable, Mapping

from regulars.base.frozen import dataclass
from regulars.reading.slots import Reader, present
from regulars.readings import published
from regulars.readings.accuracy import Accuracy
from regulars.readings.published import Published
from regulars.readings.wording import KINDS

# The drawing of a share and its interval, in its own units.
WIDE = 120


@dataclass(frozen=True, slots=True)
class Bar:
    """A share and its interval on a line from never to always: where they stand on it, from the left."""

    low: float
    high: float
    share: float

    @property
    def width(self) -> float:
        """How long the interval is; a share that is known to the last digit is still seen."""
        return max(2.0, round(self.high - self.low, 1))


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the page. `measured`: whether the reader was measured for the language; it is silent where not."""

    here: Accuracy
    measured: bool
    published: Published | None

    @property
    def bar(self) -> Bar | None:
        """The drawing; None where nobody said anything of what it reads now."""
        if self.here.share is None:
            return None
        low, high = self.here.interval
        return Bar(round(low * WIDE, 1), round(high * WIDE, 1), round(self.here.share * WIDE, 1))


def table(figures: Iterable[Accuracy]) -> list[Row]:
    """Every reader in every language it was measured for, and wherever people said something; the most judged first."""
    readers = present()
    return ordered(figures, readers, {kind: published.of(reader) for kind, reader in readers.items()})


def ordered(
    figures: Iterable[Accuracy], readers: Mapping[str, Reader], made: Mapping[str, Published | None]
) -> list[Row]:
    """The same without looking anything up."""
    known = {(one.reader, one.language): one for one in figures}
    pairs = {(kind, code) for kind, one in readers.items() for code in one.languages}
    places = {kind: place for place, kind in enumerate(KINDS)}
    found = [
        Row(
            known.get((kind, code), Accuracy(kind, code)),
            kind in readers and code in readers[kind].languages,
            made.get(kind),
        )
        for kind, code in pairs | set(known)
    ]
    return sorted(
        found,
        key=lambda row: (
            -row.here.judged,
            places.get(row.here.reader, len(places)),
            row.here.reader,
            row.here.language,
        ),
    )
