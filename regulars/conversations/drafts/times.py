"""When later is: a few times that people mean, in their own zone, and one that they write. Pure."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.base.times import LocalTime
from regulars.staff.hours.rules import Hours, closed_on, local_day, next_open, spans_of

EVENING, MORNING = 17, 8
LATEST = timedelta(days=366)
TODAY, TOMORROW, MONDAY, OPENING, FREE = "today", "tomorrow", "monday", "open", "at"
ALWAYS = Hours()


@dataclass(frozen=True, slots=True)
class Choice:
    """A time to choose, aware, in UTC."""

    key: str
    at: datetime


def choices(now: datetime, zone: ZoneInfo, hours: Hours = ALWAYS) -> list[Choice]:
    """Those that still lie ahead: this afternoon, tomorrow morning, and Monday morning where that is another day.

    Morning is when we open. Where we are closed on that day, its place is taken by when we open next.
    """
    found = [Choice(key, LocalTime(wall, zone.key).utc()) for key, wall in walls(now.astimezone(zone))]
    if not hours:
        return found
    opened = [one if one.key == TODAY else opening(one, hours, now) for one in found]
    return list({one.at: one for one in reversed(opened)}.values())[::-1]


def opening(choice: Choice, hours: Hours, now: datetime) -> Choice:
    """When we open on the day of a choice, or next: far from us, their morning may be our evening."""
    day = local_day(choice.at, hours.zone)
    if closed_on(hours, day) is None and (opens := spans_of(hours, day)[0][0]) > now:
        return Choice(choice.key, opens)
    return Choice(OPENING, next_open(hours, choice.at))


def walls(local: datetime) -> Iterator[tuple[str, datetime]]:
    """The same as wall times."""
    today = local.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    if local.hour < EVENING - 1:
        yield TODAY, today + timedelta(hours=EVENING)
    yield TOMORROW, today + timedelta(days=1, hours=MORNING)
    to_monday = 7 - local.weekday()
    if to_monday > 1:
        yield MONDAY, today + timedelta(days=to_monday, hours=MORNING)


def chosen(key: str, written: str, now: datetime, zone: ZoneInfo, hours: Hours = ALWAYS) -> datetime | None:
    """The time that a button means; `written` is that of a field such as 2026-11-30T09:00. None for none to be had."""
    if key != FREE:
        return next((one.at for one in choices(now, zone, hours) if one.key == key), None)
    try:
        wall = datetime.fromisoformat(written).replace(tzinfo=None)
        return LocalTime(wall, zone.key).utc()
    except (ValueError, OverflowError):
        return None


def lies_ahead(at: datetime | None, now: datetime, words: str) -> Refused | None:
    """Why a time cannot be used; `words` say so."""
    return None if at is not None and now < at < now + LATEST else Refused(words, "at")
