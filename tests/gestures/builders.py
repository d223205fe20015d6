"""Somebody to give to, and what they bought and hold."""

from datetime import timedelta
from typing import Any

from regulars.book.models import Customer, Order, Reward, Visit
from regulars.gestures import acts
from regulars.gestures import case as cases
from regulars.gestures.amends import AMENDS, Case, Cause
from regulars.gestures.fitting import choice
from regulars.gestures.models import Gesture, Offer
from regulars.gestures.rules import Choice
from regulars.gestures.settled import settled
from regulars.staff.models import Agent
from tests import builders
from tests.builders import NOW

__all__ = ["NOW", "ana", "gave", "offered", "order", "reward", "visit"]


def ana() -> Customer:
    """Ana Novak."""
    return builders.customer()


def order(of: Customer, number: str = "1001", **more: Any) -> Order:
    """Something she bought."""
    row = {"status": "delivered", "currency": "EUR", "total": 4_000, "ordered_at": NOW - timedelta(days=9)}
    return Order.objects.create(
        customer=of, birth_customer=of, source="shop", source_id=number, number=number, updated_at=NOW, **row | more
    )


def visit(of: Customer, **more: Any) -> Visit:
    """A stay that lies ahead."""
    row = {"source": "pms", "source_id": "7", "zone": "Europe/Lisbon", "currency": "EUR", "total": 30_000}
    times = {"starts_local": "2026-12-05T15:00:00", "starts_at": NOW + timedelta(days=15), "updated_at": NOW}
    return Visit.objects.create(customer=of, birth_customer=of, what="Double room", **row | times | more)


def reward(of: Customer, **more: Any) -> Reward:
    """Nights that end soon."""
    row = {"source": "club", "source_id": "9", "programme": "Harbour Circle", "unit": "nights", "balance": 2}
    ends = {"expires_local": "2026-11-22T23:59:59", "expires_zone": "Pacific/Honolulu"}
    times = {"expires_at": NOW + timedelta(days=3), "updated_at": NOW}
    return Reward.objects.create(customer=of, birth_customer=of, **row | ends | times | more)


def everything(of: Customer) -> None:
    """One of each that amends can be about."""
    order(of)
    visit(of)
    reward(of)


def gave(to: Customer, code: str = "voucher", worth: int = 2_000, by: Agent | None = None, **more: Any) -> Gesture:
    """A gesture that was not refused."""
    made = acts.give(to, code, worth, by or builders.agent(), more.pop("now", NOW), **more)
    assert isinstance(made, Gesture), made
    return made


def choices(of: Customer, *codes: str, cause: Cause | None = None) -> list[Choice]:
    """These amends as they can be offered."""
    known = settled()
    case: Case = cases.read(of, cause or Cause("serious"), NOW, known)
    found = [choice(AMENDS.offers[code], case, 0, known[code]) for code in codes]
    return [one for one in found if isinstance(one, Choice)]


def offered(to: Customer, *codes: str, by: Agent | None = None, **more: Any) -> Offer:
    """An offer that was not refused."""
    wanted = choices(to, *(codes or ("voucher", "credit_note")))
    made = acts.offer(to, wanted, by or builders.agent(), more.pop("now", NOW), **more)
    assert isinstance(made, Offer), made
    return made
