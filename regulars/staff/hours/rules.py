"""When somebody is there. Pure: weekly hours in a zone, days on which we are closed, and absences are arguments."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.base.times import LocalTime

MIDNIGHT = 24 * 60
# Nobody is closed for longer; looking further ahead would find nothing for hours without any span.
FURTHEST = timedelta(days=400)
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a weekday (Monday is 0) in which somebody is there: minutes after midnight, the second not within.

    What goes on past midnight is two spans.
    """

    weekday: int
    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of a week, in an IANA zone, and the days on which we are closed, with why. Without spans nobody has
    said when we are open, and we are never closed."""

    zone: str = "UTC"
    spans: tuple[Span, ...] = ()
    holidays: Mapping[date, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.spans)


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody (row id) is away from one day to another, both within; `holder` has their matters meanwhile, or nobody
    (0)."""

    agent: int
    first: date
    last: date
    holder: int = 0


def spans_of(hours: Hours, day: date) -> list[tuple[datetime, datetime]]:
    """When we are open on a day, as times in UTC, in order. A day on which clocks change has other lengths."""
    if day in hours.holidays:
        return []
    found = sorted((one.opens, one.closes) for one in hours.spans if one.weekday == day.weekday())
    return [(at(day, opens, hours.zone), at(day, closes, hours.zone)) for opens, closes in found]


def at(day: date, minutes: int, zone: str) -> datetime:
    """A time of that day, aware, in UTC."""
    return LocalTime(datetime.combine(day, time()) + timedelta(minutes=minutes), zone).utc()


def local_day(moment: datetime, zone: str) -> date:
    """The day that it is there."""
    return local(moment, zone).date()


def local(moment: datetime, zone: str) -> datetime:
    """The wall time there."""
    return moment.astimezone(ZoneInfo(zone))


def open_at(hours: Hours, moment: datetime) -> bool:
    """Whether somebody is there then; always, where nobody has said when."""
    if not hours:
        return True
    return any(first <= moment < last for first, last in spans_of(hours, local_day(moment, hours.zone)))


def next_open(hours: Hours, moment: datetime) -> datetime:
    """`moment` itself where we are open, else when we open next. Where that is never, within 400 days, `moment`."""
    if open_at(hours, moment):
        return moment
    return next((first for first, _last in ahead(hours, moment) if first >= moment), moment)


def closes_after(hours: Hours, moment: datetime) -> datetime | None:
    """When we close on the day of `moment`, aware; None where we are closed all day, or nobody has said when."""
    found = spans_of(hours, local_day(moment, hours.zone))
    return found[-1][1] if found else None


def ahead(hours: Hours, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The stretches in which we are open, from the day of `moment` on."""
    first = local_day(moment, hours.zone)
    for days in range(FURTHEST.days):
        yield from spans_of(hours, first + timedelta(days=days))


def closed_on(hours: Hours, day: date) -> str | None:
    """Why nobody is there on a day: the name of the holiday, "" where we never are on that weekday; None where somebody
    is, or nobody has said when we are open."""
    if not hours:
        return None
    if day in hours.holidays:
        return hours.holidays[day]
    return None if any(one.weekday == day.weekday() for one in hours.spans) else ""


def is_away(away: Iterable[Away], agent: int, day: date) -> Away | None:
    """The absence of an agent that holds on a day."""
    return next((one for one in away if one.agent == agent and one.first <= day <= one.last), None)


def holder_on(away: Sequence[Away], agent: int, day: date) -> int:
    """Who holds an agent's matters on a day: that agent, who stands in for them, or nobody (0) where all are away."""
    seen: set[int] = set()
    while agent and agent not in seen:
        seen.add(agent)
        gone = is_away(away, agent, day)
        if gone is None:
            return agent
        agent = gone.holder
    return 0


def understood(lines: Sequence[str]) -> tuple[Span, ...] | Refused:
    """The spans of seven lines, Monday first, such as "9:00-12:30, 13:30-17:00"; an empty line is a day off."""
    found: list[Span] = []
    for weekday, line in enumerate(lines):
        for piece in filter(None, (piece.strip() for piece in line.replace(";", ",").split(","))):
            span = one_span(weekday, piece)
            if span is None or any(one.weekday == weekday and overlap(one, span) for one in found):
                return Refused(not_understood(piece), f"day{weekday}")
            found.append(span)
    return tuple(sorted(found, key=lambda one: (one.weekday, one.opens)))


def not_understood(piece: str) -> str:
    """What is said to a span that is none."""
    words = _("“%(piece)s” is not understood, or overlaps another. Write hours like 9:00-12:30, 13:30-17:00.")
    return words % {"piece": piece[:40]}


def one_span(weekday: int, piece: str) -> Span | None:
    """A span such as 9:00-17:00, 9-17 or 22:00-24:00."""
    first, dash, last = piece.replace("–", "-").partition("-")
    opens, closes = minutes(first), minutes(last)
    if not dash or opens is None or closes is None or not opens < closes:
        return None
    return Span(weekday, opens, closes)


def minutes(written: str) -> int | None:
    """Minutes after midnight of 9, 9:30 or 24:00; None for what is no time."""
    hour, _colon, minute = written.strip().partition(":")
    if not (hour.isascii() and hour.isdigit() and len(hour) <= 2 and (minute or "0").isascii()):
        return None
    if not (minute or "0").isdigit() or len(minute or "00") != 2:
        return None
    found = int(hour) * 60 + int(minute or 0)
    return found if found <= MIDNIGHT and int(minute or 0) < 60 else None


def overlap(one: Span, other: Span) -> bool:
    """Whether two spans of a day have a minute in common."""
    return one.opens < other.closes and other.opens < one.closes


def written(spans: Iterable[Span], weekday: int) -> str:
    """The line of a weekday, as `understood` reads it."""
    return ", ".join(
        f"{clock(one.opens)}-{clock(one.closes)}"
        for one in sorted(spans, key=lambda one: one.opens)
        if one.weekday == weekday
    )


def clock(minutes: int) -> str:
    """Such as 9:00."""
    return f"{minutes // 60}:{minutes % 60:02}"


def absence_fault(first: date, last: date, agent: int, holder: int) -> Refused | None:
    """What is wrong with an absence."""
    if last < first:
        return Refused(_("The last day lies before the first one."), "last")
    if (last - first).days > FURTHEST.days:
        return Refused(_("That is longer than a year. Is the year right?"), "last")
    return Refused(_("Somebody else has to hold it meanwhile."), "holder") if agent == holder else None
