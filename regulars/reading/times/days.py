"""Days: "Monday", "next Friday", "14 March", "the 14th", "3/14", "the day after tomorrow", "end of next week"."""

from collections.abc import Callable
from datetime import date, timedelta

from regulars.reading.times import clocks, lengths
from regulars.reading.times.atoms import (
    DAY,
    DAYNAME,
    DAYS,
    EDGE,
    MONTH,
    MONTHS,
    NUMBER,
    ORDINAL,
    PART,
    PARTS,
    UNIT,
    WEEKENDS,
    WEEKS,
    WHICH,
)
from regulars.reading.times.calendar import after_months, after_working_days, day_start, monday_of, month_end
from regulars.reading.times.dates import (
    COMING,
    dated,
    day_and_month,
    full_year,
    month_and_day,
    numeric,
    ordinal,
    single,
    this_or_next_year,
)
from regulars.reading.times.ground import LINKS, Ground, When, whole_days
from regulars.reading.times.stretches import END, cut, stretch_of

OVER = ("out", "over", "through")
WHOSE = ("your", "the", "our", "their", "his", "her")
PAPERS = frozenset("statement bill invoice payslip payment instalment installment rent issue run order box".split())
MONTHS_AHEAD = 4


def day(ground: Ground, i: int) -> When | None:
    """The day or stretch of days that starts at `i`, or None."""
    rules: tuple[Callable[[Ground, int], When | None], ...] = RULES.get(ground.kind(i), ())
    for rule in rules:
        if (found := rule(ground, i)) is not None:
            return found
    return None


def _weekday(ground: Ground, i: int) -> When | None:
    """Monday, next Friday, Friday the 17th, Monday week, Friday next week, Wednesday in a week."""
    start = ground.skip(i, "the")
    which = ground.at(start).value if ground.kind(start) == WHICH else None
    j = start + (which is not None)
    if ground.kind(j) != DAYNAME or not ground.meant(j) or ground.kind(i - 1) == "each":
        return None
    wanted = ground.at(j).value
    return (
        _with_date(ground, wanted, j + 1)
        or _with_number(ground, wanted, j + 1)
        or _in_a_week(ground, wanted, j + 1)
        or _plain_weekday(ground, wanted, which, j + 1)
    )


def _plain_weekday(ground: Ground, wanted: int, which: int | None, stop: int) -> When | None:
    today = ground.today
    ahead = (wanted - today.weekday()) % 7
    if which == 1:
        found = monday_of(today) + timedelta(days=7 + wanted)
    elif which == -1:
        found = today - timedelta(days=(today.weekday() - wanted) % 7 or 7)
    else:
        found = today + timedelta(days=ahead or 7)
    return whole_days(found, found, stop, named=which is None)


def _with_date(ground: Ground, wanted: int, i: int) -> When | None:
    """Saturday 3 December; of "Friday the 29th" the next 29th that is a Friday."""
    j = ground.skip(i, ",", "the", "on")
    if ground.kind(j) not in (NUMBER, ORDINAL, MONTH):
        return None
    found = numeric(ground, j) or day_and_month(ground, j) or month_and_day(ground, j)
    if found or ground.kind(j) != ORDINAL or (numbered := ordinal(ground, j)) is None:
        return found
    for months in range(24):
        month = after_months(ground.today.replace(day=1), months)
        on = dated(month.year, month.month, ground.at(j).value)
        if on and on >= ground.today and on.weekday() == wanted:
            return single(on, numbered.stop)
    return numbered


def _with_number(ground: Ground, wanted: int, i: int) -> When | None:
    """Tuesday 10, where the one ahead is the 10th; else it is an hour."""
    plain = _plain_weekday(ground, wanted, None, i + 1)
    numbered = plain is not None and ground.number(i, 1, 31) == plain.last.day
    return plain if numbered and clocks.ends_there(ground, i + 1) else None


