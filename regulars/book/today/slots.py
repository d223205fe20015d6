"""What waits for somebody today. Each room offers its own matters; the page puts them in one order."""

from collections.abc import Callable, Sequence
from datetime import datetime

from regulars.base.frozen import dataclass
from regulars.base.registry import Slot
from regulars.book.eyes import Eyes
from regulars.staff.models import Agent

# What outranks everything whatever its time, what goes by its time, and what can wait until the rest is done.
FIRST, TIMED, CALM = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose matters, and how many at most. `agents` are the row ids of those whose matters are wanted, one for a
    person's own page and all of the team for its lead; with `unheld` also what nobody holds. Only what the `eyes` of
    the viewer may see is to be shown."""

    viewer: Agent
    agents: tuple[int, ...]
    unheld: bool
    eyes: Eyes
    now: datetime
    most: int


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing to be done. `key` names it for good, such as "promise:4f…"; `kind` is the room's own short word, by
    which matters are counted and filtered. `reason` says in one sentence why it stands here; `act` is what the button
    says that leads to `path`. `due_at` is aware; without one it has no time of its own. `holder` is the row id of who
    has to do it, 0 for nobody. `customer` is a public id. What `belongs` to one thing is one row: to the conversation
    it came up in, by public id (to the one that this continues, where it was joined to it), else to its recovery.
    What stands for itself belongs to nothing."""

    key: str
    kind: str
    rank: int
    due_at: datetime | None
    title: str
    reason: str
    path: str
    act: str
    customer: str = ""
    name: str = ""
    holder: int = 0
    belongs: str = ""


# One statement each, by an index, and no more rows than are asked for, the most pressing first: the page has 15 ms.
TODAY: Slot[Callable[[Asked], Sequence[Matter]]] = Slot("what is due today")
