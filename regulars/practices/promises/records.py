"""What the records say of a promise: what it can be about, and whether they show that it was kept."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from regulars.book.models import Customer, Order, Reward, Visit
from regulars.practices.promises import words
from regulars.practices.promises.models import Promise

MOST = 5


def choices(customer: Customer) -> list[tuple[str, str]]:
    """What a promise to them may be about: their last orders, visits and rewards."""
    orders = Order.objects.filter(customer=customer).order_by("-ordered_at", "-pk")[:MOST]
    visits = Visit.objects.filter(customer=customer).order_by("-starts_at", "-pk")[:MOST]
    rewards = Reward.objects.filter(customer=customer).order_by("-pk")[:MOST]
    return [("", _("nothing of the kind")), *of_orders(orders), *of_visits(visits), *of_rewards(rewards)]


def likely(customer: Customer, sort: str) -> str:
    """The record that a promise of that sort is about, where only one can be meant; "" else."""
    found: list[str] = []
    if sort == "reward":
        found = [f"reward:{pk}" for pk in ids(Reward.objects.filter(customer=customer))]
    elif sort == "delivery":
        under_way = Order.objects.filter(customer=customer, delivered_at=None)
        found = [f"order:{pk}" for pk in ids(under_way.exclude(status__in=(Order.CANCELLED, Order.RETURNED)))]
    elif sort == "visit":
        found = [f"visit:{pk}" for pk in ids(Visit.objects.filter(customer=customer, status=Visit.BOOKED))]
    return found[0] if len(found) == 1 else ""


def ids(records: QuerySet[Any]) -> list[str]:
    """The public ids of the first two: more would say no more."""
    return list(records.order_by("pk").values_list("public_id", flat=True)[:2])


def of_orders(orders: Iterable[Order]) -> Iterable[tuple[str, str]]:
    """Orders to choose from."""
    return ((f"order:{one.public_id}", _("Order %(number)s") % {"number": one}) for one in orders)


def of_visits(visits: Iterable[Visit]) -> Iterable[tuple[str, str]]:
    """Visits to choose from."""
    for one in visits:
        day = words.day(datetime.fromisoformat(one.starts_local))
        yield f"visit:{one.public_id}", _("Visit on %(day)s") % {"day": day}


def of_rewards(rewards: Iterable[Reward]) -> Iterable[tuple[str, str]]:
    """Rewards to choose from."""
    return ((f"reward:{one.public_id}", str(one)) for one in rewards)


def is_gone(promise: Promise) -> bool:
    """Whether the record by which a promise was kept shows nothing of the kind any more, since an import was taken
    back: the order is gone or not delivered, the reward is gone. A reward that ends sooner by now was there in time."""
    noun, _colon, public_id = promise.concerns.partition(":")
    if noun == "order":
        return not Order.objects.filter(public_id=public_id, delivered_at__isnull=False).exists()
    return noun == "reward" and not Reward.objects.filter(public_id=public_id).exists()


def kept_at(promise: Promise) -> datetime | None:
    """When a promise was kept, as the record that it is about shows by itself: an order was delivered, or a reward
    stands at least as long as was promised. None where the record does not say so."""
    noun, _colon, public_id = promise.concerns.partition(":")
    if noun == "order" and promise.sort in ("delivery", "other"):
        return Order.objects.filter(public_id=public_id).values_list("delivered_at", flat=True).first()
    if noun == "reward" and promise.sort == "reward" and promise.due_at is not None:
        reward = Reward.objects.filter(public_id=public_id).first()
        lasts = reward is not None and (reward.expires_at is None or reward.expires_at >= promise.due_at)
        # It was so all along, or has been made so: either way it is so when they come.
        return promise.due_at if lasts and reward else None
    return None
