"""Two books side by side, before they become one."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

from regulars.base.frozen import dataclass
from regulars.base.registry import Slot
from regulars.book import who
from regulars.book.eyes import Eyes
from regulars.book.matching.handles import Handle
from regulars.book.merging import rules
from regulars.book.merging.belongings import BELONGINGS
from regulars.book.merging.rules import FIELDS, GONE, STAYS, Choice, Weight
from regulars.book.models import Conversation, Customer, Identity, Merge, Moment, Task

MOST_COUNTED = 1_000
MOST_OPEN = 20
# What is under way with these customers, in sentences; rooms above the book offer theirs.
UNDER_WAY: Slot[Callable[[Sequence[int], Eyes], Sequence[str]]] = Slot("work under way that merges take along")


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows of one kind; `more` where counting was stopped."""

    label: str
    number: int
    more: bool


@dataclass(frozen=True, slots=True)
class Open:
    """A conversation that is not closed, and who has it. `subject` is empty where it may not be seen."""

    customer: int
    public_id: str
    subject: str
    assignee: str
    status: str


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: how they are called, since when they are known, their handles, what is in the book, and what was
    merged into it before."""

    customer: Customer
    name: str
    since: datetime
    handles: Sequence[Handle]
    counts: Sequence[Count]
    merged: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What comes of a merge: `stays` is proposed to stay; fields, open conversations, to-dos and drafts."""

    stays: Side
    gone: Side
    fields: Sequence[Choice]
    open: Sequence[Open]
    tasks: int
    under_way: Sequence[str]


def preview(one: Customer, other: Customer, eyes: Eyes, stays: str = "") -> Preview:
    """Both books side by side; `stays` is the public id of the one to stay where somebody has chosen."""
    first = rules.stays_first(weight(one), weight(other)) if not stays else one.public_id == stays
    left, right = (one, other) if first else (other, one)
    both = (left.pk, right.pk)
    return Preview(
        side(left),
        side(right),
        rules.preview(values(left), values(right), newer(left, right)),
        open_of(both, eyes),
        Task.objects.filter(customer__in=both, done_at=None)[:MOST_COUNTED].count(),
        [said for _name, make in UNDER_WAY for said in make(both, eyes)],
    )


def values(of: Customer) -> dict[str, str]:
    """The fields with which somebody is shown."""
    return {name: getattr(of, name) for name in FIELDS}


def newer(stays: Customer, gone: Customer) -> str:
    """Of whom something was heard last."""
    if gone.last_at is None:
        return STAYS
    return GONE if stays.last_at is None or gone.last_at > stays.last_at else STAYS


def weight(of: Customer) -> Weight:
    """What speaks for a book as the one that stays."""
    verified = Identity.objects.filter(customer=of, verified_at__isnull=False).count()
    seen = Moment.objects.filter(customer=of).order_by()[:MOST_COUNTED].count()
    return Weight(verified, seen, of.last_at, of.pk)


def side(of: Customer) -> Side:
    """One of the two."""
    person = who.person(of)
    # A book that was imported is older than its row.
    since = min((of.created_at, *(one.first_seen for one in person.identities)))
    merged = Merge.objects.filter(stays=of, undone_at=None).count()
    return Side(of, person.name, since, person.identities, counts(of), merged)


def counts(of: Customer) -> list[Count]:
    """How much there is of each kind."""
    found: Counter[str] = Counter()
    full: set[str] = set()
    for _code, one in BELONGINGS:
        if one.model is Identity:
            continue  # They are all shown.
        rows = one.model._default_manager.filter(**{one.customer: of})
        number = rows.order_by()[: MOST_COUNTED + 1].count()
        found[str(one.many)] += min(number, MOST_COUNTED)
        full |= {str(one.many)} if number > MOST_COUNTED else set()
    return [Count(label, number, label in full) for label, number in found.items() if number]


def open_of(customers: Sequence[int], eyes: Eyes) -> list[Open]:
    """The newest conversations of these that are not closed, and stand for themselves."""
    waiting = (Conversation.OPEN, Conversation.SNOOZED)
    rows = Conversation.objects.filter(customer__in=customers, status__in=waiting, joined_to=None)
    return [
        Open(
            row.customer_id,
            row.public_id,
            belonging_words(row, eyes),
            row.assignee.name if row.assignee else "",
            row.status,
        )
        for row in rows.select_related("assignee").order_by("-last_at", "-pk")[:MOST_OPEN]
    ]


def belonging_words(row: Conversation, eyes: Eyes) -> str:
    """A conversation in a line."""
    return BELONGINGS.offers["conversation"].words(row, eyes)
