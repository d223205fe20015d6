"""A book as practices see it: plain values, read once, no way back to the database."""

from collections.abc import Sequence
from datetime import datetime

from regulars.base.frozen import dataclass
from regulars.book.models import Customer, Fact, Message, Moment, Task

RECENT = 50


@dataclass(frozen=True, slots=True)
class MomentView:
    """One moment: what kind, when, from whom, and its text where it has one. Times are aware, in UTC.

    On a page, where the margin is looked at, `message` is the row id of its newest text and `whole` all of that, with
    what is folded away.
    """

    public_id: str
    kind: str
    direction: str
    automatic: str
    history: bool
    at: datetime
    text: str
    payload: dict[str, object]
    conversation: int | None = None
    message: int = 0
    whole: str = ""


@dataclass(frozen=True, slots=True)
class TaskView:
    """Something due."""

    practice: str
    kind: str
    title: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class FactView:
    """One thing known of a customer. A situational one (`standing` false) holds within what is said of channel, place
    and occasion; one that is past its `expires_at` holds no more. Sensitive ones are among them: who shows what comes
    of one masks it."""

    public_id: str
    kind: str
    text: str
    allergen: str
    day: str
    standing: bool
    channel: str
    place: str
    occasion: str
    origin: str
    sensitive: bool
    unspoken: bool
    expires_at: datetime | None
    honoured: int
    contradicted: int


FACT = tuple(FactView.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class BookView:
    """One customer: the newest moments first (at most 50), what is due, and what is known (the newest first)."""

    customer: str
    name: str
    time_zone: str
    moments: tuple[MomentView, ...]
    tasks: tuple[TaskView, ...]
    facts: tuple[FactView, ...] = ()


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
    """A customer's book. Six queries at most."""
    newest = customer.moments.order_by("-at", "-id")
    recent = list(newest[:RECENT]) if moments is None else list(moments)
    texts = texts_of(recent)
    tasks = Task.objects.filter(customer=customer, done_at=None).order_by("due_at", "id")
    known = Fact.objects.filter(customer=customer, replaced_by=None, forgotten_at=None).order_by("-at", "-id")
    return BookView(
        customer.public_id,
        customer.name,
        customer.time_zone,
        tuple(seen(moment, texts.get(moment.pk, "")) for moment in recent),
        tuple(TaskView(task.practice, task.kind, task.title, task.due_at) for task in tasks),
        tuple(FactView(*row) for row in known.values_list(*FACT)),
    )
