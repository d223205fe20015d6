"""Times as they are said whole: a day with its hour, a stretch, and the small word before them that bends them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from regulars.reading.times import clocks, days
from regulars.reading.times.atoms import EDGE, ENDING, MORNING, PART, PARTS, UNIT, VAGUE, WEEKENDS
from regulars.reading.times.calendar import day_start
from regulars.reading.times.ground import Ground, Named, When, led
from regulars.reading.times.measured import measured
from regulars.reading.times.stretches import END

TO = ("to", "-", "–", "until", "or", "and")
# What a time may begin with, after the small words that lead it in.
STARTS = {"that day"} | frozenset(
    "vague number ordinal dayname month unit day part which past edge later the feast monthend yearend clock a half "
    "quarter few in within before weeksend".split()
)
DAWN = 6
NOON = 12
# A bare hour that is said of evenings as often as of mornings. Decision 0019.
EVENING_TOO = 7
# Between a day and its hour.
JOINS = (",", "at", "by", "around", "between", "from", "in", "the", "before", "until", "for", "(", "of", "on", "about")


def named(ground: Ground) -> Iterator[Named]:
    """Every time that is named, in order, none inside another."""
    i = 0
    while i < len(ground.atoms):
        found = _at(ground, i) if ground.atoms[i].kind in STARTS else None
        if found is None:
            i += 1
            continue
        yield found
        i = max(found.stop, i + 1)
        if found.last is not None and found.grain != "none" and not (found.dayless or found.length):
            ground = replace(ground, that_day=found.last.date())


def _at(ground: Ground, i: int) -> Named | None:
    if ground.kind(i) == VAGUE:
        return Named(i, i + 1, "", "none")
    return measured(ground, i) or _moment(ground, i)


def _moment(ground: Ground, i: int) -> Named | None:
    when = whole(ground, i)
    if when is None:
        return None
    start, link = led(ground, i)
    if link == "before" and _is_end(ground, ground.skip(i, "the")):
        # Before the end of Friday is on Friday.
        link = "by"
    when = _to_the_end(ground, when, i, link)
    if link == "by" and _is_weekend(ground, i):
        # By the weekend it is there when the weekend begins.
        link = "before"
    stop = when.stop + (ground.kind(when.stop) == "latest")
    if link == "before" and (gone := days.out(ground, stop)) > stop:
        link, stop = "by", gone
    if when.grain == "none" or link == "after":
        return _after(ground, start, stop, when) if when.grain != "none" else Named(start, stop, link, "none")
    if link == "before" and when.first <= ground.now and when.grain in ("week", "month"):
        return Named(start, stop, link, "none")
    if link == "before" and when.first <= ground.now and when.grain == "day":
        when = _to_come(when)
    return replace(_bent(when, link), start=start, stop=stop)


def _is_end(ground: Ground, i: int) -> bool:
    return ground.kind(i) == EDGE and ground.at(i).value == END


def _is_weekend(ground: Ground, i: int) -> bool:
    j = ground.skip(i, "the")
    return ground.kind(j) == UNIT and ground.at(j).value == WEEKENDS


def _to_come(when: When) -> When:
    """Before the weekend, said on a Saturday, and before Monday, said on one: those a week later."""
    week = timedelta(days=7)
    return replace(when, first=when.first + week, last=when.last + week)


def whole(ground: Ground, i: int) -> When | None:
    """A day with its hour in either order, or one of the two alone."""
    on = days.day(ground, i)
    if on:
        return _with_hour(ground, on) if on.grain in ("day", "part") else on
    hour = clocks.stretch(ground, i) or clocks.part(ground, i)
    if hour is None or not _stands(ground, i, hour):
        return None
    j = ground.skip(hour.stop, "on", "of", ",", "-", "in")
    day = days.day(ground, j)
    if day and day.grain in ("day", "part") and (j == hour.stop or ground.kind(j - 1) != "in"):
        stop = day.stop
        if hour.half is None and ground.kind(stop) == PART and ground.at(stop).value < ENDING:
            hour, stop = clocks.in_half(hour, ground.at(stop), stop), stop + 1
        found = clocks.on(day.first.date(), _in_part(hour, day), ground.now)
        return _opened(ground, i, replace(found, stop=stop, grain=hour.grain))
    until = ground.kind(i - 1) == "until"
    return _opened(ground, i, _next_time(ground, hour, next_day=_in_the_morning(ground, i), until=until))


def _stands(ground: Ground, i: int, hour: clocks.Clock) -> bool:
    """A part of a day alone needs a word that makes it one: "in the morning", "this evening", "by lunchtime"."""
    if hour.grain != "part" or ground.at(i).value >= ENDING:
        return True
    before = ground.kind(i - 1)
    return (
        ground.kind(i) != PART
        or before in ("by", "until", "before", "which", "after", "at")
        or ground.at(i).word == "first"
    )


def _opened(ground: Ground, i: int, found: When) -> When:
    """The beginning of a part of the day put in: "before lunch" ends there."""
    j = ground.skip(i, "in", "the", "at", "which")
    if found.grain != "part" or ground.kind(j) != PART or ground.at(j).value >= ENDING:
        return found
    return replace(found, first=day_start(found.last.date()).replace(hour=PARTS[ground.at(j).value][0]))


def _in_the_morning(ground: Ground, i: int) -> bool:
    """Said by day, "in the morning" is the next one."""
    j = ground.skip(i, "in", "the")
    lead = ground.kind(j - 1) == "the" and ground.kind(j - 2) == "in"
    return lead and ground.at(j).kind == PART and ground.at(j).value == MORNING and ground.now.hour >= DAWN


def _next_time(ground: Ground, hour: clocks.Clock, *, next_day: bool = False, until: bool = False) -> When:
    """Today, or tomorrow where that hour has gone by; on the day that was named before it, if one was. Seven, gone by
    before noon, is this evening's, and so is any hour until which something lasts."""
    if ground.that_day and ground.that_day > ground.today and hour.grain != "part":
        return clocks.on(ground.that_day, hour)
    found = clocks.on(ground.today, hour, ground.now if until else None)
    if hour.half is None and hour.hour == EVENING_TOO and ground.now.hour < NOON and not next_day:
        found = clocks.on(ground.today, hour, ground.now)
    if found.last < ground.now or next_day:
        found = clocks.on(ground.today + timedelta(days=1), hour)
    return replace(found, dayless=hour.grain != "part")


