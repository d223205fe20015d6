"""Days and ends of time as they are written in a line, English and German. Pure: today is an argument.

A line comes folded (see tables). What could mean two days, such as 3/4, means none: the person writes it out.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from re import Match

from regulars.base.frozen import dataclass
from regulars.book.facts.tables import words

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar janner",
            "february feb februar",
            "march mar marz maerz",
            "april apr",
            "may mai",
            "june jun juni",
            "july jul juli",
            "august aug",
            "september sep sept",
            "october oct oktober okt",
            "november nov",
            "december dec dezember dez",
        ),
        1,
    )
    for name in names.split()
}
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday montag",
            "tuesday dienstag",
            "wednesday mittwoch",
            "thursday donnerstag",
            "friday freitag",
            "saturday samstag sonnabend",
            "sunday sonntag",
        )
    )
    for name in names.split()
}
LEAP_YEAR = 2000
STAY = timedelta(days=14)
_MONTH = f"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})"
_YEAR = r"(?P<year>(?:19|20)\d{2})"
_DAYS = tuple(
    words(shape)
    for shape in (
        r"(?P<year>(?:19|20)\d{2})-(?P<number>\d{1,2})-(?P<day>\d{1,2})",
        r"(?P<day>\d{1,2})\. ?(?P<number>\d{1,2})\.(?: ?(?P<year>(?:19|20)\d{2}))?",
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?(?: of)? {_MONTH}\.?(?:,? {_YEAR})?",
        rf"{_MONTH}\.? (?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,? {_YEAR})?",
    )
)
_UNTIL = r"(?:until|till|til|up to|through|valid to|bis(?: zum| zur| zu)?)(?: and including| einschliesslich)?(?: the)?"
_MONTH_END = words(rf"{_UNTIL} (?:(?:the )?end of |ende )?{_MONTH}(?: {_YEAR})?")
_YEAR_END = words(rf"{_UNTIL} (?:(?:the )?end of |ende )?{_YEAR}")
_WEEKDAY = words(rf"{_UNTIL} (?P<weekday>{'|'.join(WEEKDAYS)})")
_WITHIN = words(
    r"(?:for|next|for the next|fur|fur die nachsten|die nachsten|noch) (?P<count>\d{1,3}) "
    r"(?P<unit>days?|weeks?|months?|tagen?|wochen?|monaten?)"
)
_UNITS = {"d": 1, "t": 1, "w": 7, "m": 30}


@dataclass(frozen=True, slots=True)
class Found:
    """A day that a line names, and where: from and to."""

    day: str
    span: tuple[int, int]


def day_in(line: str) -> Found | None:
    """The first day in a line, as YYYY-MM-DD, or MM-DD where no year is said."""
    found = [Found(day, match.span()) for shape in _DAYS for match in shape.finditer(line) if (day := written(match))]
    return min(found, key=lambda one: (one.span[0], -one.span[1]), default=None)


def written(match: Match[str]) -> str:
    """What one of _DAYS has found; empty where there is no such day."""
    parts = match.groupdict()
    number = int(parts["number"]) if parts.get("number") else MONTHS[parts["month"]]
    try:
        on = date(int(parts["year"] or LEAP_YEAR), number, int(parts["day"]))
    except ValueError:
        return ""
    return on.isoformat() if parts["year"] else on.isoformat()[5:]


def expiry_in(line: str, today: date, stay_ends: date | None = None) -> tuple[date, tuple[int, int]] | None:
    """The last day on which what a line says holds, and where it says so.

    A month and a year last to their end. "This stay" lasts to the end of the visit that is known, else for STAY.
    """
    end = day_after_until(line, today)
    for find in ENDS if end is None else ():
        shape, last_of = find
        if match := shape.search(line):
            end = (last_of(match, today), match.span())
            break
    if end is None and (match := _THIS_STAY.search(line)):
        end = (stay_ends or today + STAY, match.span())
    return end if end and end[0] >= today else None


def day_after_until(line: str, today: date) -> tuple[date, tuple[int, int]] | None:
    """A whole day behind "until"."""
    begins = words(_UNTIL).search(line)
    found = day_in(line[begins.end() :]) if begins else None
    if begins is None or found is None or found.span[0] > 2:
        return None
    on = next_of(found.day, today) if len(found.day) == 5 else date.fromisoformat(found.day)
    return on, (begins.start(), begins.end() + found.span[1])


def next_of(day: str, today: date) -> date:
    """The next time that a day of the year (MM-DD) comes, today among them; 28 February for the 29th in most years."""
    for year in (today.year, today.year + 1):
        month, number = int(day[:2]), int(day[3:])
        on = date(year, month, min(number, monthrange(year, month)[1]))
        if on >= today:
            return on
    raise AssertionError(day)


def end_of_month(year: int, month: int) -> date:
    """Its last day."""
    return date(year, month, monthrange(year, month)[1])


def end_of_named(match: Match[str], today: date) -> date:
    """The end of a month that is named, with its year or the next one that comes."""
    month = MONTHS[match["month"]]
    return end_of_month(int(match["year"] or today.year + (month < today.month)), month)


def within(match: Match[str], today: date) -> date:
    """A number of days, weeks or months of 30 days from today."""
    return today + timedelta(days=int(match["count"]) * _UNITS[match["unit"][0]])


def weekday(match: Match[str], today: date) -> date:
    """The next day of that name; today counts."""
    return today + timedelta(days=(WEEKDAYS[match["weekday"]] - today.weekday()) % 7)


def sunday(today: date) -> date:
    """The end of the week."""
    return today + timedelta(days=6 - today.weekday())


_THIS_STAY = words(
    r"(?:this|during this|for this|on this) (?:stay|visit|trip)|(?:dieser|diesen|diesem) (?:aufenthalt|besuch)"
    r"|(?:wahrend|fur) (?:dieses|des|diesen) (?:aufenthalts?|besuchs?)"
)
ENDS: tuple[tuple[re.Pattern[str], Callable[[Match[str], date], date]], ...] = (
    (_MONTH_END, end_of_named),
    (_YEAR_END, lambda match, today: date(int(match["year"]), 12, 31)),
    (_WEEKDAY, weekday),
    (_WITHIN, within),
    (words(rf"{_UNTIL} (?:tomorrow|morgen)|(?:nur )?morgen|tomorrow only"), lambda _, today: today + timedelta(days=1)),
    (words(r"today|tonight|heute(?: abend)?|this evening"), lambda _, today: today),
    (
        words(
            rf"this week|diese woche|this weekend|dieses wochenende|{_UNTIL} (?:end of |ende )?(?:the |der )?(?:week"
            rf"|woche)"
        ),
        lambda _, today: sunday(today),
    ),
    (
        words(rf"this month|diesen monat|{_UNTIL} (?:end of |ende )?(?:the |des )?(?:month|monats)"),
        lambda _, today: end_of_month(today.year, today.month),
    ),
    (
        words(rf"this year|dieses jahr|{_UNTIL} (?:end of |ende )?(?:the |des )?(?:year|jahres)"),
        lambda _, today: date(today.year, 12, 31),
    ),
)
