"""What an answer of another system means, and when to try again. Pure."""

import json
from datetime import datetime, timedelta

from regulars.base.frozen import dataclass

# From each try to the next, some longer by chance; the last is three days after the first. Source: Standard Webhooks.
WAITS = tuple(timedelta(seconds=one) for one in (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400))
JITTER = 0.1
LONGEST_WAIT = timedelta(days=1)
DONE, NO, TAKEN, LATER, NEVER = "done", "no", "taken", "later", "never"
# No further try of the same can help; 408 and 429 are about the time, 409 and 425 about another try.
FINAL = frozenset(range(400, 500)) - {408, 409, 425, 429}
GONE = 410


@dataclass(frozen=True, slots=True)
class Meaning:
    """What is so now. DONE: it is given. NO: they say that it cannot be. TAKEN: they have it, and do not say more.
    LATER: to be tried again. NEVER: a person has to look. `words` are theirs."""

    what: str
    words: str = ""


def meaning(status: int, body: str) -> Meaning:
    """What an answer means: yes is 2xx with {"done": true}, no is 2xx with {"done": false, "why": "…"}; any other 2xx
    says no more than that it has come."""
    if 200 <= status < 300:
        done, why = read(body)
        return Meaning(TAKEN if done is None else DONE if done else NO, why)
    if status in FINAL:
        return Meaning(NEVER, f"{status} {body[:300]}".strip())
    return Meaning(LATER, f"{status} {body[:300]}".strip())


def read(body: str) -> tuple[bool | None, str]:
    """Whether it is done, if that is said, and why not."""
    try:
        told = json.loads(body)
    except ValueError:
        return None, ""
    if not isinstance(told, dict) or not isinstance(told.get("done"), bool):
        return None, ""
    return told["done"], str(told.get("why", ""))[:300]


def next_try(tries: int, now: datetime, chance: float, retry_after: str = "") -> datetime | None:
    """When to try again after `tries` that failed; None once all are spent. `chance` in [0, 1) lengthens the wait by a
    tenth at most. What the other side asks for is heeded, up to a day."""
    if tries > len(WAITS):
        return None
    wait = WAITS[max(tries, 1) - 1] * (1 + JITTER * chance)
    if retry_after.isascii() and retry_after.isdigit() and len(retry_after) < 9:
        wait = max(wait, min(timedelta(seconds=int(retry_after)), LONGEST_WAIT))
    return now + wait
