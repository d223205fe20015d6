"""What was paid for an order, as far as it can be given back: never more of it, whoever gives at the same moment."""

from datetime import datetime

from django.db.models import Sum

from regulars.book.models import Order
from regulars.gestures.models import Entry, Gesture, Posting
from regulars.gestures.money.ledger import post
from regulars.gestures.money.rules import PAID, RETURNED, SOLD, Place, moved

NOTE, RETURN, KEEP = "paid", "return", "keep"


def place_of(order: str) -> Place:
    """The account of an order, by its public id."""
    return Place(PAID, order)


def note(order: Order, now: datetime) -> None:
    """See that the account holds what the order comes to, though that was changed since; repeating it changes nothing.
    Raises NotEnough where more was given back than it comes to now."""
    before = Posting.objects.filter(
        account__kind=PAID, account__key=order.public_id, account__currency=order.currency, entry__what=NOTE
    )
    missing = order.total - (before.aggregate(sum=Sum("amount"))["sum"] or 0)
    if missing:
        # Two that note at once book the same one.
        key = f"{NOTE}:{order.public_id}:{order.currency}:{before.count()}"
        post(key, NOTE, moved(Place(SOLD), place_of(order.public_id), missing, order.currency), now)


def take(gesture: Gesture, now: datetime) -> None:
    """Let a refund count against what was paid, from when it is chosen. Raises NotEnough where less is left."""
    order = Order.objects.filter(public_id=gesture.detail.get("order", ""), currency=gesture.currency).first()
    if order is not None and gesture.worth:
        note(order, now)
        legs = moved(place_of(order.public_id), Place(RETURNED), gesture.worth, gesture.currency)
        post(f"{RETURN}:{gesture.pk}", RETURN, legs, now, gesture=gesture)


def put_back(gesture: Gesture, now: datetime) -> None:
    """It is not given back after all."""
    taken = Entry.objects.filter(key=f"{RETURN}:{gesture.pk}").first()
    if taken is not None:
        place = taken.postings.select_related("account").get(account__kind=PAID).account.key
        legs = moved(Place(RETURNED), Place(PAID, place), gesture.worth, gesture.currency)
        post(f"{KEEP}:{gesture.pk}", KEEP, legs, now, gesture=gesture)
