"""How large the desks are whose pages are timed."""

from regulars.base.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """How many of each; one customer has 400 of the conversations, so a very long book."""

    conversations: int
    moments: int
    customers: int


SIZES = {
    "small": Size(conversations=10_000, moments=50_000, customers=5_000),
    "full": Size(conversations=200_000, moments=1_000_000, customers=100_000),
}
