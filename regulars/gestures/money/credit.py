"""Credit of customers: it does not end, follows them through merges, and is used in parts."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.book.merging.roots import standing_id
from regulars.book.models import Customer
from regulars.gestures.models import Account, Entry, Gesture
from regulars.gestures.money.ledger import NotEnough, post
from regulars.gestures.money.rules import CREDIT, ISSUED, REDEEMED, Leg, Place, moved
from regulars.staff.models import Agent
from regulars.web.words import money

ADD, USE, WITHDRAW = "credit", "use", "withdraw"


def place_of(customer: int) -> Place:
    """The account of a customer, by the row id of the book in which it was opened."""
    return Place(CREDIT, str(customer), customer=customer)


def add(gesture: Gesture, now: datetime) -> Entry:
    """What a gesture is worth, put on its customer's account."""
    legs = moved(Place(ISSUED), place_of(gesture.customer_id), gesture.worth, gesture.currency)
    return post(f"{ADD}:{gesture.pk}", ADD, legs, now, gesture=gesture)


def take_away(gesture: Gesture, now: datetime) -> Refused | None:
    """Take it off again, unless it was used by now."""
    added = Entry.objects.filter(key=f"{ADD}:{gesture.pk}").first()
    account = added.postings.select_related("account").get(amount__gt=0).account if added else None
    if account is None:
        return None
    legs = moved(Place(CREDIT, account.key), Place(ISSUED), gesture.worth, gesture.currency)
    try:
        post(f"{WITHDRAW}:{gesture.pk}", WITHDRAW, legs, now, gesture=gesture)
    except NotEnough:
        return Refused(_("They have used some of it already, so it stays with them."))
    return None


def of_customer(customer: Customer) -> dict[str, int]:
    """What a customer has, by currency: of all books that are one by now."""
    found: dict[str, int] = {}
    for account in Account.objects.filter(kind=CREDIT, customer=customer, balance__gt=0).order_by("currency"):
        found[account.currency] = found.get(account.currency, 0) + account.balance
    return found


def use(
    customer: Customer, amount: int, currency: str, purchase: str, agent: Agent, now: datetime, *, key: str
) -> Entry | Refused:
    """Take credit for a purchase. `key` names this use for good: two clicks are one. Refused where there is less."""
    known = Entry.objects.filter(key=f"{USE}:{key}").first()
    if known is not None:
        return known
    if amount <= 0:
        return Refused(_("Write an amount above zero."), "amount")
    try:
        with transaction.atomic():
            legs = taken(standing_id(customer.pk), amount, currency)
            if legs is None:
                return too_little(customer, currency)
            return post(f"{USE}:{key}", USE, legs, now, agent=agent, reason=purchase)
    except NotEnough:
        return too_little(customer, currency)


def taken(customer: int, amount: int, currency: str) -> list[Leg] | None:
    """From which accounts it is taken, the oldest first; None where they hold too little."""
    legs, missing = [], amount
    rows = Account.objects.filter(kind=CREDIT, customer=customer, currency=currency, balance__gt=0)
    for account in rows.order_by("pk"):
        part = min(missing, account.balance)
        missing -= part
        if part:
            legs.append(Leg(Place(CREDIT, account.key), -part, currency))
    return None if missing else [*legs, Leg(Place(REDEEMED), amount, currency)]


def too_little(customer: Customer, currency: str) -> Refused:
    """What there is instead."""
    there = money(of_customer(customer).get(currency, 0), currency)
    return Refused(_("They have %(amount)s to use, and no more.") % {"amount": there}, "amount")
