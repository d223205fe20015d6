"""In which order what waits is to be done, and under which heading it stands. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from regulars.base.frozen import dataclass
from regulars.book.today.slots import CALM, FIRST, Matter

URGENT, LATE, SOON, TODAY, LATER, WITHOUT = "first", "late", "soon", "today", "later", "without"
HEADINGS: dict[str, str | Promise] = {
    URGENT: _("Before all else"),
    LATE: _("Late"),
    SOON: _("Within the hour"),
    TODAY: _("Today"),
    LATER: _("Later"),
    WITHOUT: _("When there is time"),
}
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Part:
    """Matters under one heading."""

    key: str
    heading: str | Promise
    matters: list[Matter]


def heading(one: Matter, now: datetime, midnight: datetime) -> str:
    """Under which of HEADINGS a matter stands; `midnight` is when the reader's day ends."""
    if one.rank == FIRST:
        return URGENT
    if one.rank == CALM or one.due_at is None:
        return WITHOUT
    if one.due_at < now:
        return LATE
    if one.due_at - now <= HOUR:
        return SOON
    return TODAY if one.due_at < midnight else LATER


def parts(matters: Iterable[Matter], now: datetime, midnight: datetime, most: int) -> tuple[list[Part], bool]:
    """The first `most` matters in the order in which to do them, by heading, and whether there are more.

    What outranks all comes first, then what has a time, by it, then the rest; a key that comes twice counts once.
    """
    places = {key: place for place, key in enumerate(HEADINGS)}
    distinct = {one.key: one for one in matters}.values()

    def order(one: Matter) -> tuple[int, bool, float, str]:
        due = one.due_at.timestamp() if one.due_at else 0.0
        return places[heading(one, now, midnight)], one.due_at is None, due, one.key

    ordered = sorted(distinct, key=order)
    grouped = groupby(ordered[:most], key=lambda one: heading(one, now, midnight))
    return [Part(key, HEADINGS[key], list(some)) for key, some in grouped], len(ordered) > most


def kinds(matters: Sequence[Matter]) -> list[str]:
    """The kinds that are among them, in the order in which they come."""
    return list(dict.fromkeys(one.kind for one in matters))
