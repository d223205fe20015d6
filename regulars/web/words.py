"""How times, sizes and links are put into words. Templates use these as filters."""

import re
from datetime import datetime
from functools import cache, lru_cache

from django.utils.dates import MONTHS, MONTHS_3, WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup, escape

from regulars.base.frozen import dataclass
from regulars.base.money import SIGNS, plain
from regulars.web.reader import reader

MINUTE, HOUR, DAY = 60, 3600, 86400
ADDRESS = re.compile(r"https?://[^\s<>\"'\u00ab\u00bb\u201c\u201d]{1,2000}")
TRAILING = ".,;:!?)]}*_"
UNITS = ("kB", "MB", "GB", "TB")


def relative(at: datetime, now: datetime) -> str:
    """How long ago: "now", "5 min ago", "3 h ago", "2 days ago"; nothing beyond a week or in the future."""
    seconds = (now - at).total_seconds()
    if seconds <= -MINUTE or seconds >= 7 * DAY:
        return ""
    unit = next((unit for unit in (DAY, HOUR, MINUTE) if seconds >= unit), 0)
    return ago(reader().language, unit, int(seconds // unit) if unit else 0)


@lru_cache(maxsize=1024)
def ago(language: str | None, unit: int, count: int) -> str:
    """So many of a unit ago, in the language that is active; a page may say it thirty times."""
    if unit == DAY:
        return ngettext("%(n)s day ago", "%(n)s days ago", count) % {"n": count}
    if unit == HOUR:
        return _("%(n)s h ago") % {"n": count}
    return _("%(n)s min ago") % {"n": count} if unit else _("now")


@dataclass(frozen=True, slots=True)
class Manner:
    """How a language writes times and numbers. Weekdays begin with Monday."""

    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    short_months: tuple[str, ...]
    day: str
    day_and_year: str
    whole: str
    thousands: str
    point: str
    money: str


@cache
def manner(language: str | None) -> Manner:
    """That of the language that is active now; looked up once, as a page holds a hundred times."""
    months = range(1, 13)
    return Manner(
        weekdays=tuple(str(WEEKDAYS[weekday]) for weekday in range(7)),
        months=tuple(str(MONTHS[month]) for month in months),
        short_months=tuple(str(MONTHS_3[month]).title() for month in months),
        day=_("%(day)s %(month)s"),
        day_and_year=_("%(day)s %(month)s %(year)s"),
        whole=_("%(weekday)s %(day)s %(month)s %(year)s, %(hour)s"),
        # Words: how numbers are written; a blank between thousands becomes a narrow one.
        thousands=_("1,000.5")[1].replace(" ", "\u202f"),
        point=_("1,000.5")[5],
        money=_("%(currency)s%(amount)s"),
    )


def short(local: datetime, today: datetime, said: Manner) -> str:
    """The hour today, the day this year, else day and year."""
    if local.date() == today.date():
        return hour(local)
    parts = {"day": local.day, "month": said.short_months[local.month - 1], "year": local.year}
    return (said.day if local.year == today.year else said.day_and_year) % parts


def full(local: datetime, language: Manner | None = None) -> str:
    """Weekday, day and minute, in the language that is active unless one is given."""
    said = language or manner(reader().language)
    return said.whole % {
        "weekday": said.weekdays[local.weekday()],
        "day": local.day,
        "month": said.months[local.month - 1],
        "year": local.year,
        "hour": hour(local),
    }


def hour(local: datetime) -> str:
    """Hours and minutes."""
    return f"{local.hour:02}:{local.minute:02}"


# A page holds a hundred times, so they are put together by hand. What goes in are digits and our own words.


def when(at: datetime) -> Markup:
    """A time for lists: short, in the agent's zone, with the whole of it for those who ask."""
    by = reader()
    local, said = at.astimezone(by.zone), manner(by.language)
    shown = f'<time datetime="{local.isoformat()}" title="{full(local, said)}">{short(local, by.now, said)}</time>'
    return Markup(shown)  # noqa: S704


def fully(at: datetime) -> Markup:
    """A time for reading: day and minute in the agent's zone, and how long ago where that is a help."""
    by = reader()
    local, language = at.astimezone(by.zone), manner(by.language)
    said = short(local, by.now, language)
    if local.date() != by.now.date():
        said = f"{said}, {hour(local)}"
    ago = relative(local, by.now)
    tail = f' <span class="ago">· {ago}</span>' if ago else ""
    shown = f'<time datetime="{local.isoformat()}" title="{full(local, language)}">{said}{tail}</time>'
    return Markup(shown)  # noqa: S704


def day(at: datetime) -> Markup:
    """A day for the head of a matter."""
    by = reader()
    local, said = at.astimezone(by.zone), manner(by.language)
    shown = said.day_and_year % {"day": local.day, "month": said.months[local.month - 1], "year": local.year}
    return Markup(f'<time datetime="{local.date().isoformat()}">{shown}</time>')  # noqa: S704


def local_day(written: str) -> Markup:
    """The day of a wall time (ISO 8601, such as `2026-05-14T15:00:00`), in whatever zone that is."""
    return Markup(f'<time datetime="{written[:10]}">{day_said(written)}</time>')  # noqa: S704


def day_said(written: str) -> str:
    """The same as plain text, for sentences and letters; "" for ""."""
    if not written:
        return ""
    wall, said = datetime.fromisoformat(written), manner(reader().language)
    return said.day_and_year % {"day": wall.day, "month": said.months[wall.month - 1], "year": wall.year}


def number(count: int) -> str:
    """A count, with what the language puts between thousands."""
    shown = f"{count:,}"
    return shown.replace(",", manner(reader().language).thousands) if count > 999 else shown


def decimal(amount: float, places: int) -> str:
    """A number with `places` decimals."""
    whole, _point, rest = f"{amount:,.{places}f}".partition(".")
    said = manner(reader().language)
    return whole.replace(",", said.thousands) + (said.point + rest if rest else "")


def size(count: int) -> str:
    """Bytes in the unit that suits them: "812 bytes", "3.4 MB"."""
    if count < 1000:
        return ngettext("%(n)s byte", "%(n)s bytes", count) % {"n": count}
    amount = float(count)
    for unit in UNITS:
        amount /= 1000
        if amount < 999.5 or unit == UNITS[-1]:
            break
    return f"{decimal(amount, 0 if amount >= 10 else 1)}\u00a0{unit}"


def money(amount: int, currency: str) -> str:
    """An amount in the smallest unit of `currency`, as the language writes it: "€38.90", "CHF\u00a05.00"."""
    whole, _point, rest = plain(abs(amount), currency).partition(".")
    said = manner(reader().language)
    shown = f"{int(whole):,}".replace(",", said.thousands) + (said.point + rest if rest else "")
    sign = SIGNS.get(currency) or f"{currency}\u00a0"
    minus = "\u2212" if amount < 0 else ""
    return minus + (said.money % {"currency": sign, "amount": shown}).strip("\u00a0")


def in_field(amount: int, currency: str) -> str:
    """An amount to be changed by hand: decimals as the language writes them, and no sign or thousands in the way."""
    return plain(amount, currency).replace(".", manner(reader().language).point)


def linked(text: str) -> Markup:
    """Plain text with its web addresses as links, which tell the other side nothing of where they were followed."""
    if "://" not in text:
        return escape(text)
    parts: list[Markup] = []
    end = 0
    for found in ADDRESS.finditer(text):
        shown = found[0].rstrip(TRAILING)
        parts.append(escape(text[end : found.start()]))
        parts.append(Markup('<a href="{0}" rel="noopener noreferrer nofollow" target="_blank">{0}</a>').format(shown))
        end = found.start() + len(shown)
    parts.append(escape(text[end:]))
    return Markup("").join(parts)
