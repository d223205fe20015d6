"""What outranks a queue: practices name it, and it stands above the first page of the list."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from regulars.base.frozen import dataclass
from regulars.base.registry import Slot
from regulars.book.eyes import Eyes
from regulars.book.panels import Missing, tried
from regulars.conversations.queues.rules import MINE, OPEN, UNASSIGNED
from regulars.staff.models import Agent

MOST = 3
QUEUES = (OPEN, MINE, UNASSIGNED)


@dataclass(frozen=True, slots=True)
class Before:
    """One matter: who it is about, why it comes before all else, and where one goes on with it."""

    who: str
    why: str
    path: str


# One statement each, by an index, at most MOST; nothing that these eyes may not see is among them.
BEFORE: Slot[Callable[[Agent, Eyes, datetime], Sequence[Before]]] = Slot("what outranks the queue")


def before(queue: str, agent: Agent, eyes: Eyes, now: datetime) -> list[Before]:
    """What stands above the first page of a queue. A practice that fails leaves its own out; the log has it."""
    if queue not in QUEUES:
        return []
    made = [tried(f"before {name}", partial(ask, agent, eyes, now), rests=False) for name, ask in BEFORE]
    return [one for some in made if not isinstance(some, Missing) for one in some][:MOST]
