"""The new time as the mail that went out tells it: its writer may have changed the one that was proposed. Pure."""

from collections.abc import Iterator
from datetime import datetime

from regulars.base.frozen import dataclass
from regulars.base.times import LocalTime
from regulars.practices.promises.models import Promise
from regulars.practices.promises.writing.heard import means_of
from regulars.reading.times import dues


@dataclass(frozen=True, slots=True)
class NewTime:
    """Until when, and what is meant by it. `due` is None where the mail names no time that counts, or several."""

    due: LocalTime | None
    means: str = Promise.TIME


def retold(text: str, old: NewTime, proposed: NewTime, now: datetime) -> NewTime:
    """The time that `text`, sent at `now`, tells: the one proposed where it still stands there, else the only one that
    lies ahead, but for the old one that cannot be kept."""
    if proposed.due is None:
        return proposed
    named = dict.fromkeys(times_in(text, now, proposed.due.zone))
    if any(same(one, proposed) for one in named):
        return proposed
    new = [one for one in named if not same(one, old)]
    return new[0] if len(new) == 1 else NewTime(None)


def times_in(text: str, now: datetime, zone: str) -> Iterator[NewTime]:
    """What lies ahead of all times that are named, in that of our languages in which more of the text is a time."""
    found = (dues(text, now, zone, language) for language in ("en", "de"))
    for due in max(found, key=lambda named: sum(one.end - one.start for one in named)):
        if due.time is not None and due.time.utc() > now:
            yield NewTime(due.time, means_of(due.grain, text[due.start : due.end]))


def same(one: NewTime, other: NewTime) -> bool:
    """Whether both are one time. A day is the same at whatever hour it ends."""
    if one.due is None or other.due is None:
        return False
    if other.means == Promise.TIME:
        return one.due.wall == other.due.wall
    return one.due.wall.date() == other.due.wall.date()
