"""Dates by their numbers: "14 March", "March 14th, 2026", "the 14th", "3/14", "14.3."."""

from datetime import date

from regulars.reading.times.atoms import DAYNAME, EDGE, MONTH, MONTHS, NUMBER, ORDINAL, UNIT, WHICH, YEARS
from regulars.reading.times.calendar import after_months
from regulars.reading.times.ground import LINKS, Ground, When, whole_days

# "This" (0), "last" (-1), "next" (1); "coming" (2) is the nearest one ahead.
COMING = 2
# On a bare "14th" or "14.3." only behind one of these.
BEFORE_DATES = LINKS | {DAYNAME, "the", "to", "and", "or", "-", "–", ",", "(", "latest"}


def dated(year: int, month: int, number: int) -> date | None:
    """The date, None where the calendar has no such day."""
    try:
        return date(year, month, number)
    except ValueError:
        return None


def full_year(ground: Ground, i: int) -> int | None:
    """A year of four digits, or two behind a sign."""
    atom = ground.at(i)
    if atom.kind == NUMBER and atom.width == 4 and 1900 <= atom.value <= 2200:
        return atom.value
    return None


def this_or_next_year(ground: Ground, month: int, number: int) -> date | None:
    """The first such day that is not behind us; a leap day may be years ahead."""
    for year in range(ground.today.year, ground.today.year + 9):
        found = dated(year, month, number)
        if found and found >= ground.today:
            return found
    return None


def single(found: date | None, stop: int) -> When | None:
    """That day, if there is one."""
    return whole_days(found, found, stop) if found else None


def numeric(ground: Ground, i: int) -> When | None:
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
    if sign == "." and ground.kind(i - 1) == "at" and not ground.lexicon.dotted:
        return None
    dotted = sign == "." and ground.kind(i + 3) == "." and ground.joined(i + 3)
    if sign == "." and (not dotted or second > 12):
        return None
    return _ordered(ground, first, second, None, i + 3 + dotted, sign)


def _three_numbers(ground: Ground, i: int, sign: str) -> When | None:
    first, second, third = (ground.at(j).value for j in (i, i + 2, i + 4))
    if ground.at(i).width == 4:
        return single(dated(first, second, third) if first > 1899 else None, i + 5)
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
    return single(dated(year, month, number) if year else this_or_next_year(ground, month, number), stop)


def day_and_month(ground: Ground, i: int) -> When | None:
    """14 March, the 14th of March 2026, 14-Mar-2026, 14. März."""
    start = ground.skip(i, "the")
    number = ground.at(start)
    if number.kind not in (NUMBER, ORDINAL) or not 1 <= number.value <= 31:
        return None
    j = ground.skip(start + 1, "of", "the", ".") if ground.kind(start + 1) != "-" else start + 2
    if ground.kind(j) != MONTH or (j > start + 1 and ground.kind(start + 1) == "." and not ground.joined(start + 1)):
        return None
    return _in_year(ground, ground.at(j).value, number.value, j + 1)


def month_and_day(ground: Ground, i: int) -> When | None:
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
    j = ground.skip(stop, ",", ".", "-")
    year = full_year(ground, j)
    if year is not None:
        return single(dated(year, month, number), j + 1)
    if ground.kind(stop) == WHICH and ground.kind(stop + 1) == UNIT and ground.at(stop + 1).value == YEARS:
        return single(dated(ground.today.year + ground.at(stop).value % COMING, month, number), stop + 2)
    return single(this_or_next_year(ground, month, number), stop)


def ordinal(ground: Ground, i: int) -> When | None:
    """The 14th, the 14th of next month, on the 3rd."""
    start = ground.skip(i, "the")
    atom = ground.at(start)
    if atom.kind != ORDINAL or not 1 <= atom.value <= 31:
        return None
    j = ground.skip(start + 1, "of", "the")
    if ground.kind(j) == WHICH and ground.kind(j + 1) == UNIT and ground.at(j + 1).value == MONTHS:
        month = after_months(ground.today.replace(day=1), ground.at(j).value % COMING)
        return single(dated(month.year, month.month, atom.value), j + 2)
    if ground.kind(j) == UNIT and ground.at(j).value == MONTHS and j > start + 1:
        return single(_next_numbered(ground, atom.value), j + 1)
    after = ground.at(start + 1)
    listed = ground.kind(start + 1) in ("to", "-", "–", "until") and ORDINAL in (
        ground.kind(start + 2),
        ground.kind(start + 3),
    )
    noun = after.capital if ground.lexicon.dotted else after.word not in ground.lexicon.plain
    counted = after.kind in ("", UNIT, EDGE, "work", "half", "hence") and after.word and noun
    if counted or not atom.width or not (listed or ground.kind(i - 1) in BEFORE_DATES):
        return None
    return single(_next_numbered(ground, atom.value), start + 1)


def _next_numbered(ground: Ground, number: int) -> date | None:
    """The next day of a month with that number: today would be called today."""
    first = ground.today.replace(day=1)
    for months in range(12):
        month = after_months(first, months)
        found = dated(month.year, month.month, number)
        if found and found > ground.today:
            return found
    return None
