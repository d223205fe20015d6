"""Weeks, weekends, months, quarters and years as whole days, and their beginning, middle and end."""

from datetime import date, timedelta

from regulars.reading.times.atoms import DAYS, MONTHS, QUARTERS, WEEKENDS, WEEKS, YEARS
from regulars.reading.times.calendar import after_months, monday_of, month_end
from regulars.reading.times.ground import When, whole_days

WEDNESDAY, SATURDAY = 2, 5
# Which edge of a stretch: 0 its beginning, 1 its middle, 2 its end.
END = 2


def stretch_of(today: date, unit: int, which: int, stop: int) -> When | None:
    """This, next or last week, weekend, month, quarter or year, as whole days."""
    monday = monday_of(today)
    if unit == WEEKS:
        return whole_days(monday + timedelta(days=7 * which), monday + timedelta(days=7 * which + 6), stop, "week")
    if unit == WEEKENDS:
        saturday = monday + timedelta(days=SATURDAY + 7 * which)
        return whole_days(saturday, saturday + timedelta(days=1), stop)
    months = {MONTHS: 1, QUARTERS: 3, YEARS: 12}.get(unit)
    if months is None:
        on = today + timedelta(days=which)
        return whole_days(on, on, stop) if unit == DAYS and which > 0 else None
    first = after_months(today.replace(day=1, month=(today.month - 1) // months * months + 1), which * months)
    return whole_days(first, month_end(after_months(first, months - 1)), stop, "month")


def cut(whole: When, today: date, edge: int) -> When:
    """Its beginning, middle or end. A week's middle is Wednesday; its end, as work counts it, Friday, on a weekend the
    one to come."""
    days = (whole.last.date() - whole.first.date()).days + 1
    first, last = whole.first.date(), whole.last.date()
    if whole.grain == "week" and edge == END:
        last += timedelta(days=-2 if last - timedelta(days=2) >= today else 5)
        return whole_days(last, last, whole.stop)
    if whole.grain == "week" and edge == 1:
        return whole_days(first, first + timedelta(days=WEDNESDAY), whole.stop)
    if edge == END or days == 1:
        return whole if days == 1 else whole_days(last, last, whole.stop)
    third = max(days // 3, 1)
    return whole_days(first, first + timedelta(days=third * (edge + 1) - 1), whole.stop)
