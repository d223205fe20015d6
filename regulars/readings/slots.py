"""What other rooms can hear of reading."""

from collections.abc import Callable, Sequence
from datetime import datetime

from regulars.base.frozen import dataclass
from regulars.base.registry import Slot
from regulars.base.times import LocalTime
from regulars.book.view import MomentView


@dataclass(frozen=True, slots=True)
class Heard:
    """One reading that is sure enough to act on. `quote` is what the words are; `due` what they say of when.

    `confirmed`: a person said that it is right, or added it.
    """

    reader: str
    version: int
    label: str
    score: float
    start: int
    end: int
    quote: str
    due: LocalTime | None = None
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class JustRead:
    """A moment whose text was read, with the row id of the text and of the customer whose book it stands in.

    `again`: it was read before, or is history: what was due then is not due now.
    """

    moment: MomentView
    message: int
    customer: int
    readings: tuple[Heard, ...]
    again: bool


Hear = Callable[[Sequence[JustRead], datetime], None]

# What is read twice is heard twice: whoever hears it must be able to repeat what it does. One that raises is tried
# again as a job of its own, and keeps nobody else from hearing.
READ: Slot[Hear] = Slot("who hears what was read")
