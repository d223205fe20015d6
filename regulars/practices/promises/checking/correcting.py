"""The words that would be right: the time in them is put in the place of the wrong one, in their own language. Pure."""

import re
from datetime import datetime, time

from regulars.base.times import LocalTime
from regulars.practices.promises.checking.rules import SMALL, Against

WEEKDAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag".split(),
}
MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(),
}
# The small word before a time stays; what stood between it and the time goes.
LINK = {
    "en": re.compile(r"(by|on|until|till|before|at|for|through)\b(?: the\b)?\s*", re.IGNORECASE),
    "de": re.compile(r"(bis|am|vor|für|zum|ab)\b(?: (?:zum|den|dem)\b)?\s*", re.IGNORECASE),
}
ALONE = {"en": "on", "de": "am"}
# A day that lasts until its end needs no hour.
END = time(23, 0)


def corrected(text: str, found: Against) -> str | None:
    """The whole text with the right time; None where no time would be right."""
    put = replacement(text, found)
    return None if put is None else text[: found.claim.due_start] + put + text[found.claim.due_end :]


def sentence(text: str, found: Against) -> str | None:
    """The sentence as it would read."""
    put = replacement(text, found)
    claim = found.claim
    return None if put is None else text[claim.start : claim.due_start] + put + text[claim.due_end : claim.end]


def replacement(text: str, found: Against) -> str | None:
    """What stands in the place of the words for the time."""
    claim = found.claim
    if found.put:
        return found.put
    if found.right is None or found.why:
        return None
    words = text[claim.due_start : claim.due_end]
    link = LINK[claim.language].match(words)
    small = link[1] if link else ALONE[claim.language]
    put = f"{small} {day_of(found.right.wall, claim.language)}{hour_of(found, claim.grain in SMALL)}"
    starts = claim.due_start == claim.start and words[:1].isupper()
    return put[0].upper() + put[1:] if starts else put


def day_of(wall: datetime, language: str) -> str:
    """Such as "Sunday 22 November", "Sonntag, 22. November"."""
    weekday, month = WEEKDAYS[language][wall.weekday()], MONTHS[language][wall.month - 1]
    return f"{weekday}, {wall.day}. {month}" if language == "de" else f"{weekday} {wall.day} {month}"


def hour_of(found: Against, exact: bool) -> str:
    """The hour, where it matters: something ends before the day is over, or an hour was said."""
    right: LocalTime | None = found.right
    if right is None or right.wall.time() == time():
        return ""
    if not exact and (found.sort == "delivery" or right.wall.time() >= END):
        return ""
    if not exact and found.sort == "booking":
        return ""
    clock = f"{right.wall.hour:02}:{right.wall.minute:02}"
    return f" um {clock} Uhr" if found.claim.language == "de" else f" at {clock}"
