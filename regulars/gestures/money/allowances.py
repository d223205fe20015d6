"""Allowances as money: granted for a period, drawn by what is given, given back by what is taken back."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Sum

from regulars.gestures.models import Account, Entry, Gesture, Posting
from regulars.gestures.money.ledger import post
from regulars.gestures.money.rules import ALLOWANCE, BUDGET, OWED, SPENT, Place, moved
from regulars.gestures.rules import Left
from regulars.staff.allowances.known import limit_of
from regulars.staff.allowances.rules import Limit, span
from regulars.staff.models import Agent

GRANT, DRAW, SPEND, BACK = "grant", "draw", "spend", "back"


def place_of(agent: Agent, limit: Limit, now: datetime) -> Place:
    """The account of a person for the period that runs where they are."""
    period = span(limit.period, now, agent.time_zone)
    return Place(ALLOWANCE, f"{agent.pk}:{period.key}", agent=agent.pk, begins=period.begins, ends=period.ends)


def left(agent: Agent, now: datetime) -> Left:
    """What they have left, as a page says it: nothing is written for that."""
    limit = limit_of(agent)
    period = span(limit.period, now, agent.time_zone)
    account = Account.objects.filter(kind=ALLOWANCE, key=f"{agent.pk}:{period.key}", currency=limit.currency).first()
    drawn = granted_on([account.pk]).get(account.pk, 0) - account.balance if account else 0
    return Left(
        limit.amount, limit.amount - drawn, limit.currency, limit.period, period.key, period.begins, period.ends
    )


def granted_on(accounts: Sequence[int]) -> dict[int, int]:
    """What was granted on each of these accounts."""
    found = Posting.objects.filter(account__in=accounts, entry__what=GRANT).values("account")
    return dict(found.annotate(sum=Sum("amount")).values_list("account", "sum"))


def grant(agent: Agent, now: datetime, limit: Limit | None = None) -> Place:
    """See that what the settings say is granted for this period; repeating it changes nothing."""
    limit = limit or limit_of(agent)
    place = place_of(agent, limit, now)
    before = Posting.objects.filter(
        account__kind=ALLOWANCE, account__key=place.key, account__currency=limit.currency, entry__what=GRANT
    )
    amounts = list(before.values_list("amount", flat=True))
    missing = limit.amount - sum(amounts)
    if missing:
        # Two that grant at once book the same one.
        key = f"{GRANT}:{place.key}:{limit.currency}:{len(amounts)}"
        legs = moved(Place(BUDGET), place, missing, limit.currency)
        post(key, GRANT, legs, now, agent=agent, reason="" if missing > 0 else "settled anew")
    return place


def draw(gesture: Gesture, now: datetime) -> None:
    """Let a gesture count against the allowance of who gives it, from when it is chosen. Raises NotEnough where that is
    spent and there is no reason."""
    place = grant(gesture.agent, now)
    if gesture.cost:
        legs = moved(place, Place(OWED), gesture.cost, gesture.currency)
        post(f"{DRAW}:{gesture.pk}", DRAW, legs, now, gesture=gesture, agent=gesture.agent, reason=gesture.beyond)


def spend(gesture: Gesture, now: datetime) -> None:
    """What was owed has been given."""
    if gesture.cost:
        legs = moved(Place(OWED), Place(SPENT), gesture.cost, gesture.currency)
        post(f"{SPEND}:{gesture.pk}", SPEND, legs, now, gesture=gesture)


def give_back(gesture: Gesture, now: datetime) -> None:
    """What was drawn goes back to where it came from, whichever period that was."""
    if not gesture.cost:
        return
    drawn = Posting.objects.filter(entry__key=f"{DRAW}:{gesture.pk}", amount__lt=0).select_related("account").first()
    if drawn is None:
        return
    spent = Entry.objects.filter(key=f"{SPEND}:{gesture.pk}").exists()
    legs = moved(Place(SPENT if spent else OWED), Place(ALLOWANCE, drawn.account.key), gesture.cost, gesture.currency)
    post(f"{BACK}:{gesture.pk}", BACK, legs, now, gesture=gesture)
