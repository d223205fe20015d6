"""How times, sizes and links are put into words. Templates use these as filters."""

import re
from datetime import datetime

from django.utils import timezone
from django.utils.dates import MONTHS, MONTHS_3, WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup, escape

MINUTE, HOUR, DAY = 60, 3600, 86400
ADDRESS = re.compile(r"https?://[^\s<>\"'\u00ab\u00bb\u201c\u201d]{1,2000}")
TRAILING = ".,;:!?)]}*_"
UNITS = ("kB", "MB", "GB", "TB")


def relative(at: datetime, now: datetime) -> str:
    """How long ago, in at most a few letters: "now", "5 min", "3 h", "2 d"; nothing beyond a week or in the future."""
    seconds = (now - at).total_seconds()
    if -MINUTE < seconds < MINUTE:
        return _("now")
    if seconds < 0 or seconds >= 7 * DAY:
        return ""
    for unit, word in ((DAY, _("%(n)s d")), (HOUR, _("%(n)s h"))):
        if seconds >= unit:
            return word % {"n": int(seconds // unit)}
    return _("%(n)s min") % {"n": int(seconds // MINUTE)}


def short(local: datetime, today: datetime) -> str:
    """The hour today, the day this year, else day and year."""
    if local.date() == today.date():
        return f"{local:%H:%M}"
    day_and_month = f"{local.day} {MONTHS_3[local.month].title()}"
    return day_and_month if local.year == today.year else f"{day_and_month} {local.year}"


def full(local: datetime) -> str:
    """Weekday, day and minute."""
    return f"{WEEKDAYS[local.weekday()]} {local.day} {MONTHS[local.month]} {local.year}, {local:%H:%M}"


def when(at: datetime) -> Markup:
    """A time for lists: short, in the agent's zone, with the whole of it for those who ask."""
    local, now = timezone.localtime(at), timezone.localtime()
    return Markup('<time datetime="{}" title="{}">{}</time>').format(local.isoformat(), full(local), short(local, now))


def fully(at: datetime) -> Markup:
    """A time for reading: day and minute in the agent's zone, and how long ago where that is a help."""
    local, now = timezone.localtime(at), timezone.localtime()
    said = f"{short(local, now)}" if local.date() == now.date() else f"{short(local, now)}, {local:%H:%M}"
    ago = relative(at, now)
    tail = Markup(' <span class="ago">· {}</span>').format(ago) if ago else ""
    return Markup('<time datetime="{}" title="{}">{}{}</time>').format(local.isoformat(), full(local), said, tail)


def day(at: datetime) -> Markup:
    """A day for the head of a matter."""
    local = timezone.localtime(at)
    shown = f"{local.day} {MONTHS[local.month]} {local.year}"
    return Markup('<time datetime="{}">{}</time>').format(local.date().isoformat(), shown)


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
    parts: list[Markup] = []
    end = 0
    for found in ADDRESS.finditer(text):
        shown = found[0].rstrip(TRAILING)
        parts.append(escape(text[end : found.start()]))
        parts.append(Markup('<a href="{0}" rel="noopener noreferrer nofollow" target="_blank">{0}</a>').format(shown))
        end = found.start() + len(shown)
    parts.append(escape(text[end:]))
    return Markup("").join(parts)
