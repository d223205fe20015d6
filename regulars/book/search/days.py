"""Dates and spans of time as they are typed into a search. Pure: `now` and the zone are arguments."""

import re
from datetime import UTC, datetime, timedelta, tzinfo

Stretch = tuple[datetime | None, datetime | None]
_DATE = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?")
_SPAN = re.compile(r"(?P<count>\d{1,5})(?P<unit>[hdwmy])")
_HOURS = {"h": 1, "d": 24, "w": 7 * 24, "m": 30 * 24, "y": 365 * 24}


def stretch(relation: str, text: str, now: datetime, zone: tzinfo) -> Stretch | None:
    """From when (inclusive) to when (exclusive) is meant, None for no end on that side; None for what is no time.

    A date is a year, a month or a day in `zone`: `:` is within it, `>` after it, `<` before it. A span such as 3d
    (h, d, w, m of 30 days, y of 365) reaches back from `now`: `<3d` and `:3d` are younger, `>3d` is older.
    """
    word = text.strip().lower()
    span = _SPAN.fullmatch(word)
    try:
        if span:
            edge = now - timedelta(hours=int(span["count"]) * _HOURS[span["unit"]])
            return (None, edge) if relation.startswith(">") else (edge, None)
        begin, end = (one.astimezone(UTC) for one in bounds(word, now.astimezone(zone), zone))
    except (ValueError, OverflowError):
        return None
    ends: dict[str, Stretch] = {
        ":": (begin, end),
        ">": (end, None),
        ">=": (begin, None),
        "<": (None, begin),
        "<=": (None, end),
    }
    return ends[relation]


def bounds(word: str, local: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    """When a named day, month or year begins, and when the next one does. Raises ValueError for what is none."""
    if word in ("today", "yesterday"):
        day = local.replace(hour=0, minute=0, second=0, microsecond=0)
        begin = day if word == "today" else shifted(day, -1)
        return begin, shifted(begin, 1)
    date = _DATE.fullmatch(word)
    if date is None:
        raise ValueError(word)
    year, month, day_of = int(date["year"]), int(date["month"] or 1), int(date["day"] or 1)
    begin = datetime(year, month, day_of, tzinfo=zone)
    if date["day"]:
        return begin, shifted(begin, 1)
    if date["month"]:
        return begin, begin.replace(year=year + month // 12, month=month % 12 + 1)
    return begin, begin.replace(year=year + 1)


def shifted(day: datetime, days: int) -> datetime:
    """The same wall time some days later: a day need not have 24 hours."""
    return day + timedelta(days=days)
