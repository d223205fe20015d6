"""Words on screen for what promises are made of."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.functional import Promise as Lazy
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from regulars.practices.promises.models import Outcome, Promise
from regulars.web.words import full, hour, manner

Words = Mapping[str, str | Lazy]
SORTS: Words = {
    "callback": gettext_lazy("A call"),
    "delivery": gettext_lazy("A delivery"),
    "reply": gettext_lazy("An answer"),
    "money": gettext_lazy("Money"),
    "reward": gettext_lazy("A reward"),
    "visit": gettext_lazy("A visit"),
    "price": gettext_lazy("A price"),
    "other": gettext_lazy("Something else"),
}
STRENGTHS: Words = {
    Promise.EXPLICIT: gettext_lazy("In so many words"),
    Promise.IMPLIED: gettext_lazy("They can take it so"),
    Promise.POLICY: gettext_lazy("Our own rules say so"),
}
MEANS: Words = {
    Promise.TIME: gettext_lazy("At that time"),
    Promise.DAY: gettext_lazy("Any time on that day"),
    Promise.CLOSING: gettext_lazy("Until we close on that day"),
}
STATES: Words = {
    Promise.OPEN: gettext_lazy("open"),
    Outcome.KEPT: gettext_lazy("kept"),
    Outcome.LATE: gettext_lazy("kept late"),
    Outcome.BROKEN: gettext_lazy("broken"),
    Outcome.RELEASED: gettext_lazy("they let us off"),
    Outcome.REPLACED: gettext_lazy("replaced by another"),
    Outcome.MISTAKEN: gettext_lazy("no promise after all"),
}


def until(local: str, zone: str, means: str, due_at: datetime) -> str:
    """A due time in words: a day as it is where the customer lives, an hour in the reader's zone with theirs behind."""
    wall = datetime.fromisoformat(local)
    if means != Promise.TIME:
        said = _("until we close on %(day)s") if means == Promise.CLOSING else _("by %(day)s")
        return said % {"day": day(wall)}
    here = timezone.localtime(due_at)
    if here.replace(tzinfo=None) == wall:
        return _("by %(when)s") % {"when": full(here)}
    return _("by %(when)s, which is %(there)s for them") % {"when": full(here), "there": there(wall, here)}


def there(wall: datetime, here: datetime) -> str:
    """Their hour, with the day where that is another one."""
    return hour(wall) if wall.date() == here.date() else f"{day(wall)}, {hour(wall)}"


def day(wall: datetime) -> str:
    """Weekday and day of a wall time; the year where it is not this one."""
    said = manner(get_language())
    parts = {"day": wall.day, "month": said.months[wall.month - 1], "year": wall.year}
    plain = said.day if wall.year == timezone.localtime().year else said.day_and_year
    return _("%(weekday)s, %(day)s") % {"weekday": said.weekdays[wall.weekday()], "day": plain % parts}


def wall_now(zone: str, now: datetime) -> datetime:
    """What the clock says there, naive."""
    return now.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
