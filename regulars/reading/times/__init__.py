"""Times that a text names, worked out: `dues`. What counts as what is written down in decision 0019."""

from collections.abc import Container, Iterator, Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from regulars.base.frozen import dataclass
from regulars.base.times import LocalTime
from regulars.reading.times.atoms import atoms
from regulars.reading.times.grammar import named
from regulars.reading.times.ground import Ground, Named
from regulars.reading.times.languages import LEXICONS
from regulars.reading.times.places import month_first
from regulars.reading.tokens import Tokens, tokens
from regulars.reading.values import Due

SOME_DAY = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Worded:
    """A due time with how it was said. `link`: by, until, before, on, at, in, within, from, since, after, ago or "".
    `length`: a bare length ("30 days"), of which the words around it must say that it begins now. `dayless`: an hour
    without a day."""

    due: Due
    link: str
    length: bool = False
    dayless: bool = False


def dues(text: str, at: datetime | None, zone: str, language: str = "en", holidays: Container[date] = ()) -> list[Due]:
    """Every time that a text names, in order, none overlapping another. Pure; the work grows with the text's length.

    `at` (aware) is when it was said, `zone` where the customer lives; without `at` no time is worked out. Bare
    lengths ("for 30 days") are vague: nobody said when they begin. [] for a language without a file in `languages/`.
    Raises ZoneInfoNotFoundError for an unknown zone. Source: decision 0019.
    """
    return [_unless_bare(each) for each in worded(tokens(text), at, zone, language, holidays)]


def _unless_bare(found: Worded) -> Due:
    due = found.due
    return Due(due.start, due.end, None, "none") if found.length and found.link != "until" else due


def worded(
    said: Tokens, at: datetime | None, zone: str, language: str = "en", holidays: Container[date] = ()
) -> Sequence[Worded]:
    """As `dues`, for pieces that are already there, and with the words' way of saying it."""
    lexicon = LEXICONS.get(language)
    if lexicon is None:
        return []
    now = (at or SOME_DAY).astimezone(ZoneInfo(zone)).replace(tzinfo=None, second=0, microsecond=0)
    ground = Ground(atoms(said, lexicon), now, lexicon, month_first(zone, language), holidays, zone)
    return list(_worded(ground, at is not None))


def _worded(ground: Ground, dated: bool) -> Iterator[Worded]:
    for each in named(ground):
        yield Worded(_due(ground, each, dated), each.link, each.length, each.dayless)


def _due(ground: Ground, found: Named, dated: bool) -> Due:
    start, end = ground.at(found.start).start, ground.at(found.stop - 1).end
    if found.last is None or not dated:
        return Due(start, end, None, "none")
    return Due(start, end, LocalTime(found.last, ground.zone), found.grain)