def _in_a_week(ground: Ground, wanted: int, i: int) -> When | None:
    if ground.kind(i) == UNIT and ground.at(i).value == WEEKS and ground.at(i).word == "week":
        plain = _plain_weekday(ground, wanted, None, i + 1)
        return single(plain.last.date() + timedelta(days=7), i + 1) if plain else None
    if after_next(ground, i):
        plain = _plain_weekday(ground, wanted, None, i)
        return single(plain.last.date() + timedelta(days=7), i + 2) if plain else None
    j = ground.skip(i, "of", "in", "on")
    if ground.kind(j) == WHICH and ground.kind(j + 1) == UNIT and ground.at(j + 1).value == WEEKS:
        weeks = ground.at(j).value % COMING if ground.at(j).value >= 0 else -1
        return single(monday_of(ground.today) + timedelta(days=7 * weeks + wanted), j + 2)
    found = lengths.length(ground, j) if ground.kind(i) == "in" else None
    plain = _plain_weekday(ground, wanted, None, i)
    later = lengths.shifted(plain.first, found) if plain and found else None
    return single(later.date(), found.stop) if later and found else None


def after_next(ground: Ground, i: int) -> bool:
    """The Monday, the week after next: not "after next week"."""
    said = ground.kind(i) == "after" and ground.kind(i + 1) == WHICH and ground.at(i + 1).value == 1
    return said and ground.kind(i + 2) not in (UNIT, DAYNAME, MONTH)


