"""The balance: what came in, and what became of it."""

from collections import Counter

from django.db.models import Count

from regulars.base.frozen import dataclass
from regulars.intake.models import Delivery, Inbox


@dataclass(frozen=True, slots=True)
class InboxBalance:
    """Stored deliveries of one inbox: fetched = filed + quarantined + duplicates + waiting. None waits for long."""

    address: str
    fetched: int
    filed: int
    quarantined: int
    duplicates: int
    waiting: int


def balance() -> list[InboxBalance]:
    """One entry for each inbox, by address. All is counted in one statement, so it adds up at any moment."""
    counts: dict[int, Counter[str]] = {}
    states = Delivery.objects.order_by().values_list("inbox_id", "state").annotate(count=Count("pk"))
    for inbox, state, count in states:
        counts.setdefault(inbox, Counter())[state] = count
    inboxes = Inbox.objects.order_by("address").values_list("pk", "address")
    return [of_inbox(address, counts.get(pk, Counter())) for pk, address in inboxes]


def of_inbox(address: str, states: Counter[str]) -> InboxBalance:
    """The balance of one inbox from the number of its deliveries in each state."""
    return InboxBalance(
        address=address,
        fetched=states.total(),
        filed=states[Delivery.FILED],
        quarantined=states[Delivery.QUARANTINED],
        duplicates=states[Delivery.DUPLICATE],
        waiting=states[Delivery.WAITING],
    )
