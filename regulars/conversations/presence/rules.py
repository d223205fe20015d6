"""Pure decisions on presence: who still counts, and what others have to hear of."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from regulars.base.frozen import dataclass

# A page says every 20 seconds that it is still there; one that missed it twice has gone.
COUNTS = timedelta(seconds=50)


@dataclass(frozen=True, slots=True)
class Here:
    """Somebody who has a conversation open; `agent` is a row id."""

    agent: int
    name: str
    writing: bool
    at: datetime


def here(found: Iterable[Here], now: datetime, but: int = 0) -> list[Here]:
    """Those who still count, without the agent `but`; who is writing comes first."""
    kept = [one for one in found if one.agent != but and now - one.at < COUNTS]
    return sorted(kept, key=lambda one: (not one.writing, one.name))


def is_news(before: Here | None, writing: bool, now: datetime) -> bool:
    """Whether others should hear of it: somebody came, or began or stopped writing. To stay as one is, is no news."""
    return before is None or now - before.at >= COUNTS or before.writing != writing
