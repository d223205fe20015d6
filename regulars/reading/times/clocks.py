"""Hours and minutes: "3pm", "14:30", "25 to 7", "half past nine", "by 5", "2 to 4 pm", parts of a day, "by close"."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from regulars.reading.times.atoms import (
    CLOCK,
    CLOSING,
    DAY,
    DAYNAME,
    EDGE,
    HALFDAY,
    HOURS,
    MONTH,
    MORNING,
    NIGHT,
    NUMBER,
    PART,
    PARTS,
    UNIT,
    Atom,
)
from regulars.reading.times.ground import Ground, When

# After these a bare number may be an hour.
BEFORE_HOURS = frozenset("at by until before after around between from to - – and".split())
# After a bare hour these go on with something else: "at 3 percent" has a word there and is no time.
AFTER_HOURS = frozenset(
    ", . ! ? ; : ) - – and or to on at in for the by until if day dayname part which around".split()
)
# German says "ten before three" and "ten after three" for minutes too.
WAYS = {"before": "to", "after": "past", "to": "to", "past": "past"}
# Somebody who says "at 3" means the afternoon; "at 8" the morning. Decision 0019.
FIRST_MORNING_HOUR = 7


class Clock(NamedTuple):
    """A time of day. `half`: 0 before noon, 1 after it, None where it was not said."""

    hour: int
    minute: int
    half: int | None
    stop: int
    grain: str = "minute"


def clock(ground: Ground, i: int) -> Clock | None:
    """The time of day that starts at `i`, or None."""
    found = _word(ground, i) or _spoken(ground, i) or _digits(ground, i) or _bare(ground, i)
    return _half_said_after(ground, found) if found else None


def _word(ground: Ground, i: int) -> Clock | None:
    atom = ground.at(i)
    if atom.kind == NUMBER and atom.value == 12 and ground.kind(i + 1) == CLOCK:
        return Clock(*divmod(ground.at(i + 1).value, 60), 1, i + 2)
    return Clock(*divmod(atom.value, 60), 1, i + 1) if atom.kind == CLOCK else None


def _spoken(ground: Ground, i: int) -> Clock | None:
    """Half past nine, a quarter to five, 25 to 7, and in German half ten."""
    start = ground.skip(i, "a")
    word = ground.kind(start) in ("half", "quarter")
    if word and ground.kind(start) == "half" and ground.lexicon.half_before:
        hour = ground.number(start + 1, 1, 24)
        return None if hour is None else Clock((hour - 1) % 24, 30, None, start + 2)
    if ground.kind(start) == "half" and ground.kind(start - 1) in BEFORE_HOURS and _ends(ground, start + 2):
        hour = ground.number(start + 1, 1, 12)
        return None if hour is None else Clock(hour % 24, 30, None, start + 2)
    minutes = ground.at(start).value if word else ground.number(start, 1, 29)
    hour = ground.number(start + 2, 0, 24)
    way = WAYS.get(ground.kind(start + 1), "") if ground.lexicon.half_before else ground.kind(start + 1)
    if minutes is None or hour is None or ground.kind(start + 3) in ("unit", "work"):
        return None
    if way == "past":
        return Clock(hour % 24, minutes, None, start + 3)
    if way == "to" and (word or _before_the_hour(ground, start, minutes)):
        return Clock((hour - 1) % 24, 60 - minutes, None, start + 3)
    return None


def _before_the_hour(ground: Ground, i: int, minutes: int) -> bool:
    """25 to 7 is a time; 9 to 6 is a stretch, and so is 10 to 4, unless it stands behind "at"."""
    before = ground.kind(i - 1)
    if minutes % 5 or before in ("between", "from"):
        return False
    alone = before in ("at", "by", "until", "before", "around", "since", "and") or ground.kind(i + 3) == PART
    return minutes >= 15 or alone


def _digits(ground: Ground, i: int) -> Clock | None:
    """14:30, 2.30pm, 9 05 pm, 3pm, 15h, 14 o'clock."""
    hour = ground.number(i, 0, 24)
    if hour is None:
        return _four_digits(ground, i)
    minute = _after_sign(ground, i)
    if minute is not None:
        return Clock(hour % 24, minute, None, ground.skip(i + 3, "o'clock"))
    if of_24_hours(ground, i):
        return Clock(hour % 24, 0, 1, i + 2, "hour")
    spaced = ground.number(i + 1, 0, 59)
    told = ground.kind(i + 2) in (HALFDAY, PART, DAY, DAYNAME, "in")
    told = told or (ground.kind(i - 1) in BEFORE_HOURS and _ends(ground, i + 2))
    wide = ground.at(i + 1).width == 2 or (ground.at(i + 1).width == ground.at(i).width == 0 and (spaced or 0) > 9)
    if spaced is not None and wide and told:
        return Clock(hour % 24, spaced, None, i + 2)
    if ground.kind(i + 1) == HALFDAY and hour <= 12:
        return Clock(hour, 0, None, i + 1, "hour")
    if ground.kind(i + 1) == "o'clock":
        after = ground.number(i + 2, 0, 59)
        return Clock(hour % 24, after or 0, None, i + 2 + (after is not None), "hour" if after is None else "minute")
    return None


