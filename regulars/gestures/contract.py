"""What one of the amends says of itself. Each is a file in `amends/` that makes an `AMENDS`; a test goes over all."""

from collections.abc import Callable
from datetime import datetime

from django.utils.functional import Promise

from regulars.base.frozen import dataclass
from regulars.base.registry import Slot
from regulars.base.results import Refused
from regulars.gestures.models import Gesture
from regulars.gestures.rules import Case, Terms

# Done by us at once; by a person, who has a task; by an outside system, or a person where none is set.
AT_ONCE, PERSON, SYSTEM = "at_once", "person", "system"
HOWS = (AT_ONCE, PERSON, SYSTEM)


@dataclass(frozen=True, slots=True)
class Limits:
    """What is usual, in minor units: beyond it, a sentence of reason is asked for. `times` of it in `days` for one
    customer. Both amounts are 0 where what it is worth cannot be chosen."""

    at_least: int
    at_most: int
    times: int
    days: int


@dataclass(frozen=True, slots=True)
class Settled:
    """What holds for one of the amends here: its own limits, or what the owner settled."""

    on: bool
    limits: Limits
    cost_percent: int
    roles: frozenset[str]

    def may(self, role: str) -> bool:
        """Whether who has this role may give it."""
        return not self.roles or role in self.roles


@dataclass(frozen=True, slots=True)
class Fit:
    """How well it fits now: 0 is not at all, 10 is what nearly everybody would do. `why` is for the agent, from the
    book."""

    weight: int
    why: str = ""


def nothing_at_once(_gesture: Gesture, _now: datetime) -> None:
    """What is not given by us at once has nothing to do here."""


def nothing_to_undo(_gesture: Gesture, _now: datetime) -> Refused | None:
    """What was not given by us has nothing to take back here."""
    return None


@dataclass(frozen=True, slots=True)
class Amends:
    """One way to make good, or to give.

    `terms` says what exactly is given for a worth, or why not; a worth of 0 leaves it to them. `words` are for the
    customer, `todo` is what a person has to do. `needs` is "order", "reward" or "visit" where it is about one. What it
    costs us is `cost_percent` of its worth, and `fixed` besides. `may` is the permission to give it.

    `reserve` takes what there is only so much of when it is chosen, and raises NotEnough where that is not there any
    more; `release` puts it back when it is not given after all.

    `perform` gives it, for AT_ONCE: in the transaction that says so, once. `take_back` undoes that, or says why not.
    """

    code: str
    label: str | Promise
    how: str
    limits: Limits
    terms: Callable[[Case, int], Terms | Refused]
    words: Callable[[Terms], str]
    fits: Callable[[Case], Fit]
    todo: Callable[[Terms], str]
    needs: str = ""
    cost_percent: int = 100
    fixed: int = 0
    may: str = "gesture.give"
    reserve: Callable[[Gesture, datetime], object] = nothing_at_once
    release: Callable[[Gesture, datetime], object] = nothing_at_once
    perform: Callable[[Gesture, datetime], object] = nothing_at_once
    take_back: Callable[[Gesture, datetime], Refused | None] = nothing_to_undo

    @property
    def is_chosen(self) -> bool:
        """Whether how much it is worth is for the agent to say."""
        return self.limits.at_most > 0


AMENDS: Slot[Amends] = Slot("amends")
