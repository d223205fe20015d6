"""Posting: the one way in which a balance changes."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from regulars.gestures.models import Account, Entry, Gesture, Posting
from regulars.gestures.money.rules import Leg, Place, is_even, is_guarded
from regulars.staff.models import Agent


class NotEnough(Exception):
    """An account would go below where it may. Nothing was booked."""

    def __init__(self, place: Place) -> None:
        super().__init__(f"{place.kind} {place.key} holds too little")
        self.place = place


def post(
    key: str,
    what: str,
    legs: Sequence[Leg],
    now: datetime,
    *,
    gesture: Gesture | None = None,
    agent: Agent | None = None,
    reason: str = "",
) -> Entry:
    """Book once: under a `key` that is known nothing changes, and what was booked is given back.

    Raises NotEnough, with nothing booked, and ValueError for legs that do not sum to zero in each currency, or of which
    one moves nothing.
    """
    if not legs or not is_even(legs) or not all(leg.amount for leg in legs):
        raise ValueError(f"{key}: what comes and what goes is not the same")
    with transaction.atomic():
        try:
            with transaction.atomic():
                entry = Entry.objects.create(
                    key=key, what=what, gesture=gesture, agent=agent, reason=reason[:500], at=now
                )
        except IntegrityError:
            return Entry.objects.get(key=key)
        # In one order for everybody, so that two bookings cannot wait for each other.
        for leg in sorted(legs, key=lambda leg: (leg.place.kind, leg.place.key, leg.currency)):
            move(entry, leg, reason, now)
    return entry


def move(entry: Entry, leg: Leg, reason: str, now: datetime) -> None:
    """One side. The statement that changes the balance looks at it: nobody can come in between."""
    account = opened(leg.place, leg.currency, now)
    mine = Account.objects.filter(pk=account.pk)
    if is_guarded(leg.place.kind, leg.amount, reason):
        mine = mine.filter(balance__gte=-leg.amount)
    if not mine.update(balance=F("balance") + leg.amount):
        raise NotEnough(leg.place)
    Posting.objects.create(entry=entry, account=account, amount=leg.amount)


def opened(place: Place, currency: str, now: datetime) -> Account:
    """The account, opened where it is not there yet."""
    whose = {"customer_id": place.customer, "birth_customer_id": place.customer, "agent_id": place.agent}
    times = {"begins_at": place.begins, "ends_at": place.ends, "at": now}
    found, _new = Account.objects.get_or_create(
        kind=place.kind, key=place.key, currency=currency, defaults={**whose, **times}
    )
    return found


def balance(place: Place, currency: str) -> int:
    """What stands there; nothing on an account that was never opened."""
    found = Account.objects.filter(kind=place.kind, key=place.key, currency=currency)
    return found.values_list("balance", flat=True).first() or 0
