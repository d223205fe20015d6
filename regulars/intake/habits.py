"""When an inbox's silence is longer than its own habit. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

Slot = tuple[bool, int]

REMEMBERED = timedelta(days=28)
ENOUGH_ARRIVALS = 40
ENOUGH_DAYS = timedelta(days=7)
SHORTEST_SILENCE = timedelta(hours=1)
USUAL = 0.95
FACTOR = 4.0
HOUR = timedelta(hours=1)


def silent_since(arrivals: Sequence[datetime], now: datetime) -> datetime | None:
    """When the last mail came, if the silence since then is not like this inbox; None while it is, or is not known yet.

    A silence is measured by how many mails usually come in its hours (hour of the day, weekend or not), so a night
    weighs little where nobody writes at night. It is too long at four times the weight that 95 of 100 past gaps
    stayed under, and at least an hour. Where mails come independently the weights are exponential with mean 1, so that
    is 12 mails missing: a false alarm once in 160,000 gaps. Needs 40 arrivals over 7 days; looks at the last 28 days
    before the last mail. Times must be aware; order does not matter.
    """
    known = sorted(at for at in arrivals if at <= now)
    known = [at for at in known if at > known[-1] - REMEMBERED]
    if len(known) < ENOUGH_ARRIVALS or known[-1] - known[0] < ENOUGH_DAYS:
        return None
    last = known[-1]
    if now - last < SHORTEST_SILENCE:
        return None
    rates = mails_an_hour(known)
    gaps = sorted(weight(start, end, rates) for start, end in pairwise(known))
    usual = gaps[int(USUAL * (len(gaps) - 1))]
    return last if weight(last, min(now, last + REMEMBERED), rates) > FACTOR * max(usual, 1.0) else None


def weight(start: datetime, end: datetime, rates: Mapping[Slot, float]) -> float:
    """How many mails usually come between two times."""
    return sum(rates.get(slot, 0.0) * share for slot, share in hours(start, end))


def mails_an_hour(arrivals: Sequence[datetime]) -> dict[Slot, float]:
    """For each kind of hour between the first and the last arrival, how many mails come in one."""
    watched: Counter[Slot] = Counter()
    for slot, _ in hours(arrivals[0].replace(minute=0, second=0, microsecond=0), arrivals[-1]):
        watched[slot] += 1
    came = Counter(slot_of(at) for at in arrivals)
    return {slot: came[slot] / watched[slot] for slot in watched}


def hours(start: datetime, end: datetime) -> Iterator[tuple[Slot, float]]:
    """The hours that a span touches, each with the share of it that the span covers."""
    at = start
    while at < end:
        following = min(at.replace(minute=0, second=0, microsecond=0) + HOUR, end)
        yield slot_of(at), (following - at) / HOUR
        at = following


def slot_of(at: datetime) -> Slot:
    """What kind of hour it is: whether at a weekend, and which of the day."""
    return at.weekday() >= 5, at.hour
