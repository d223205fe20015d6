"""Clocks that run on the customer's hours, and the time after which they count as gone. Pure."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from math import log
from statistics import median
from zoneinfo import ZoneInfo

from regulars.practices.recovery.course import ACKNOWLEDGE, ACT, END, EXTRA, LISTEN, MEET, OWED, SECOND, Standing

# When somebody can be expected to notice that they wait, and to be reached: also at weekends, in their own zone.
WAKES, SLEEPS = time(8), time(20)
DAY = timedelta(hours=12)
SEVERITIES = ("minor", "serious", "severe")
# Waking hours from when a step is next: half a day, some hours, an hour or two.
HOURS: dict[str, dict[str, int]] = {
    LISTEN: {"minor": 8, "serious": 4, "severe": 2},
    ACKNOWLEDGE: {"minor": 8, "serious": 4, "severe": 2},
    MEET: {"minor": 16, "serious": 8, "severe": 4},
    ACT: {"minor": 8, "serious": 4, "severe": 2},
    OWED: {"minor": 36, "serious": 24, "severe": 12},
    EXTRA: {"minor": 36, "serious": 36, "severe": 36},
    SECOND: {"minor": 12, "serious": 12, "severe": 12},
    END: {"minor": 24, "serious": 24, "severe": 24},
}
# Three of their days after we wrote, somebody asks again or calls.
ASK_AGAIN = 36
# Purchases at random have exponential gaps, of which 19 in 20 are shorter than ln 20 / ln 2 times their median.
# Source: the quantiles of the exponential distribution.
FACTOR = log(20) / log(2)
LEAST, MOST, UNKNOWN = timedelta(days=30), timedelta(days=400), timedelta(days=180)
FEWEST_GAPS = 2


def later(since: datetime, hours: float, zone: str) -> datetime:
    """`since` plus so many hours in which somebody in `zone` is awake, in UTC. Hours are those of the clock on their
    wall: the day on which it is put forward or back has as many as any other. Raises ZoneInfoNotFoundError."""
    there = ZoneInfo(zone)
    wall = since.astimezone(there).replace(tzinfo=None)
    left = timedelta(hours=hours)
    if wall.time() < WAKES:
        wall = datetime.combine(wall.date(), WAKES)
    while (room := datetime.combine(wall.date(), SLEEPS) - wall) < left:
        left -= max(room, timedelta())
        wall = datetime.combine(wall.date() + timedelta(days=1), WAKES)
    # Minutes are enough, and what is due "at 12:04:31.204518" is read by nobody.
    return (wall + left).replace(second=0, microsecond=0, tzinfo=there).astimezone(UTC)


def due(at: Standing, severity: str, zone: str) -> datetime | None:
    """When the next step is due; None while the last look waits for their next purchase or visit. A follow-up is due
    on the day that was named."""
    if at.next == SECOND and at.waiting:
        return None
    if at.next == ACT and ACT in at.begun:
        return at.begun[ACT].due_at
    if at.waiting:
        return later(at.since, ASK_AGAIN, zone)
    return later(at.since, HOURS[at.next].get(severity, HOURS[at.next]["serious"]), zone)


def patience(came: Iterable[date]) -> timedelta:
    """How long after the follow-up somebody who has not come back counts as gone: FACTOR times the median gap between
    the days on which they bought or came, within LEAST and MOST; UNKNOWN where there are fewer than FEWEST_GAPS."""
    days = sorted(set(came))
    gaps = [(after - before).days for before, after in pairwise(days)]
    if len(gaps) < FEWEST_GAPS:
        return UNKNOWN
    return min(MOST, max(LEAST, timedelta(days=round(FACTOR * median(gaps)))))


def left(since: datetime, due_at: datetime, now: datetime) -> int:
    """What is left of the time, in hundredths: 0 where it is over."""
    whole = (due_at - since).total_seconds()
    rest = (due_at - now).total_seconds()
    if rest <= 0:
        return 0
    return 100 if whole <= 0 else max(1, min(100, round(100 * rest / whole)))


LATE, SOON, IN_TIME = "late", "soon", "in time"
# From here on somebody should see that it will be late.
EARLY = 34


def slipping(since: datetime, due_at: datetime | None, now: datetime) -> str:
    """LATE, SOON where only the last third of the time is left, else IN_TIME."""
    if due_at is None:
        return IN_TIME
    rest = left(since, due_at, now)
    return LATE if rest == 0 else SOON if rest < EARLY else IN_TIME
