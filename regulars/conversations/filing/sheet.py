"""What a batch will write: planned rows, by table, and what becomes of each delivery."""

from collections.abc import Iterator
from dataclasses import field
from datetime import datetime
from typing import Any

from django.db.models import Model

from regulars.base.frozen import dataclass
from regulars.book.models import Arrival, Attachment, Conversation, Customer, Identity, Message, Moment, Participant
from regulars.channels.contract import File, Inbound, Unreadable
from regulars.conversations.models import Event, Link, MailId
from regulars.engine.row_ids import fresh_ids
from regulars.intake.models import Delivery

Files = tuple[tuple[File, str], ...]


@dataclass(frozen=True, slots=True)
class Arrived:
    """What the bytes of a delivery say, and the sha256 of each of its files, in order. `delivery` is its row id."""

    delivery: int
    mail: Inbound | Unreadable
    files: Files = ()


@dataclass(frozen=True, slots=True)
class Written:
    """What the end of a batch has to know of a moment that it wrote."""

    moment: int
    kind: str
    at: datetime
    history: bool
    author: Identity | None
    conversation: Conversation


@dataclass(slots=True)
class Counts:
    """How many of a batch went where."""

    filed: int = 0
    quarantined: int = 0
    duplicates: int = 0

    @property
    def total(self) -> int:
        """How many there were."""
        return self.filed + self.quarantined + self.duplicates

    def add(self, other: "Counts") -> None:
        """Sum up batches."""
        self.filed += other.filed
        self.quarantined += other.quarantined
        self.duplicates += other.duplicates


WRITTEN = (
    Customer,
    Identity,
    Conversation,
    Participant,
    Moment,
    Message,
    Attachment,
    Arrival,
    MailId,
    Event,
    Link,
)


@dataclass(slots=True)
class Sheet:
    """Rows planned so far. Each already has its id, so that rows can name each other before any is written.

    `size` is how many mails the batch has.
    """

    size: int
    new: dict[type[Model], list[dict[str, Any]]] = field(default_factory=lambda: {model: [] for model in WRITTEN})
    moments: list[Written] = field(default_factory=list)
    ids: dict[type[Model], Iterator[int]] = field(default_factory=dict)
    touched: dict[int, Conversation] = field(default_factory=dict)
    seen: dict[int, Customer] = field(default_factory=dict)
    proved: list[Identity] = field(default_factory=list)
    settled: list[Delivery] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)

    def next_id(self, model: type[Model]) -> int:
        """An id nobody else has."""
        if model not in self.ids:
            self.ids[model] = fresh_ids(model, self.size)
        return next(self.ids[model])

    def add(self, row: Model) -> None:
        """Plan a row that others of the batch look at: customers, identities, conversations."""
        self.new[type(row)].append(vars(row))

    def put(self, model: type[Model], **values: Any) -> int:
        """Plan a row that nobody looks at before it is written, under a new id. An instance would cost more."""
        values["id"] = self.next_id(model)
        self.new[model].append(values)
        return int(values["id"])

    def settle(self, delivery: Delivery, state: str, cause: str = "", detail: str = "") -> None:
        """Say what becomes of a delivery."""
        delivery.state, delivery.cause, delivery.detail = state, cause, detail
        self.settled.append(delivery)
        self.counts.filed += state == Delivery.FILED
        self.counts.quarantined += state == Delivery.QUARANTINED
        self.counts.duplicates += state == Delivery.DUPLICATE
