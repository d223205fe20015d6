"""What stands in the brief of a visit, and on which day a visit and a mail are. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.book.glance.days import day_words
from regulars.book.glance.rules import Line, plain
from regulars.staff.rules import is_zone

MOST = 7
# The order in which lines stand, and how many of a sort come before others had their turn: first what could do harm,
# then what went wrong last time and what we owe, then what pleases.
SORTS: Mapping[str, int] = {
    "allergy": 1,
    "need": 2,
    "trouble": 1,
    "mended": 1,
    "promise": 2,
    "late": 1,
    "due": 1,
    "wish": 1,
    "avoidance": 2,
    "fitting": 2,
    "task": 1,
    "date": 1,
    "open": 1,
    "order": 1,
    "reward": 1,
    "preference": 2,
    "context": 1,
    "doubted": 0,
    "asleep": 0,
}
RANKS = {sort: rank for rank, sort in enumerate(SORTS)}
# How long before and after their last visit a conversation may be about it.
BEFORE, AFTER = timedelta(days=7), timedelta(days=21)
# Names of days in addresses.
TODAY, TOMORROW = "today", "tomorrow"
AHEAD = {TODAY: 0, TOMORROW: 1}
LONGEST_NAME = 100
# Beyond these years a day has no day before it, or none after it.
EARLIEST, LATEST = 1900, 2199


@dataclass(frozen=True, slots=True)
class Brief:
    """At most MOST lines, what must not be mentioned, and how many lines found no room."""

    lines: tuple[Line, ...]
    unsaid: tuple[Line, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Last:
    """Their last visit. `day` is that of the house."""

    day: date
    starts_at: datetime
    ends_at: datetime
    missed: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A conversation of that time, by its subject. `link` leads to it."""

    text: str
    day: date
    link: str


def brief(found: Iterable[Line], unsaid: Sequence[Line]) -> Brief:
    """Lines of the first ranks, none of them crowding out all others; within a sort in the order given."""
    secret = {plain(line.text) for line in unsaid}
    spoken = [line for line in found if plain(line.text) not in secret and line.sort in RANKS]
    ranked = sorted(spoken, key=lambda line: RANKS[line.sort])
    beside: Counter[str] = Counter()
    turns = []
    for place, line in enumerate(ranked):
        beside[line.sort] += 1
        turns.append((beside[line.sort] > SORTS[line.sort], place))
    kept = sorted(place for _later, place in sorted(turns)[:MOST])
    return Brief(tuple(ranked[place] for place in kept), tuple(unsaid), len(ranked) - len(kept))


def trouble(last: Last | None, told: Sequence[Told], today: date) -> Line | None:
    """What may have gone wrong around their last visit: that they did not come; else what they wrote then."""
    if last is None:
        return None
    why = _("Last here: %(day)s") % {"day": day_words(last.day, today)}
    if last.missed:
        return Line("trouble", _("Did not come last time"), day_words(last.day, today))
    if told:
        return Line(
            "trouble", _("They wrote around then: “%(subject)s”") % {"subject": told[0].text}, why, told[0].link
        )
    return None


def day_of(asked: str, zone: str, now: datetime) -> date | None:
    """The day that is asked for, at a place in `zone`: "today" and "tomorrow" are those of the place. None where it is
    no day."""
    if asked in AHEAD:
        return now.astimezone(ZoneInfo(zone)).date() + timedelta(days=AHEAD[asked])
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        return None
    return day if EARLIEST <= day.year <= LATEST else None


def between(asked: str, now: datetime) -> tuple[datetime, datetime]:
    """All times in which that day is somewhere: zones are 14 hours ahead of UTC to 12 behind. Raises ValueError."""
    day = day_of(asked, "UTC", now)
    if day is None:
        raise ValueError(asked)
    begin = datetime(day.year, day.month, day.day, tzinfo=now.tzinfo)
    return begin - timedelta(days=2), begin + timedelta(days=3)


def days_of(asked: str, now: datetime) -> list[str]:
    """All days (YYYY-MM-DD) that the one asked for may be, from the first zone to the last."""
    found = (day_of(asked, zone, now) for zone in ("Pacific/Kiritimati", "UTC", "Etc/GMT+12"))
    return sorted({day.isoformat() for day in found if day is not None})


def mail_day(at: str, zone: str, last_for: str, now: datetime) -> str:
    """The day (YYYY-MM-DD, there) for which briefs are to be mailed now; empty where it is not time, or they are sent.

    An hour that the clock skips is over once the clock has passed it; one that comes twice sends once. What was not
    sent on its day is not sent later.
    """
    there = now.astimezone(ZoneInfo(zone))
    day = there.date().isoformat()
    return day if there.strftime("%H:%M") >= at and last_for < day else ""


def visits_of(day: str, ahead: int) -> str:
    """The day whose visits a mail tells that goes out on `day` (both YYYY-MM-DD)."""
    return (date.fromisoformat(day) + timedelta(days=ahead)).isoformat()


def is_hour(written: str) -> bool:
    """Whether it is an hour such as 06:30."""
    try:
        return datetime.strptime(written, "%H:%M").strftime("%H:%M") == written  # noqa: DTZ007 - an hour has no zone
    except ValueError:
        return False


def mail_faults(name: str, to: Sequence[str], bad: Sequence[str], at: str, zone: str) -> tuple[Refused, ...]:
    """What is wrong with the settings of a mail. `bad` are those of `to` that are no addresses."""
    wrong = [
        (not name or len(name) > LONGEST_NAME, "name", _("Give it a name of at most 100 letters.")),
        (not to, "to", _("Write at least one address.")),
        (bool(bad), "to", _("That is no mail address: %(written)s") % {"written": ", ".join(bad)}),
        (not is_hour(at), "at", _("Write the hour like 06:30.")),
        (not is_zone(zone), "zone", _("Write the time zone as region and city, such as Europe/Vienna.")),
    ]
    return tuple(Refused(reason, field) for is_wrong, field, reason in wrong if is_wrong)
