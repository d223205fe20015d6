"""Who gets a conversation: pure, from who is there and what they have."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from regulars.base.frozen import dataclass

HAND, ROUND_ROBIN, LEAST_LOADED, WHO_KNOWS = "hand", "round_robin", "least_loaded", "who_knows"
# Lunch is no reason to lose one's work; an afternoon is.
LONG_AWAY = timedelta(hours=2)
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may see the inbox and is at the desk. `open` is how much lies open with them, each conversation at
    the weight of its inbox, `most` their limit (0: none), `given_at` when they last got one by a policy, `answered_at`
    when they last answered this customer."""

    agent: int
    open: int = 0
    most: int = 0
    given_at: datetime | None = None
    answered_at: datetime | None = None

    def has_room(self, weight: int) -> bool:
        """Whether one more of this weight is within their limit. Who has nothing takes any: else nobody might."""
        return not self.most or not self.open or self.open + weight <= self.most


def choose(policy: str, candidates: Sequence[Candidate], weight: int = 1) -> int | None:
    """Who gets one of this weight, by row id; None where it is given by hand or nobody has room. Ties go to who waits
    the longest."""
    free = [one for one in candidates if one.has_room(weight)]
    if not free or policy not in (ROUND_ROBIN, LEAST_LOADED, WHO_KNOWS):
        return None
    known = [one for one in free if one.answered_at] if policy == WHO_KNOWS else []
    if known:
        return max(known, key=lambda one: (one.answered_at or NEVER, -one.agent)).agent
    if policy == ROUND_ROBIN:
        return min(free, key=lambda one: (one.given_at or NEVER, one.agent)).agent
    return min(free, key=lambda one: (one.open, one.given_at or NEVER, one.agent)).agent


def goes_back(active: bool, away_since: datetime | None, now: datetime) -> bool:
    """Whether somebody's open work goes back to all: they were switched off, or are away for long."""
    return not active or (away_since is not None and now - away_since >= LONG_AWAY)


def waits_for_nobody(active: bool, away_since: datetime | None) -> bool:
    """Whether a customer who writes now should not wait for this person."""
    return not active or away_since is not None
