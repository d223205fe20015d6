"""The inbox's rows: one statement for fifty conversations, the newest first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from regulars.book import who
from regulars.book.models import Conversation
from regulars.conversations.models import Link
from regulars.intake.models import Delivery
from regulars.web import paging
from regulars.web.paging import Cursor

SIZE = 50
MOST_COUNTED = 1000
SHOWN = (
    "id",
    "public_id",
    "subject",
    "preview",
    "last_at",
    "customer_id",
    "customer__public_id",
    "customer__name",
    "inbox_id",
    "inbox__name",
    "inbox__address",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One conversation in a list. `why` says what stands out about it."""

    public_id: str
    subject: str
    preview: str
    at: datetime
    customer: str
    customer_id: str
    inbox: str
    why: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the inbox, and the cursor of the next."""

    rows: list[Row]
    next: str


def listed(status: str, cursor: Cursor) -> Listed:
    """Conversations of that status; those joined to another are shown there."""
    found = Conversation.objects.filter(paging.before(cursor.place, "last_at"), status=status, joined_to=None)
    page = paging.cut(list(found.order_by("-last_at", "-id").values(*SHOWN)[: SIZE + 1]), SIZE, "last_at")
    names = who.names({row["customer_id"]: row["customer__name"] for row in page.rows})
    asking = suggested([row["id"] for row in page.rows])
    rows = [
        Row(
            public_id=row["public_id"],
            subject=row["subject"],
            preview=row["preview"],
            at=row["last_at"],
            customer=names[row["customer_id"]],
            customer_id=row["customer__public_id"],
            inbox=row["inbox__name"] or row["inbox__address"] or "",
            why=asking.get(row["id"], ""),
        )
        for row in page.rows
    ]
    return Listed(rows, page.next)


def suggested(conversations: Collection[int]) -> dict[int, str]:
    """Of these, the ones with a suggestion that nobody has settled, and its kind."""
    links = Link.objects.filter(conversation__in=conversations, state=Link.SUGGESTED)
    return dict(links.values_list("conversation_id", "kind"))


def quarantined() -> int:
    """How many deliveries wait for a person, up to a thousand."""
    found = Delivery.objects.filter(state=Delivery.QUARANTINED).values("id")
    return found[:MOST_COUNTED].count()
