"""Pure decisions on presence: who still counts, and what others have to hear of."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from regulars.base.frozen import dataclass

# A page says every 20 seconds that it is still there; one that missed it twice has gone.
COUNTS = timedelta(seconds=50)


@dataclass(frozen=True, slots=True)
class Here:
    """Somebody who has a conversation open; `agent` is a row id. Who has it open on several pages is there for each
    `page` once, until `here` has made one of them."""

    agent: int
    name: str
    writing: bool
    at: datetime
    page: str = ""


def here(found: Iterable[Here], now: datetime, but: int = 0) -> list[Here]:
    """Those who still count, each once, without the agent `but`; who is writing, on whichever page, comes first."""
    kept = [one for one in found if one.agent != but and now - one.at < COUNTS]
    ordered = sorted(kept, key=lambda one: (not one.writing, one.name))
    each: dict[int, Here] = {}
    for one in ordered:
        each.setdefault(one.agent, one)
    return list(each.values())


def is_news(before: Iterable[Here], after: Iterable[Here], now: datetime) -> bool:
    """Whether others should hear of it that somebody's pages became these: they came, went, or began or stopped
    writing. To stay as one is, is no news; nor is what a second page of theirs does not change."""
    then, since = here(before, now), here(after, now)
    return [one.writing for one in then] != [one.writing for one in since]
