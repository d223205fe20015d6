"""Days: "Monday", "next Friday", "14 March", "the 14th", "3/14", "the day after tomorrow", "end of next week"."""

from collections.abc import Callable
from datetime import date, timedelta

from regulars.reading.times import lengths
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
    QUARTERS,
    UNIT,
    WEEKENDS,
    WEEKS,
    WHICH,
    YEARS,
)
from regulars.reading.times.calendar import after_months, day_start, monday_of, month_end
from regulars.reading.times.ground import LINKS, Ground, When, whole_days

SATURDAY = 5
# "This" (0), "last" (-1), "next" (1); "coming" (2) is the nearest one ahead.
COMING = 2
# On a bare "14th" or "14.3." only behind one of these.
BEFORE_DATES = LINKS | {DAYNAME, "the", "to", "and", "or", "-", "–", ",", "(", "latest"}


def day(ground: Ground, i: int) -> When | None:
    """The day or stretch of days that starts at `i`, or None."""
    rules: tuple[Callable[[Ground, int], When | None], ...] = RULES.get(ground.kind(i), ())
    for rule in rules:
        if (found := rule(ground, i)) is not None:
            return found
    return None


def dated(year: int, month: int, number: int) -> date | None:
    """The date, None where the calendar has no such day."""
    try:
        return date(year, month, number)
    except ValueError:
        return None


def _full_year(ground: Ground, i: int) -> int | None:
    """A year of four digits, or two behind a sign."""
    atom = ground.at(i)
    if atom.kind == NUMBER and atom.width == 4 and 1900 <= atom.value <= 2200:
        return atom.value
    return None


def _this_or_next_year(ground: Ground, month: int, number: int) -> date | None:
    """The first such day that is not behind us; a leap day may be years ahead."""
    for year in range(ground.today.year, ground.today.year + 9):
        found = dated(year, month, number)
        if found and found >= ground.today:
            return found
    return None


def _single(found: date | None, stop: int) -> When | None:
    return whole_days(found, found, stop) if found else None


def _numeric(ground: Ground, i: int) -> When | None:
    """2026-03-14, 14/03/2026, 14.3.26, 3/14, 14.3."""
    sign = ground.kind(i + 1)
    if sign not in ("/", ".", "-") or not (ground.joined(i + 1) and ground.joined(i + 2)):
        return None
    first, second = ground.number(i, 1, 2200), ground.number(i + 2, 1, 31)
    if first is None or second is None:
        return None
    if ground.kind(i + 3) == sign and ground.joined(i + 3) and ground.joined(i + 4) and ground.kind(i + 4) == NUMBER:
        return _three_numbers(ground, i, sign)
    if sign == "-" or ground.kind(i - 1) not in BEFORE_DATES or ground.at(i + 2).width > 2:
        return None
    dotted = sign == "." and ground.kind(i + 3) == "." and ground.joined(i + 3)
    if sign == "." and (not dotted or second > 12):
        return None
    return _ordered(ground, first, second, None, i + 3 + dotted, sign)


def _three_numbers(ground: Ground, i: int, sign: str) -> When | None:
    first, second, third = (ground.at(j).value for j in (i, i + 2, i + 4))
    if ground.at(i).width == 4:
        return _single(dated(first, second, third) if first > 1899 else None, i + 5)
    year = third + 2000 if ground.at(i + 4).width == 2 else third
    return _ordered(ground, first, second, year, i + 5, sign) if 1900 <= year <= 2200 else None


def _ordered(ground: Ground, first: int, second: int, year: int | None, stop: int, sign: str) -> When | None:
    """Day and month in the order of the place. A dot says the day first everywhere; a grain of "none": cannot tell."""
    month_first = False if sign == "." else ground.month_first
    if first > 12 or second > 12 or first == second:
        month_first = second > 12
    if month_first is None:
        return When(ground.now, ground.now, "none", stop)
    number, month = (second, first) if month_first else (first, second)
    if not 1 <= month <= 12:
        return None
    return _single(dated(year, month, number) if year else _this_or_next_year(ground, month, number), stop)


def _day_and_month(ground: Ground, i: int) -> When | None:
    """14 March, the 14th of March 2026, 14. März."""
    start = ground.skip(i, "the")
    number = ground.at(start)
    if number.kind not in (NUMBER, ORDINAL) or not 1 <= number.value <= 31:
        return None
    j = ground.skip(start + 1, "of", "the", ".")
    if ground.kind(j) != MONTH or (j > start + 1 and ground.kind(start + 1) == "." and not ground.joined(start + 1)):
        return None
    return _in_year(ground, ground.at(j).value, number.value, j + 1)