def _with_hour(ground: Ground, on: When) -> When:
    """The hour or the part of the day that follows a day is taken in."""
    j = ground.skip(on.stop, *JOINS)
    if ground.kind(on.stop) == "after" or ground.kind(j) == "after":
        late = clocks.stretch(ground, ground.skip(j, "after"))
        return replace(on, stop=late.stop) if late else on
    hour = clocks.stretch(ground, j) or clocks.part(ground, j)
    if hour is None or on.last.date() != on.first.date():
        return on
    found = clocks.on(on.first.date(), _in_part(hour, on), ground.now)
    return _opened(ground, j, replace(found, named=on.named))


def _in_part(hour: clocks.Clock, on: When) -> clocks.Clock:
    """ "Tonight at 8" is 20:00."""
    if on.grain != "part" or hour.half is not None:
        return hour
    half = int(on.last.hour > 12)
    return hour._replace(hour=hour.hour % 12 + 12 * half, half=half) if hour.hour <= 12 else hour


def _to_the_end(ground: Ground, when: When, i: int, link: str) -> When:
    """Of "Tuesday to Thursday" and "between Monday and Friday" the end."""
    kind = ground.kind(when.stop)
    if kind not in TO or when.grain in ("minute", "hour", "none"):
        return when
    if kind == "and" and link != "between":
        return when
    j = ground.skip(when.stop + 1, "the", "on") if ground.kind(when.stop + 1) == "on" else when.stop + 1
    second = whole(ground, j)
    if second is None or second.grain == "none":
        return when
    while second.last < when.last and second.named:
        second = replace(second, first=second.first + timedelta(days=7), last=second.last + timedelta(days=7))
    return replace(second, first=when.first) if second.last >= when.first else when


def _after(ground: Ground, start: int, stop: int, when: When) -> Named:
    """After an hour: until that day is over. After a day: nobody said how long."""
    if when.grain not in ("minute", "hour", "part"):
        return Named(start, stop, "after", "none")
    end = when.last.replace(hour=23, minute=59)
    return Named(start, stop, "after", "day", when.last, end)


def _bent(when: When, link: str) -> Named:
    """What the small word makes of it: before Friday ends on Thursday, since Monday began last Monday."""
    first, last, grain = when.first, when.last, when.grain
    if link == "since":
        back = timedelta(days=7 if when.named else 0)
        first, last = first - back, last - back
    elif link == "before" and grain not in ("minute", "hour"):
        last = _before(when)
        first, grain = min(first, last), "day" if grain != "part" else "hour"
    return Named(0, 0, link, grain, first, last, dayless=when.dayless)


def _before(when: When) -> datetime:
    """The last minute before it, the hour itself for a part of a day."""
    return when.first if when.grain == "part" else when.first - timedelta(minutes=1)
