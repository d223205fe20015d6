"""A book as practices see it: plain values, read once, no way back to the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from regulars.book.models import Customer, Message, Moment, Task

RECENT = 50


@dataclass(frozen=True, slots=True)
class MomentView:
    """One moment: what kind, when, from whom, and its text where it has one. Times are aware, in UTC."""

    public_id: str
    kind: str
    direction: str
    automatic: str
    history: bool
    at: datetime
    text: str
    payload: dict[str, object]
    conversation: int | None = None


@dataclass(frozen=True, slots=True)
class TaskView:
    """Something due."""

    practice: str
    kind: str
    title: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class BookView:
    """One customer: the newest moments first (at most 50), and what is due."""

    customer: str
    name: str
    time_zone: str
    moments: tuple[MomentView, ...]
    tasks: tuple[TaskView, ...]


def seen(moment: Moment, text: str) -> MomentView:
    """A moment as a value."""
    return MomentView(
        moment.public_id,
        moment.kind,
        moment.direction,
        moment.automatic,
        moment.history,
        moment.at,
        text,
        moment.payload,
        moment.conversation_id,
    )


def texts_of(moments: Sequence[Moment]) -> dict[int, str]:
    """The newest reading of each moment's text."""
    rows = Message.objects.filter(moment__in=moments).order_by("version")
    return dict(rows.values_list("moment_id", "text"))


def view(customer: Customer, moments: Sequence[Moment] | None = None) -> BookView:
    """A customer's book. Five queries at most."""
    newest = customer.moments.order_by("-at", "-id")
    recent = list(newest[:RECENT]) if moments is None else list(moments)
    texts = texts_of(recent)
    tasks = Task.objects.filter(customer=customer, done_at=None).order_by("due_at", "id")
    return BookView(
        customer.public_id,
        customer.name,
        customer.time_zone,
        tuple(seen(moment, texts.get(moment.pk, "")) for moment in recent),
        tuple(TaskView(task.practice, task.kind, task.title, task.due_at) for task in tasks),
    )
