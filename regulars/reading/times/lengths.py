"""Lengths of time: "within 48h", "in a week", "3-5 business days", "an hour and a half", "two days ago"."""

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from regulars.reading.times.atoms import (
    DAYS,
    HOURS,
    MINUTES,
    MONTHS,
    NUMBER,
    QUARTERS,
    UNIT,
    WEEKENDS,
    WEEKS,
    WORKDAYS,
    YEARS,
)
from regulars.reading.times.calendar import after_months, after_working_days, day_end, day_start, is_working
from regulars.reading.times.ground import Ground, When

# Longer ones are no plan, and the calendar ends in the year 9999.
MOST = 5000
FORTNIGHTS = ("fortnight", "fortnights")
IN_MONTHS = {MONTHS: 1, QUARTERS: 3, YEARS: 12}
IN_DAYS = {DAYS: 1, WEEKS: 7, WEEKENDS: 7}


class Length(NamedTuple):
    """So many units and minutes on top; `many` is -1 where it was not said ("a few days")."""

    many: int
    unit: int
    minutes: int
    stop: int


def length(ground: Ground, i: int) -> Length | None:
    """The length that starts at `i`, the longer one of "3-5 days". None where there is none."""
    if ground.kind(i) == "half" or (ground.kind(i) == "a" and ground.kind(i + 1) == "half"):
        return _half(ground, ground.skip(i, "a", "half"))
    if ground.kind(ground.skip(i, "a")) == "quarter":
        return _quarter(ground, ground.skip(i, "a") + 1)
    few = ground.kind(ground.skip(i, "a")) == "few"
    count, j = (-1, ground.skip(i, "a") + 1) if few else _count(ground, i)
    if j == i:
        return None
    work = ground.kind(ground.skip(j, "-", "full")) == "work"
    j = ground.skip(j, "-", "full", "work")
    if ground.kind(j) != UNIT or count > MOST:
        return None
    unit = WORKDAYS if work and ground.at(j).value == DAYS else ground.at(j).value
    count *= 2 if ground.at(j).word in FORTNIGHTS else 1
    if work and unit in (HOURS, MINUTES):
        return Length(-1, unit, 0, j + 1)
    more = ground.number(j + 2, 2, 9) if count == 1 and ground.kind(j + 1) == "or" else None
    if more and ground.unit(j + 3) is None:
        return Length(more, unit, 0, j + 3)
    return _and_a_half(ground, Length(count, unit, 0, j + 1))


def _count(ground: Ground, i: int) -> tuple[int, int]:
    """How many, and where that ends; the place itself where there is no number."""
    j = ground.skip(i, "a")
    if ground.kind(j) != NUMBER:
        return (1, j) if j > i else (0, i)
    count = ground.at(j).value
    more = ground.skip(j + 1, "to", "-", "–", "or", "until")
    if more > j + 1 and ground.kind(more) == NUMBER:
        return max(count, ground.at(more).value), more + 1
    if ground.kind(j + 1) == "(" and ground.kind(j + 3) == ")":
        return count, j + 4
    return count, j + 1


def _half(ground: Ground, i: int) -> Length | None:
    if ground.kind(i) != UNIT or ground.at(i).value not in (HOURS, DAYS):
        return None
    return Length(0, MINUTES, 30, i + 1) if ground.at(i).value == HOURS else Length(0, HOURS, 12 * 60, i + 1)


def _quarter(ground: Ground, i: int) -> Length | None:
    """A quarter of an hour."""
    j = ground.skip(i, "of", "a")
    hour = ground.kind(j) == UNIT and ground.at(j).value == HOURS and j > i
    return Length(0, MINUTES, 15, j + 1) if hour else None


def _and_a_half(ground: Ground, found: Length) -> Length:
    if found.unit != HOURS or ground.kind(found.stop) != "and":
        return found
    half = ground.skip(found.stop + 1, "a")
    return found._replace(minutes=30, stop=half + 1) if ground.kind(half) == "half" else found


def ahead(ground: Ground, found: Length, sign: int = 1) -> When | None:
    """That long from now (back, with -1), to the last minute of the day for days and more. None where no count was
    said, or it leads out of the calendar."""
    if found.many < 0:
        return None
    try:
        if found.unit in (MINUTES, HOURS):
            return _by_the_clock(ground, found, sign)
        day = _day(ground, found, sign)
    except (ValueError, OverflowError):
        return None
    return When(day_start(day), day_end(day), "day", found.stop)


def _by_the_clock(ground: Ground, found: Length, sign: int) -> When:
    """Counted in UTC: a day with a changed clock has 23 or 25 hours."""
    minutes = found.many * (60 if found.unit == HOURS else 1) + found.minutes
    now = ground.now.replace(tzinfo=ZoneInfo(ground.zone)).astimezone(UTC)
    wall = (now + timedelta(minutes=sign * minutes)).astimezone(ZoneInfo(ground.zone)).replace(tzinfo=None)
    return When(wall, wall, "hour" if found.unit == HOURS else "minute", found.stop)


def _day(ground: Ground, found: Length, sign: int) -> date:
    if found.unit == WORKDAYS:
        return _working_day(ground, sign * found.many)
    if found.unit in IN_MONTHS:
        return after_months(ground.today, sign * found.many * IN_MONTHS[found.unit])
    return ground.today + timedelta(days=sign * found.many * IN_DAYS[found.unit])


def _working_day(ground: Ground, count: int) -> date:
    if count >= 0:
        return after_working_days(ground.today, count, ground.holidays)
    day = ground.today
    for _ in range(-count):
        day -= timedelta(days=1)
        while not is_working(day, ground.holidays):
            day -= timedelta(days=1)
    return day


def shifted(day: datetime, found: Length) -> datetime | None:
    """A day that many weeks later: "Wednesday in a week". Two nights from Wednesday is a stay, and no day."""
    weeks = found.unit == WEEKS and 0 <= found.many <= MOST
    return day + timedelta(days=7 * found.many) if weeks else None
