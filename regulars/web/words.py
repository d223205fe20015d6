"""How times, sizes and links are put into words. Templates use these as filters."""

import re
from datetime import datetime
from functools import cache

from django.utils import timezone
from django.utils.dates import MONTHS, MONTHS_3, WEEKDAYS
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

MINUTE, HOUR, DAY = 60, 3600, 86400
ADDRESS = re.compile(r"https?://[^\s<>\"'\u00ab\u00bb\u201c\u201d]{1,2000}")
TRAILING = ".,;:!?)]}*_"
UNITS = ("kB", "MB", "GB", "TB")


def relative(at: datetime, now: datetime) -> str:
    """How long ago: "now", "5 min ago", "3 h ago", "2 days ago"; nothing beyond a week or in the future."""
    seconds = (now - at).total_seconds()
    if -MINUTE < seconds < MINUTE:
        return _("now")
    if seconds < 0 or seconds >= 7 * DAY:
        return ""
    if seconds >= DAY:
        days = int(seconds // DAY)
        return ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": days}
    if seconds >= HOUR:
        return _("%(n)s h ago") % {"n": int(seconds // HOUR)}
    return _("%(n)s min ago") % {"n": int(seconds // MINUTE)}


@cache
def names(language: str | None) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Weekdays from Monday, months, and short months, in the language that is active now; looked up once."""
    months = tuple(str(MONTHS[month]) for month in range(1, 13))
    return (
        tuple(str(WEEKDAYS[weekday]) for weekday in range(7)),
        months,
        tuple(str(MONTHS_3[month]).title() for month in range(1, 13)),
    )


def short(local: datetime, today: datetime) -> str:
    """The hour today, the day this year, else day and year."""
    if local.date() == today.date():
        return hour(local)
    day_and_month = f"{local.day} {names(get_language())[2][local.month - 1]}"
    return day_and_month if local.year == today.year else f"{day_and_month} {local.year}"


def full(local: datetime) -> str:
    """Weekday, day and minute."""
    weekdays, months, _short = names(get_language())
    return f"{weekdays[local.weekday()]} {local.day} {months[local.month - 1]} {local.year}, {hour(local)}"


def hour(local: datetime) -> str:
    """Hours and minutes."""
    return f"{local.hour:02}:{local.minute:02}"


# A page holds a hundred times, so they are put together by hand. What goes in are digits and our own words.


def when(at: datetime) -> Markup:
    """A time for lists: short, in the agent's zone, with the whole of it for those who ask."""
    zone = timezone.get_current_timezone()
    local, now = at.astimezone(zone), datetime.now(zone)
    shown = f'<time datetime="{local.isoformat()}" title="{full(local)}">{short(local, now)}</time>'
    return Markup(shown)  # noqa: S704


def fully(at: datetime) -> Markup:
    """A time for reading: day and minute in the agent's zone, and how long ago where that is a help."""
    zone = timezone.get_current_timezone()
    local, now = at.astimezone(zone), datetime.now(zone)
    said = short(local, now) if local.date() == now.date() else f"{short(local, now)}, {hour(local)}"
    ago = relative(local, now)
    tail = f' <span class="ago">· {ago}</span>' if ago else ""
    shown = f'<time datetime="{local.isoformat()}" title="{full(local)}">{said}{tail}</time>'
    return Markup(shown)  # noqa: S704


def day(at: datetime) -> Markup:
    """A day for the head of a matter."""
    local = timezone.localtime(at)
    shown = f"{local.day} {names(get_language())[1][local.month - 1]} {local.year}"
    return Markup(f'<time datetime="{local.date().isoformat()}">{shown}</time>')  # noqa: S704


def number(count: int) -> str:
    """A count with thin spaces between thousands."""
    return f"{count:,}".replace(",", "\u202f")


def size(count: int) -> str:
    """Bytes in the unit that suits them: "812 bytes", "3.4 MB"."""
    if count < 1000:
        return ngettext("%(n)s byte", "%(n)s bytes", count) % {"n": count}
    amount = float(count)
    for unit in UNITS:
        amount /= 1000
        if amount < 999.5 or unit == UNITS[-1]:
            break
    return f"{amount:.0f}\u00a0{unit}" if amount >= 10 else f"{amount:.1f}\u00a0{unit}"


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
