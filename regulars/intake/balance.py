"""The balance: what came in, and what became of it."""

from dataclasses import dataclass

from django.db.models import Count, Q

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
    """One entry for each inbox, by address. All are counted in one statement, so they add up at any moment."""
    counts = {
        "fetched": Count("delivery"),
        "filed": counted(Delivery.FILED),
        "quarantined": counted(Delivery.QUARANTINED),
        "duplicates": counted(Delivery.DUPLICATE),
        "waiting": counted(Delivery.WAITING),
    }
    rows = Inbox.objects.annotate(**counts).order_by("address").values("address", *counts)
    return [InboxBalance(**row) for row in rows]


def counted(state: str) -> Count:
    """How many deliveries are in one state."""
    return Count("delivery", filter=Q(delivery__state=state))
