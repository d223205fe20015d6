"""Lengths as times: "within 48h" from now, "two days ago", "a week on Monday", and bare ones."""

from dataclasses import replace

from regulars.reading.times import clocks, days, lengths
from regulars.reading.times.atoms import DAY, DAYNAME, HOURS, MINUTES, NUMBER
from regulars.reading.times.ground import Ground, Named, When, led
from regulars.reading.times.stretches import stretch_of


def measured(ground: Ground, i: int) -> Named | None:
    """Lengths: "within 48h", "in the next two weeks", "two days ago", "a week from now", and bare ones."""
    if ground.kind(i) in ("in", "within"):
        return _counted(ground, i)
    if ground.kind(i) not in ("a", NUMBER, "half", "quarter", "few") and not (
        ground.lexicon.ago_before and ground.kind(i) == "before"
    ):
        return None
    back = ground.kind(i) == "before"
    found = lengths.length(ground, i + back)
    if found is None or clocks.of_24_hours(ground, i):
        return None
    stop = found.stop
    if back or ground.kind(stop) == "ago":
        past = lengths.ahead(ground, found, -1)
        return _named(ground, i, stop + (not back), "ago", past)
    if (later := _from_a_day(ground, i, found)) is not None:
        return later
    bare = _named(ground, i, stop, "", None if _begins_later(ground, stop) else lengths.ahead(ground, found))
    return replace(bare, length=True, start=led(ground, i)[0], link=led(ground, i)[1])


def _counted(ground: Ground, i: int) -> Named | None:
    j = i + 1
    if ground.kind(j) in ("the", "which") and ground.unit(j + 1) is not None:
        return _inside(ground, i)
    which = ground.skip(j, "the", "which")
    found = lengths.length(ground, which) or lengths.length(ground, j) or _minutes(ground, i)
    if found is None:
        return None
    stop = ground.skip(found.stop, "hence") if ground.kind(found.stop) == "hence" else found.stop
    if ground.kind(found.stop) == "ago":
        return None
    when = None if _begins_later(ground, stop) else lengths.ahead(ground, found)
    return _named(ground, i, stop, "within", when)


def _minutes(ground: Ground, i: int) -> lengths.Length | None:
    """There in 20, with you in ten: minutes. One in ten is none."""
    many = ground.number(i + 1, 5, 60) if ground.kind(i) == "in" and ground.kind(i - 1) != NUMBER else None
    said = many is not None and many % 5 == 0 and clocks.ends_there(ground, i + 2)
    return lengths.Length(many, MINUTES, 0, i + 2) if many and said else None


def _begins_later(ground: Ground, stop: int) -> bool:
    """Within 14 days of receipt, five days after they pay: nobody knows when that will be."""
    return ground.kind(stop) in ("of", "after") or (
        ground.kind(stop) == "from" and ground.kind(stop + 1) not in ("now", DAY)
    )


def _inside(ground: Ground, i: int) -> Named | None:
    """Within the hour, in the next hour, within the week."""
    if ground.at(i + 2).value == HOURS:
        return _named(ground, i, i + 3, "within", lengths.ahead(ground, lengths.Length(1, HOURS, 0, i + 3)))
    unit = ground.unit(i + 2) if ground.kind(i) == "within" and ground.kind(i + 1) == "the" else None
    whole = stretch_of(ground.today, unit, 0, i + 3) if unit is not None else None
    return _named(ground, i, i + 3, "within", whole) if whole else None


def _from_a_day(ground: Ground, i: int, found: lengths.Length) -> Named | None:
    """A week from now, two days later, a fortnight today, a week on Monday."""
    stop = found.stop
    if ground.kind(stop) in ("hence", "later"):
        return _named(ground, i, stop + 1, "in", lengths.ahead(ground, found))
    j = ground.skip(stop, "from", "on")
    today = ground.kind(j) == DAY and ground.at(j).value == 0 and ground.kind(stop) == "from"
    if today or (ground.kind(j) == "now" and j > stop):
        return _named(ground, i, j + 1, "in", lengths.ahead(ground, found))
    day = days.day(ground, j) if ground.kind(j) in (DAY, DAYNAME) else None
    later = lengths.shifted(day.last, found) if day else None
    return Named(i, day.stop, "in", "day", later, later) if day and later else None


def _named(ground: Ground, start: int, stop: int, link: str, when: When | None) -> Named:
    if when is None:
        return Named(start, stop, link, "none")
    return Named(start, stop, link, when.grain, when.first, when.last)
