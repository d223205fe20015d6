"""Which accounts there are and how far down each may go. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType

from regulars.base.frozen import dataclass

VOUCHER, CREDIT, ALLOWANCE, PAID = "voucher", "credit", "allowance", "paid"
BUDGET, OWED, SPENT, ISSUED, REDEEMED = "budget", "owed", "spent", "issued", "redeemed"
SOLD, RETURNED = "sold", "returned"
# Never below zero; below it only with a reason; as far as it goes.
NEVER, WITH_REASON, OPEN = "never", "reason", "open"
FLOORS: Mapping[str, str] = MappingProxyType(
    {
        VOUCHER: NEVER,
        CREDIT: NEVER,
        PAID: NEVER,
        ALLOWANCE: WITH_REASON,
        **dict.fromkeys((BUDGET, OWED, SPENT, ISSUED, REDEEMED, SOLD, RETURNED), OPEN),
    }
)


@dataclass(frozen=True, slots=True)
class Place:
    """Which account. Those of the whole desk have the empty key; `customer` and `agent` are row ids of whose it is,
    `begins` and `ends` an allowance's period; they are noted when it is opened."""

    kind: str
    key: str = ""
    customer: int | None = None
    agent: int | None = None
    begins: datetime | None = None
    ends: datetime | None = None


@dataclass(frozen=True, slots=True)
class Leg:
    """One side of a booking: what comes to an account, negative for what goes."""

    place: Place
    amount: int
    currency: str


def is_even(legs: Iterable[Leg]) -> bool:
    """Whether what comes and goes is the same in each currency."""
    sums: Counter[str] = Counter()
    for leg in legs:
        sums[leg.currency] += leg.amount
    return not any(sums.values())


def moved(source: Place, to: Place, amount: int, currency: str) -> tuple[Leg, Leg]:
    """The two sides of moving an amount."""
    return Leg(source, -amount, currency), Leg(to, amount, currency)


def is_guarded(kind: str, amount: int, reason: str) -> bool:
    """Whether a posting may only be made while the balance stays at zero or above."""
    floor = FLOORS[kind]
    return amount < 0 and (floor == NEVER or (floor == WITH_REASON and not reason.strip()))
