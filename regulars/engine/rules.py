"""Decisions of the machine room, without I/O: the clock and chance are arguments."""

from collections.abc import Mapping
from datetime import datetime, timedelta

FIRST_WAIT = 5.0
LONGEST_WAIT = 3600.0
BATCH = 20
# Where jobs run together, most of what a batch costs does not grow with it.
TOGETHER = 50
QUICK_SECONDS = 0.05
LONGEST_PAUSE = 0.1


def backoff(attempts: int, chance: float) -> float:
    """Seconds until the next try after `attempts` failed ones: doubling from 5 s up to an hour.

    `chance` in [0, 1) spreads the wait over its upper half, so that jobs which failed together do not return together.
    Source: "equal jitter", https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/.
    """
    whole = min(FIRST_WAIT * 2.0 ** min(max(attempts, 1) - 1, 30), LONGEST_WAIT)
    return whole * (1 + chance) / 2


def claim_size(seconds_a_job: float) -> int:
    """How many jobs to claim at once: a batch while they are quick, else one.

    Nobody else can run what is claimed, so a batch of slow jobs would wait here while other workers have nothing to do.
    """
    return BATCH if seconds_a_job <= QUICK_SECONDS else 1


def usual_seconds(before: float, last: float) -> float:
    """How long a job takes lately: one slow job counts at once, quick ones slowly."""
    return max(last, before * 0.8 + last * 0.2)


def pause(seconds: float) -> float:
    """How long the worker leaves new rows alone after a round that took `seconds`: while many come, one round for
    several of them spares time that their jobs need."""
    return min(3 * seconds, LONGEST_PAUSE)


def period_number(now: datetime, seconds: int) -> int:
    """The number of the period of `seconds` length that `now` lies in, counted from 1970 in UTC."""
    return int(now.timestamp()) // seconds


def window(now: datetime, seconds: int) -> tuple[datetime, float]:
    """The start of the window of `seconds` that `now` lies in, and the share of it that has passed, in [0, 1)."""
    into = now.timestamp() % seconds
    return (now - timedelta(seconds=into)).replace(microsecond=0), into / seconds


def within_limit(
    counts: Mapping[datetime, int],
    start: datetime,
    seconds: int,
    share: float,
    limit: int,
) -> bool:
    """Whether one more fits. The window before counts by the part of it that a sliding window would still cover.

    Source: sliding window counter, https://blog.cloudflare.com/counting-things-a-lot-of-different-things/.
    """
    before = counts.get(start - timedelta(seconds=seconds), 0)
    return before * (1 - share) + counts.get(start, 0) + 1 <= limit
