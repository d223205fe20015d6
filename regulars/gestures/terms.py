"""Pieces that several amends share: amounts, and what they are about. Pure."""

from typing import Any

from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.gestures.rules import Ahead, Bought, Case, Held, Terms
from regulars.web.words import day_said

MOST = 10**12


def of_amount(case: Case, worth: int, limits: tuple[int, int]) -> Terms | Refused:
    """Terms of an amount: the one that was said, or what is usual here, within what these amends are made for."""
    amount = worth or min(max(case.usual, limits[0]), limits[1])
    if not 0 < amount <= MOST:
        return Refused(_("Write an amount above zero."), "worth")
    return Terms(amount, amount, case.currency)


def no_order() -> Refused:
    """There is nothing that this could be about."""
    return Refused(_("There is no order that this could be about."), "code")


def no_reward() -> Refused:
    """The same of rewards."""
    return Refused(_("They hold no reward that ends."), "code")


def of_visit(case: Case, worth: int, share: int) -> Terms | Refused:
    """Terms of something on the visit ahead: worth what was said, or one in `share` of what it costs."""
    if case.visit is None:
        return Refused(_("There is no visit ahead that this could be about."), "code")
    amount = worth if worth > 0 else case.visit.total // share or case.usual
    return Terms(amount, amount, case.visit.currency or case.currency, about_visit(case.visit))


def visit_named(terms: Terms) -> dict[str, str]:
    """What a colleague is told of that visit: `what` and `day`."""
    return {"what": terms.detail.get("what", ""), "day": day_said(terms.detail.get("starts", ""))}


def about_order(order: Bought) -> dict[str, Any]:
    """What is kept of it."""
    return {"order": order.public_id, "number": order.number}


def about_visit(visit: Ahead) -> dict[str, Any]:
    """What is kept of it."""
    return {"visit": visit.public_id, "what": visit.what or visit.place, "starts": visit.starts}


def about_reward(reward: Held) -> dict[str, Any]:
    """What is kept of it."""
    return {"reward": reward.public_id, "programme": reward.programme, "ends": reward.ends, "zone": reward.zone}


def is_late(order: Bought, case: Case) -> bool:
    """Whether it came later than promised, or is not there and should be."""
    return order.promised_at is not None and (order.delivered_at or case.now) > order.promised_at