def _four_digits(ground: Ground, i: int) -> Clock | None:
    """1800, where it can hardly be a year."""
    number = ground.number(i, 0, 2359)
    if number is None or ground.at(i).width != 4 or 1900 <= number <= 2100 or number % 100 > 59:
        return None
    stop = i + 1 + of_24_hours(ground, i)
    told = ground.kind(i - 1) in ("at", "by", "until", "before", DAYNAME, DAY) and _ends(ground, stop)
    return Clock(number // 100, number % 100, 1, stop) if told else None


def of_24_hours(ground: Ground, i: int) -> bool:
    """At 17h, by 1530 hrs: an hour of the day, and no length."""
    unit = ground.at(i + 1)
    written = unit.word == "h" or ground.at(i).width == 4
    led = ground.kind(i - 1) in ("at", "by", "until", "before", "around", DAYNAME, DAY)
    return unit.kind == UNIT and unit.value == HOURS and written and led and ground.kind(i) == NUMBER


def _after_sign(ground: Ground, i: int) -> int | None:
    """The minutes of "14:30" or "2.30pm"; a full stop alone would make times of prices and versions."""
    minute = ground.number(i + 2, 0, 59)
    if minute is None or ground.at(i + 2).width != 2 or not (ground.joined(i + 1) and ground.joined(i + 2)):
        return None
    sign = ground.kind(i + 1)
    if sign == ":":
        return minute
    said = ground.kind(i + 3) in (HALFDAY, "o'clock", DAY, DAYNAME, PART) or ground.kind(i - 1) in ("at", DAYNAME, DAY)
    # Of a price that is cut "by 4.20" something else stands behind the point than of most hours.
    said = said or (ground.kind(i - 1) in ("by", "until", "before") and minute % 15 == 0 and ends_there(ground, i + 3))
    return minute if sign == "." and said and ground.kind(i + 4) != NUMBER else None


def _bare(ground: Ground, i: int) -> Clock | None:
    """A number alone, where a small word before it and nothing countable after it say that it is an hour."""
    hour = ground.number(i, 1, 24)
    before = ground.kind(i - 1)
    if hour is not None and _loose(ground, i, hour):
        return Clock(hour % 24, 0, None, i + 1, "hour")
    if hour is None or before not in BEFORE_HOURS or (ground.joined(i) and before not in ("-", "–")):
        return None
    ends = _ends(ground, i + 1) and not (ground.joined(i + 1) and ground.kind(i + 2) == NUMBER)
    return Clock(hour % 24, 0, None, i + 1, "hour") if ends and before not in ("from", "to", "-", "–", "and") else None


def ends_there(ground: Ground, i: int) -> bool:
    """Whether a sentence or a part of it ends before `i`."""
    return i >= len(ground.atoms) or ground.kind(i) in (",", ".", "!", "?", ";", ")", "if")


def _loose(ground: Ground, i: int, hour: int) -> bool:
    """ "Sat 9", "tomorrow 4", "from 4": of twelve hours one, and nothing more behind it but a day."""
    if ground.joined(i) or hour > 12:
        return False
    if ground.kind(i - 1) == "from":
        return ends_there(ground, i + 1) or ground.kind(ground.skip(i + 1, "on")) in (DAY, DAYNAME)
    return ground.kind(i - 1) in (DAY, DAYNAME) and ends_there(ground, i + 1)


def _ends(ground: Ground, i: int) -> bool:
    """Whether nothing that could be counted stands at `i`."""
    after = ground.at(i)
    return i >= len(ground.atoms) or after.kind in AFTER_HOURS or after.word in ground.lexicon.plain


def _half_said_after(ground: Ground, found: Clock) -> Clock:
    """With "pm", "in the morning" or "evening" behind it taken in."""
    if ground.kind(found.stop) == HALFDAY:
        return in_half(found, ground.at(found.stop), found.stop + 1)
    if found.half is None:
        stop = ground.skip(found.stop, "in", "the", "at")
        if ground.kind(stop) == PART and ground.at(stop).value <= NIGHT:
            return in_half(found, ground.at(stop), stop + 1)
    return found


def in_half(found: Clock, said: Atom, stop: int) -> Clock:
    """The time in the half of the day that "pm" or a part of the day names."""
    if said.kind == HALFDAY:
        half = said.value
    elif said.value == NIGHT:
        half = int(6 <= found.hour < 12)
        return found._replace(hour=0 if found.hour == 12 else found.hour + 12 * half, half=half, stop=stop)
    else:
        half = int(said.value != MORNING)
    hour = found.hour % 12 + 12 * half if found.hour <= 12 else found.hour
    return found._replace(hour=hour, half=half, stop=stop)


def likely(found: Clock) -> Clock:
    """An hour of which nobody said the half: in the afternoon from one to six, else as it stands."""
    if found.half is None and 0 < found.hour < FIRST_MORNING_HOUR:
        return found._replace(hour=found.hour + 12)
    return found


def on(day: date, found: Clock, now: datetime | None = None) -> When:
    """That time on that day; with `now`, an hour that has gone by on that very day is read in the afternoon."""
    found = found if found.half is not None else likely(found)
    at = datetime.combine(day, time(found.hour % 24, found.minute))
    if now and at < now and found.half is None and found.hour < 12 and at.date() == now.date():
        at += timedelta(hours=12)
    return When(at, at, found.grain, found.stop)


def stretch(ground: Ground, i: int) -> Clock | None:
    """The end of "2 to 4 pm", "between 10 and 12", "9-5", or one time alone."""
    first = clock(ground, i) or _opening(ground, i)
    if first is None:
        return None
    if ground.kind(first.stop) not in ("to", "-", "–", "and", "until"):
        return first if first.grain != "open" else None
    second = clock(ground, first.stop + 1) or _closing(ground, first.stop + 1)
    if second is None:
        return first if first.grain != "open" else None
    if second.half is None and first.half == 1 and second.hour < 12:
        return second._replace(hour=second.hour + 12, half=1)
    return second


def _opening(ground: Ground, i: int) -> Clock | None:
    """A bare number before "to" and another one: only as the beginning of a stretch."""
    hour = ground.number(i, 0, 24)
    if hour is None or ground.kind(i + 1) not in ("to", "-", "–", "and", "until"):
        return None
    before = ground.kind(i - 2 if ground.kind(i - 1) == "," else i - 1)
    between = before in ("between", "from", "at", "around", DAYNAME, DAY, MONTH)
    second = clock(ground, i + 2)
    return Clock(hour % 24, 0, None, i + 1, "open") if second or between else None


def _closing(ground: Ground, i: int) -> Clock | None:
    hour = ground.number(i, 0, 24)
    return Clock(hour % 24, 0, None, i + 1, "hour") if hour is not None and _ends(ground, i + 1) else None


def part(ground: Ground, i: int) -> Clock | None:
    """The end of a part of a day ("morning", "end of day"), as a time of day."""
    start = ground.skip(i, "in", "the", "at", "this")
    if ground.kind(start) == HALFDAY and ground.kind(i - 1) in (DAY, DAYNAME):
        return Clock(18 if ground.at(start).value else 12, 0, 1, start + 1, "part")
    if closes(ground, start):
        return Clock(*PARTS[CLOSING][1], 1, start + 1, "part")
    if ground.kind(start) != PART:
        return None
    hour, minute = PARTS[ground.at(start).value][1]
    return Clock(hour, minute, 1, start + 1, "part")


def closes(ground: Ground, i: int) -> bool:
    """By close, at close tomorrow: when the house does. Not "by close of March", nor what is close to something."""
    led = ground.kind(i - 1) in ("at", "by", "before", "until")
    return ground.at(i).word == "close" and ground.kind(i) == EDGE and led and _ends(ground, i + 1)


def opened(ground: Ground, found: When, value: int) -> When:
    """A part's own beginning put in, for "before the evening"."""
    return replace(found, first=datetime.combine(found.last.date(), time(PARTS[value][0])))