def _month_and_day(ground: Ground, i: int) -> When | None:
    """March 14th, 2026; July the 20th."""
    if ground.kind(i) != MONTH or not ground.meant(i):
        return None
    j = ground.skip(i + 1, "the", ".")
    number = ground.at(j)
    if number.kind not in (NUMBER, ORDINAL) or not 1 <= number.value <= 31 or number.width > 2:
        return None
    if ground.kind(j + 1) == ":" or ground.kind(j + 1) == "halfday":
        return None
    return _in_year(ground, ground.at(i).value, number.value, j + 1)


def _in_year(ground: Ground, month: int, number: int, stop: int) -> When | None:
    j = ground.skip(stop, ",", ".")
    year = _full_year(ground, j)
    if year is not None:
        return _single(dated(year, month, number), j + 1)
    if ground.kind(stop) == WHICH and ground.kind(stop + 1) == UNIT and ground.at(stop + 1).value == YEARS:
        return _single(dated(ground.today.year + ground.at(stop).value % COMING, month, number), stop + 2)
    return _single(_this_or_next_year(ground, month, number), stop)


def _ordinal(ground: Ground, i: int) -> When | None:
    """The 14th, the 14th of next month, on the 3rd."""
    start = ground.skip(i, "the")
    atom = ground.at(start)
    if atom.kind != ORDINAL or not 1 <= atom.value <= 31:
        return None
    j = ground.skip(start + 1, "of", "the")
    if ground.kind(j) == WHICH and ground.kind(j + 1) == UNIT and ground.at(j + 1).value == MONTHS:
        month = after_months(ground.today.replace(day=1), ground.at(j).value % COMING)
        return _single(dated(month.year, month.month, atom.value), j + 2)
    if ground.kind(j) == UNIT and ground.at(j).value == MONTHS and j > start + 1:
        return _single(_next_numbered(ground, atom.value), j + 1)
    after = ground.at(start + 1)
    listed = ground.kind(start + 1) in ("to", "-", "–", "until") and ORDINAL in (
        ground.kind(start + 2),
        ground.kind(start + 3),
    )
    noun = after.capital if ground.lexicon.dotted else after.word not in ground.lexicon.plain
    counted = after.kind in ("", UNIT, EDGE, "work", "half", "hence") and after.word and noun
    if counted or not atom.width or not (listed or ground.kind(i - 1) in BEFORE_DATES):
        return None
    return _single(_next_numbered(ground, atom.value), start + 1)


def _next_numbered(ground: Ground, number: int) -> date | None:
    """The next day of a month with that number: today would be called today."""
    first = ground.today.replace(day=1)
    for months in range(12):
        month = after_months(first, months)
        found = dated(month.year, month.month, number)
        if found and found > ground.today:
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
    found = _numeric(ground, j) or _day_and_month(ground, j) or _month_and_day(ground, j)
    if found or ground.kind(j) != ORDINAL or (numbered := _ordinal(ground, j)) is None:
        return found
    for months in range(24):
        month = after_months(ground.today.replace(day=1), months)
        on = dated(month.year, month.month, ground.at(j).value)
        if on and on >= ground.today and on.weekday() == wanted:
            return _single(on, numbered.stop)
    return numbered


def _in_a_week(ground: Ground, wanted: int, i: int) -> When | None:
    if ground.kind(i) == UNIT and ground.at(i).value == WEEKS and ground.at(i).word == "week":
        plain = _plain_weekday(ground, wanted, None, i + 1)
        return _single(plain.last.date() + timedelta(days=7), i + 1) if plain else None
    j = ground.skip(i, "of", "in", "on")
    if ground.kind(j) == WHICH and ground.kind(j + 1) == UNIT and ground.at(j + 1).value == WEEKS:
        weeks = ground.at(j).value % COMING if ground.at(j).value >= 0 else -1
        return _single(monday_of(ground.today) + timedelta(days=7 * weeks + wanted), j + 2)
    found = lengths.length(ground, j) if ground.kind(i) == "in" else None
    plain = _plain_weekday(ground, wanted, None, i)
    later = lengths.shifted(plain.first, found) if plain and found else None
    return _single(later.date(), found.stop) if later and found else None