def _relative(ground: Ground, i: int) -> When | None:
    """Today, tomorrow, tonight, first thing in the morning."""
    value = ground.at(i).value
    if value == -100:
        return single(ground.today - timedelta(days=1), i + 1)
    if value < 100:
        return single(ground.today + timedelta(days=value), i + 1)
    return part_of(ground.today + timedelta(days=value // 100 - 1), value % 100, i + 1)


def _part_of_today(ground: Ground, i: int) -> When | None:
    """This evening, this morning; this time tomorrow."""
    if ground.at(i).value == 0 and ground.kind(i + 1) == "hence" and (on := day(ground, i + 2)) and on.grain == "day":
        at = ground.now.replace(year=on.last.year, month=on.last.month, day=on.last.day)
        return When(at, at, "minute", on.stop)
    if ground.at(i).value or ground.kind(i + 1) != PART:
        return None
    return part_of(ground.today, ground.at(i + 1).value, i + 2)


def part_of(on: date, part: int, stop: int) -> When:
    """A part of a day, from its first hour to its last minute."""
    begin, (hour, minute) = PARTS[part]
    return When(day_start(on).replace(hour=begin), day_start(on).replace(hour=hour, minute=minute), "part", stop)


def _weekend(ground: Ground, i: int) -> When | None:
    """Before the weekend, am Wochenende."""
    weekend = ground.at(i).value == WEEKENDS and ground.kind(i - 1) in LINKS - {"in", "within", "for"}
    return stretch_of(ground.today, WEEKENDS, 0, i + 1) if weekend else None


def _unit(ground: Ground, i: int) -> When | None:
    """Next week, this month, the weekend, next week Friday, next 3 days, last 4 months."""
    start = ground.skip(i, "the")
    if ground.kind(start) == UNIT and ground.at(start).value == WEEKENDS and start > i:
        return stretch_of(ground.today, WEEKENDS, 0, start + 1)
    if start > i and ground.kind(start) == UNIT:
        return _the_unit(ground, start)
    if ground.kind(start) not in (WHICH, "past"):
        return None
    which, j = ground.at(start).value, start + 1
    if which in (1, COMING) and ground.kind(j) == "work" and ground.unit(j + 1) == DAYS:
        return single(after_working_days(ground.today, 1, ground.holidays), j + 2)
    if ground.kind(j) == UNIT and ground.at(j).value == WEEKS:
        named = ground.skip(j + 1, "on", ",")
        if ground.kind(named) == DAYNAME:
            weeks = 1 if which > 0 else which
            on = monday_of(ground.today) + timedelta(days=7 * weeks + ground.at(named).value)
            return single(on, named + 1)
    unit = ground.unit(j)
    if unit is not None:
        return stretch_of(ground.today, unit, 1 if which == COMING else which, j + 1)
    found = lengths.length(ground, j) if which else None
    return lengths.ahead(ground, found, 1 if which > 0 else -1) if found else None


def _the_unit(ground: Ground, i: int) -> When | None:
    """The week after next; and in "before the week is out" the end of it."""
    unit = ground.at(i).value
    if after_next(ground, i + 1):
        return stretch_of(ground.today, unit, 2, i + 3)
    over = unit in (WEEKS, MONTHS) and out(ground, i + 1) > i + 1
    found = stretch_of(ground.today, unit, 0, i + 1) if over else None
    return cut(found, ground.today, END) if found else None


def _edge(ground: Ground, i: int) -> When | None:
    """End of the week, start of next month, mid March, early next week, end of March 2027."""
    start = ground.skip(i, "the")
    if ground.kind(start) == "the" or ground.kind(start) not in (EDGE, "later") or clocks.closes(ground, start):
        return None
    j = ground.skip(start + 1, "of", "-", "in")
    the = ground.kind(j) == "the"
    j += the
    which = ground.at(j).value if ground.kind(j) == WHICH else 0
    whole = _month(ground, j, sure=True) or day(ground, j)
    unit = ground.unit(j)
    if whole is None and unit is not None and (the or j > start + 1):
        whole = stretch_of(ground.today, unit, which, j + 1)
    if whole is None:
        return None
    return cut(whole, ground.today, 2 if ground.kind(start) == "later" else ground.at(start).value)


def out(ground: Ground, i: int) -> int:
    """Behind "is out" or "'s over", where that stands at `i`; else `i`: "before Sunday's out" is by Sunday."""
    j = i + (ground.at(i).word == "is")
    said = j > i or ground.at(i - 1).word.endswith("'s")
    return j + 1 if said and ground.at(j).word in OVER else i


def _month(ground: Ground, i: int, sure: bool = False) -> When | None:
    """In June, by March 2027, next March. A name alone is no time: it may be a person's."""
    which = ground.at(i).value if ground.kind(i) == WHICH else None
    j = i + (which is not None)
    sure = sure or _on_paper(ground, i)
    if ground.kind(j) != MONTH or not (
        sure or which is not None or ground.kind(i - 1) in LINKS or ground.kind(j + 1) == NUMBER
    ):
        return None
    if ground.at(j).word in ground.lexicon.shy and not ground.at(j).capital:
        return None
    month, year = ground.at(j).value, full_year(ground, j + 1)
    if year is None and not (sure or which is not None or ground.kind(i - 1) in LINKS):
        return None
    stop = j + 1 + (year is not None)
    year = year or ground.today.year + (month < ground.today.month)
    first = date(year - 1, month, 1) if which == -1 and date(year, month, 1) >= ground.today else date(year, month, 1)
    return whole_days(first, month_end(first), stop, "month")


def _on_paper(ground: Ground, i: int) -> bool:
    """On your April statement, off your May bill: of one of the months ahead."""
    led = ground.at(i - 1).word in WHOSE and (ground.kind(i - 2) in LINKS or ground.at(i - 2).word in ("off", "with"))
    return led and ground.at(i + 1).word in PAPERS and (ground.at(i).value - ground.today.month) % 12 < MONTHS_AHEAD


def _feast(ground: Ground, i: int) -> When | None:
    start = ground.skip(i, "the")
    month, number = divmod(ground.at(start).value, 100)
    year = full_year(ground, start + 1)
    on = dated(year, month, number) if year else this_or_next_year(ground, month, number)
    return single(on, start + 1 + (year is not None))


def _border(ground: Ground, i: int) -> When | None:
    """Week's end, month end, year end."""
    today = ground.today
    if ground.kind(i) == "weeksend":
        return cut(whole_days(monday_of(today), monday_of(today) + timedelta(days=6), i + 1, "week"), today, 2)
    last = month_end(today) if ground.kind(i) == "monthend" else date(today.year, 12, 31)
    return single(last, i + 1)


def _that_day(ground: Ground, i: int) -> When | None:
    """The same day, on the night: that of which was spoken."""
    return single(ground.that_day, i + 1)


def _behind_the(ground: Ground, i: int) -> When | None:
    following: tuple[Callable[[Ground, int], When | None], ...] = (
        day_and_month, ordinal, _weekday, _edge, _unit,
    )  # fmt: skip
    return next((found for rule in following if (found := rule(ground, i))), None)


RULES: dict[str, tuple[Callable[[Ground, int], When | None], ...]] = {
    NUMBER: (numeric, day_and_month),
    ORDINAL: (day_and_month, ordinal),
    MONTH: (month_and_day, _month),
    DAYNAME: (_weekday,),
    DAY: (_relative,),
    WHICH: (_part_of_today, _weekday, _month, _unit),
    UNIT: (_weekend,),
    "past": (_unit,),
    EDGE: (_edge,),
    "later": (_edge,),
    "the": (_behind_the,),
    "feast": (_feast,),
    "weeksend": (_border,),
    "that day": (_that_day,),
    "monthend": (_border,),
    "yearend": (_border,),
}
