"""Days and hours as other systems write them. What could be two days is not guessed at. Pure."""

import re
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from regulars.base.results import Refused, remembered
from regulars.base.times import LocalTime

CLOCK = (
    r"(?:[T ,]+(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?\s*(?P<half>[AaPp]\.?[Mm]\.?)?)?"
)
OFFSET = r"\s*(?P<offset>Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)?"
FORMS = (
    re.compile(rf"(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}}){CLOCK}{OFFSET}(?: Uhr)?"),
    re.compile(rf"(?P<year>\d{{4}})(?P<month>\d\d)(?P<day>\d\d){CLOCK}{OFFSET}"),
    re.compile(rf"(?P<day>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})\.\s?(?P<year>\d{{4}}){CLOCK}{OFFSET}(?: Uhr)?"),
    re.compile(rf"(?P<one>\d{{1,2}})[/-](?P<two>\d{{1,2}})[/-](?P<year>\d{{4}}){CLOCK}{OFFSET}"),
)
# What stands between the figures of a day alone, of one with hour and minute, and of one with seconds.
PLAIN = (("-", "-", "", ""), ("-", "-", ":", ""), ("-", "-", ":", ":"))
DAY_ALONE, LENGTHS = 10, (10, 16, 19)
LONGEST = 60
EARLIEST, LATEST = 1900, 2199
ORDERS = ("", "dmy", "mdy")


@remembered(8192)
def read(text: str, order: str = "", *, end_of_day: bool = False) -> datetime | Refused:
    """A time as it is written: aware where it names an offset, else a wall time (naive). A day alone is its beginning,
    or its last second with `end_of_day`.

    Understood are ISO 8601, 31.12.2026 and 20261231, and 12/31/2026 or 31/12/2026 where only one of them can be meant
    or `order` ("dmy", "mdy") says which.
    """
    written = text.strip()
    at = plainly(written)
    if at is not None and EARLIEST <= at.year <= LATEST:
        return at.replace(hour=23, minute=59, second=59) if end_of_day and len(written) == DAY_ALONE else at
    found = next((match for form in FORMS if (match := form.fullmatch(written[:LONGEST]))), None)
    if found is None:
        return Refused(_("“%(text)s” is no date. Write it like 2026-12-31.") % {"text": written[:LONGEST]})
    parts = found.groupdict()
    day = day_of(parts, order, written)
    if isinstance(day, Refused):
        return day
    hour = clock(parts, end_of_day=end_of_day)
    try:
        at = datetime(day[0], day[1], day[2], *hour)  # noqa: DTZ001 - a wall time, unless it says where
    except ValueError:
        return Refused(_("There is no such day or hour as “%(text)s”.") % {"text": written})
    if not EARLIEST <= at.year <= LATEST:
        return Refused(_("“%(text)s” is too far away to be meant.") % {"text": written})
    return offset(at, parts["offset"] or "")


def plainly(written: str) -> datetime | None:
    """A wall time as most files write all of theirs, 2026-12-31 18:00:00 or 31.12.2026 18:00, or the day alone, in a
    tenth of the time that FORMS take; None where these have to be asked."""
    if written[2:3] == "." == written[5:6]:
        written = f"{written[6:10]}-{written[3:5]}-{written[:2]}{written[10:]}"
    signs = written[4:5], written[7:8], written[13:14], written[16:17]
    # What the library makes of 24:00 depends on its version.
    if signs not in PLAIN or written[10:11] not in ("", " ", "T") or written[11:13] == "24":
        return None
    try:
        return datetime.fromisoformat(written) if len(written) in LENGTHS else None
    except ValueError:
        return None


def day_of(parts: dict[str, str | None], order: str, written: str) -> tuple[int, int, int] | Refused:
    """Year, month and day."""
    year = int(parts["year"] or 0)
    if "one" not in parts:
        return year, int(parts["month"] or 0), int(parts["day"] or 0)
    one, two = int(parts["one"] or 0), int(parts["two"] or 0)
    if order == "mdy" or (not order and two > 12 >= one):
        return year, one, two
    if order == "dmy" or one > 12 or one == two:
        return year, two, one
    return Refused(
        _("“%(text)s” may be two days. Say whether the day or the month comes first.") % {"text": written}, "dates"
    )


def clock(parts: dict[str, str | None], *, end_of_day: bool) -> tuple[int, int, int]:
    """Hour, minute and second."""
    if parts["hour"] is None:
        return (23, 59, 59) if end_of_day else (0, 0, 0)
    hour, half = int(parts["hour"]), (parts["half"] or "")[:1].lower()
    if half and hour > 12:
        hour = 99
    elif half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour, int(parts["minute"] or 0), int(parts["second"] or 0)


def offset(at: datetime, written: str) -> datetime | Refused:
    """The time with its offset, where it names one."""
    if not written:
        return at
    if written in ("Z", "UTC", "GMT"):
        return at.replace(tzinfo=UTC)
    digits = written[1:].replace(":", "").ljust(4, "0")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if ahead > timedelta(hours=14):
        return Refused(_("There is no time zone %(zone)s.") % {"zone": written})
    return at.replace(tzinfo=timezone(-ahead if written[0] == "-" else ahead))


@remembered(8192)
def moment(text: str, zone: str, order: str) -> datetime | Refused:
    """A time that is past, in UTC; a wall time is one of `zone`, or of UTC where none is given."""
    at = read(text, order)
    if isinstance(at, Refused):
        return at
    return at.astimezone(UTC) if at.tzinfo else LocalTime(at, zone or "UTC").utc()


@remembered(8192)
def ahead(text: str, zone: str, order: str, *, end_of_day: bool) -> LocalTime | Refused:
    """A time that people plan with: a wall time and its zone. One with an offset is shown in `zone`, if one is given,
    else it keeps to UTC; a wall time without a zone is refused, for nobody could say when it is."""
    at = read(text, order, end_of_day=end_of_day)
    if isinstance(at, Refused):
        return at
    if at.tzinfo:
        return LocalTime(at.astimezone(ZoneInfo(zone or "UTC")).replace(tzinfo=None), zone or "UTC")
    if not zone:
        return Refused(
            _("“%(text)s” names no time zone, and none was given for the file.") % {"text": text.strip()}, "zone"
        )
    return LocalTime(at, zone)
