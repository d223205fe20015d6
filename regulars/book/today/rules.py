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
class Row:
    """All that belongs together: the most urgent of it, by which it has its place, and the others in their order."""

    first: Matter
    others: tuple[Matter, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """Rows under one heading."""

    key: str
    heading: str | Promise
    rows: list[Row]


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


def together(ordered: Iterable[Matter]) -> list[Row]:
    """Rows in the order of the first of each."""
    found: dict[str, list[Matter]] = {}
    for one in ordered:
        found.setdefault(one.belongs or one.key, []).append(one)
    return [Row(first, tuple(others)) for first, *others in found.values()]


def parts(offered: Sequence[Sequence[Matter]], now: datetime, midnight: datetime, most: int) -> tuple[list[Part], bool]:
    """The first `most` rows in the order in which to do them, by heading, and whether there are more.

    What outranks all comes first, then what has a time, by it, then the rest; a key that comes twice counts once. A
    list of more than `most` is taken to be cut off: what comes after its end could stand before whatever is later than
    all of it, so nothing later is shown.
    """
    places = {key: place for place, key in enumerate(HEADINGS)}

    def order(one: Matter) -> tuple[int, bool, float, str]:
        due = one.due_at.timestamp() if one.due_at else 0.0
        return places[heading(one, now, midnight)], one.due_at is None, due, one.key

    distinct = {one.key: one for some in offered for one in some}.values()
    rows = together(sorted(distinct, key=order))
    ends = [max(map(order, some)) for some in offered if len(some) > most]
    shown = [row for row in rows if not ends or order(row.first) <= min(ends)][:most]
    grouped = groupby(shown, key=lambda row: heading(row.first, now, midnight))
    return [Part(key, HEADINGS[key], list(some)) for key, some in grouped], bool(ends) or len(rows) > most
