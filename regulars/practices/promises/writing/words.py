"""How a due time is told where somebody writes."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from regulars.base.times import LocalTime
from regulars.practices.promises.models import Promise
from regulars.web.words import hour, manner


def due_words(due: LocalTime, means: str) -> str:
    """Such as "by Monday 23 November, end of day in Berlin"."""
    said = manner(get_language())
    parts = {
        "weekday": said.weekdays[due.wall.weekday()],
        "day": due.wall.day,
        "month": said.months[due.wall.month - 1],
        "hour": hour(due.wall),
        "place": place(due.zone),
    }
    if means == Promise.CLOSING:
        return _("by %(weekday)s %(day)s %(month)s, when we close in %(place)s") % parts
    if means == Promise.DAY and (due.wall.hour, due.wall.minute) == (23, 59):
        return _("by %(weekday)s %(day)s %(month)s, end of day in %(place)s") % parts
    return _("by %(weekday)s %(day)s %(month)s, %(hour)s in %(place)s") % parts


def place(zone: str) -> str:
    """The town of a zone."""
    return zone.rpartition("/")[2].replace("_", " ")
