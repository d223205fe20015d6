"""Arithmetic on days: working days, months, weeks. Weeks start on Monday (ISO 8601)."""

from calendar import monthrange
from collections.abc import Container
from datetime import date, datetime, time, timedelta

LAST_MINUTE = time(23, 59)
WORKWEEK = 5


def day_start(day: date) -> datetime:
    """Midnight at its beginning, naive."""
    return datetime.combine(day, time())


def day_end(day: date) -> datetime:
    """Its last minute, naive."""
    return datetime.combine(day, LAST_MINUTE)


def monday_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def after_months(day: date, months: int) -> date:
    """The same day so many months on, or the last of a month that is too short. Raises ValueError past year 9999."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def month_end(day: date) -> date:
    """The last day of its month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def is_working(day: date, holidays: Container[date]) -> bool:
    """Monday to Friday, and none of `holidays`."""
    return day.weekday() < WORKWEEK and day not in holidays


def after_working_days(day: date, count: int, holidays: Container[date] = ()) -> date:
    """The working day that is the `count`th after `day`, which does not count itself. Zero is `day`."""
    for _ in range(count):
        day += timedelta(days=1)
        while not is_working(day, holidays):
            day += timedelta(days=1)
    return day
