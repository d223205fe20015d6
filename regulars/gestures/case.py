"""What the book says that amends look at, read in a few statements."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Q, Sum

from regulars.book.models import Customer, Order, Reward, Visit
from regulars.gestures.contract import Settled
from regulars.gestures.models import Gesture
from regulars.gestures.rules import TAKEN_BACK, Ahead, Bought, Case, Cause, Held
from regulars.staff.allowances.known import usual

REFUND = "refund"
# A reward that ended just now may still be extended.
ENDED_LATELY = timedelta(days=14)


def read(customer: Customer, cause: Cause, now: datetime, known: Mapping[str, Settled]) -> Case:
    """The case of a customer; `known` says in how many days each of the amends is counted."""
    guide, order = usual(), order_of(customer, cause.order)
    return Case(
        cause,
        guide.currency,
        guide.band(cause.severity),
        now,
        order,
        reward_of(customer, now),
        visit_of(customer, now),
        Order.objects.filter(customer=customer).count() if order else 0,
        given(customer, now, known),
    )


def order_of(customer: Customer, public_id: str) -> Bought | None:
    """The order that it is about, or the newest."""
    rows = Order.objects.filter(customer=customer)
    row = (rows.filter(public_id=public_id) if public_id else rows).order_by("-ordered_at", "-id").first()
    if row is None:
        return None
    number = row.number or row.source_id
    times = (row.ordered_at, row.promised_at, row.delivered_at)
    return Bought(row.public_id, number, row.status, row.currency, row.total, *times, returned(row))


def returned(order: Order) -> int:
    """What was given back for it, or is about to be."""
    back = Gesture.objects.filter(customer=order.customer_id, code=REFUND, detail__order=order.public_id)
    return back.exclude(state=TAKEN_BACK).aggregate(sum=Sum("worth"))["sum"] or 0


def reward_of(customer: Customer, now: datetime) -> Held | None:
    """What ends first of that which holds something."""
    counts = Q(expires_at=None) | Q(expires_at__gt=now - ENDED_LATELY)
    row = Reward.objects.filter(counts, customer=customer, balance__gt=0).order_by("expires_at", "pk").first()
    if row is None:
        return None
    return Held(row.public_id, row.programme, row.unit, row.currency, row.balance, row.expires_local, row.expires_zone)


def visit_of(customer: Customer, now: datetime) -> Ahead | None:
    """The next one."""
    coming = Visit.objects.filter(customer=customer, status=Visit.BOOKED, starts_at__gt=now)
    row = coming.order_by("starts_at", "pk").first()
    if row is None:
        return None
    return Ahead(row.public_id, row.what, row.place, row.starts_at, row.starts_local, row.currency, row.total)


def given(customer: Customer, now: datetime, known: Mapping[str, Settled]) -> dict[str, int]:
    """How often they got each within the days in which that is counted."""
    longest = timedelta(days=max((one.limits.days for one in known.values()), default=0))
    rows = Gesture.objects.filter(customer=customer, at__gt=now - longest).exclude(state=TAKEN_BACK)
    found = rows.values_list("code", "at")
    return Counter(code for code, at in found if code in known and now - at < timedelta(days=known[code].limits.days))
