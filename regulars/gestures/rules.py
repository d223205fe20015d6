"""What the room decides without looking: states and what may follow, what is beyond what is usual. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from regulars.base.frozen import dataclass

CHOSEN, ASKED, GIVEN, FAILED, TAKEN_BACK = "chosen", "asked", "given", "failed", "taken_back"
# From each state to those that may follow; only what was taken back is at its end, for good.
MOVES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        CHOSEN: frozenset({ASKED, GIVEN, FAILED, TAKEN_BACK}),
        ASKED: frozenset({GIVEN, FAILED, TAKEN_BACK}),
        FAILED: frozenset({ASKED, GIVEN, TAKEN_BACK}),
        GIVEN: frozenset({TAKEN_BACK}),
        TAKEN_BACK: frozenset(),
    }
)
OPEN = (CHOSEN, ASKED, FAILED)
STATES: Mapping[str, str | Promise] = MappingProxyType(
    {
        CHOSEN: _("to be done"),
        ASKED: _("asked for"),
        GIVEN: _("given"),
        FAILED: _("did not work"),
        TAKEN_BACK: _("taken back"),
    }
)
MOST_OFFERED, LONGEST = 3, 500


@dataclass(frozen=True, slots=True)
class Bought:
    """An order, as far as amends ask for it. `returned` is what was given back of its total already."""

    public_id: str
    number: str
    status: str
    currency: str
    total: int
    ordered_at: datetime
    promised_at: datetime | None
    delivered_at: datetime | None
    returned: int = 0

    @property
    def rest(self) -> int:
        """What can still be given back."""
        return max(self.total - self.returned, 0)


@dataclass(frozen=True, slots=True)
class Held:
    """A reward that counts still. `ends` is its wall time (ISO 8601) in `zone`, "" where it does not end."""

    public_id: str
    programme: str
    unit: str
    currency: str
    balance: int
    ends: str
    zone: str


@dataclass(frozen=True, slots=True)
class Ahead:
    """A visit that is booked."""

    public_id: str
    what: str
    place: str
    starts_at: datetime
    starts: str
    currency: str
    total: int


@dataclass(frozen=True, slots=True)
class Cause:
    """Why something is to be given. `severity` is minor, serious, severe or ""; `failure` what failed: product, caring,
    timeliness, recovery or "" for nothing; `order` is the public id of the one that it is about."""

    severity: str = ""
    failure: str = ""
    order: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """All that amends look at. `order` is the one that it is about, or the newest; `band` what is usual to give, in
    minor units of `currency`; `given` how often the customer got each of the amends within its days."""

    cause: Cause
    currency: str
    band: tuple[int, int]
    now: datetime
    order: Bought | None = None
    reward: Held | None = None
    visit: Ahead | None = None
    orders: int = 0
    given: Mapping[str, int] = field(default_factory=dict)
    loves_post: bool = False

    def has(self, needed: str) -> bool:
        """Whether there is what some amends need: "order", "reward" or "visit"; "" is nothing."""
        return not needed or getattr(self, needed) is not None

    @property
    def usual(self) -> int:
        """The middle of the band, to whole units of ten where it is large enough."""
        middle = sum(self.band) // 2
        return middle - middle % 500 if middle >= 500 else middle


@dataclass(frozen=True, slots=True)
class Terms:
    """What exactly is given. `detail` holds public ids and names of what it is about; only plain values."""

    worth: int
    cost: int
    currency: str
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the amends as it can be offered: `words` for the customer, `why` for the agent."""

    code: str
    label: str
    words: str
    terms: Terms
    why: str = ""

    @property
    def worth(self) -> int:
        """What it is worth to the customer."""
        return self.terms.worth

    @property
    def cost(self) -> int:
        """What it costs us."""
        return self.terms.cost

    @property
    def currency(self) -> str:
        """In which both are."""
        return self.terms.currency


@dataclass(frozen=True, slots=True)
class Left:
    """What somebody has left to give in this period, in minor units."""

    granted: int
    left: int
    currency: str
    period: str
    key: str
    begins: datetime
    ends: datetime

    @property
    def used(self) -> int:
        """What they gave."""
        return self.granted - self.left

    def covers(self, cost: int, currency: str) -> bool:
        """Whether something of this cost needs no further reason. What is in another currency cannot be compared."""
        return not cost or (currency == self.currency and cost <= self.left)


def may_follow(state: str, then: str) -> bool:
    """Whether a gesture in one state may come into another."""
    return then in MOVES.get(state, frozenset())


def before(then: str) -> Sequence[str]:
    """The states from which one comes into this one."""
    return [state for state, following in MOVES.items() if then in following]