def _relative(ground: Ground, i: int) -> When | None:
    """Today, tomorrow, tonight, first thing in the morning."""
    value = ground.at(i).value
    if value == -100:
        return _single(ground.today - timedelta(days=1), i + 1)
    if value < 100:
        return _single(ground.today + timedelta(days=value), i + 1)
    return part_of(ground.today + timedelta(days=value // 100 - 1), value % 100, i + 1)


def _part_of_today(ground: Ground, i: int) -> When | None:
    """This evening, this morning."""
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
    return stretch_of(ground, WEEKENDS, 0, i + 1) if weekend else None


def _unit(ground: Ground, i: int) -> When | None:
    """Next week, this month, the weekend, next week Friday, next 3 days, last 4 months."""
    start = ground.skip(i, "the")
    if ground.kind(start) == UNIT and ground.at(start).value == WEEKENDS and start > i:
        return stretch_of(ground, WEEKENDS, 0, start + 1)
    if ground.kind(start) not in (WHICH, "past"):
        return None
    which, j = ground.at(start).value, start + 1
    if ground.kind(j) == UNIT and ground.at(j).value == WEEKS:
        named = ground.skip(j + 1, "on", ",")
        if ground.kind(named) == DAYNAME:
            weeks = 1 if which > 0 else which
            on = monday_of(ground.today) + timedelta(days=7 * weeks + ground.at(named).value)
            return _single(on, named + 1)
    unit = ground.unit(j)
    if unit is not None:
        return stretch_of(ground, unit, 1 if which == COMING else which, j + 1)
    found = lengths.length(ground, j) if which else None
    return lengths.ahead(ground, found, 1 if which > 0 else -1) if found else None


def stretch_of(ground: Ground, unit: int, which: int, stop: int) -> When | None:
    """This, next or last week, weekend, month, quarter or year, as whole days."""
    today, monday = ground.today, monday_of(ground.today)
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


def _edge(ground: Ground, i: int) -> When | None:
    """End of the week, start of next month, mid March, early next week, end of March 2027."""
    start = ground.skip(i, "the")
    if ground.kind(start) == "the" or ground.kind(start) not in (EDGE, "later"):
        return None
    j = ground.skip(start + 1, "of", "-", "in")
    the = ground.kind(j) == "the"
    j += the
    which = ground.at(j).value if ground.kind(j) == WHICH else 0
    whole = _month(ground, j, sure=True) or day(ground, j)
    unit = ground.unit(j)
    if whole is None and unit is not None and (the or j > start + 1):
        whole = stretch_of(ground, unit, which, j + 1)
    if whole is None:
        return None
    return _cut(whole, ground.today, 2 if ground.kind(start) == "later" else ground.at(start).value)


def _cut(whole: When, today: date, edge: int) -> When:
    """Its beginning, middle or end. A week's end, as work counts it, is Friday, on a weekend the one to come."""
    days = (whole.last.date() - whole.first.date()).days + 1
    first, last = whole.first.date(), whole.last.date()
    if whole.grain == "week" and edge == 2:
        last += timedelta(days=-2 if last - timedelta(days=2) >= today else 5)
        return whole_days(last, last, whole.stop)
    if edge == 2 or days == 1:
        return whole if days == 1 else whole_days(last, last, whole.stop)
    third = max(days // 3, 1)
    return whole_days(first, first + timedelta(days=third * (edge + 1) - 1), whole.stop)


def _month(ground: Ground, i: int, sure: bool = False) -> When | None:
    """In June, by March 2027, next March. A name alone is no time: it may be a person's."""
    which = ground.at(i).value if ground.kind(i) == WHICH else None
    j = i + (which is not None)
    if ground.kind(j) != MONTH or not (
        sure or which is not None or ground.kind(i - 1) in LINKS or ground.kind(j + 1) == NUMBER
    ):
        return None
    if ground.at(j).word in ground.lexicon.shy and not ground.at(j).capital:
        return None
    month, year = ground.at(j).value, _full_year(ground, j + 1)
    if year is None and not (sure or which is not None or ground.kind(i - 1) in LINKS):
        return None
    stop = j + 1 + (year is not None)
    year = year or ground.today.year + (month < ground.today.month)
    first = date(year - 1, month, 1) if which == -1 and date(year, month, 1) >= ground.today else date(year, month, 1)
    return whole_days(first, month_end(first), stop, "month")


def _feast(ground: Ground, i: int) -> When | None:
    start = ground.skip(i, "the")
    month, number = divmod(ground.at(start).value, 100)
    year = _full_year(ground, start + 1)
    on = dated(year, month, number) if year else _this_or_next_year(ground, month, number)
    return _single(on, start + 1 + (year is not None))


def _border(ground: Ground, i: int) -> When | None:
    """Month end, year end."""
    today = ground.today
    last = month_end(today) if ground.kind(i) == "monthend" else date(today.year, 12, 31)
    return _single(last, i + 1)


def _behind_the(ground: Ground, i: int) -> When | None:
    following: tuple[Callable[[Ground, int], When | None], ...] = (
        _day_and_month, _ordinal, _weekday, _edge, _unit,
    )  # fmt: skip
    return next((found for rule in following if (found := rule(ground, i))), None)


RULES: dict[str, tuple[Callable[[Ground, int], When | None], ...]] = {
    NUMBER: (_numeric, _day_and_month),
    ORDINAL: (_day_and_month, _ordinal),
    MONTH: (_month_and_day, _month),
    DAYNAME: (_weekday,),
    DAY: (_relative,),
    WHICH: (_part_of_today, _weekday, _month, _unit),
    UNIT: (_weekend,),
    "past": (_unit,),
    EDGE: (_edge,),
    "later": (_edge,),
    "the": (_behind_the,),
    "feast": (_feast,),
    "monthend": (_border,),
    "yearend": (_border,),
}
