"""Whether an offer still stands, and each of what it holds. In words for the customer."""

from datetime import datetime

from django.utils.translation import gettext as _

from regulars.book.models import Order, Reward, Visit
from regulars.gestures.case import REFUND, returned
from regulars.gestures.models import Offer, Offered
from regulars.gestures.settled import settled_for


def ending(offer: Offer, now: datetime) -> str:
    """Why nothing can be chosen any more; empty while it can."""
    if offer.withdrawn_at is not None:
        return _("This offer was taken back. Write to us, and we find something together.")
    if now >= offer.expires_at:
        return _("This offer was good until a while ago. Write to us, and we offer it once more.")
    return ""


def hindrance(one: Offered, now: datetime) -> str:
    """Why this one is not to be had any more; empty while it is."""
    found = settled_for(one.code)
    if found is None or not found[1].on or not is_there(one, now):
        return gone()
    return ""


def gone() -> str:
    """It is not to be had any more."""
    return _("This is no longer to be had. Choose another, or write to us, and we find something together.")


def is_there(one: Offered, now: datetime) -> bool:
    """Whether what it is about is still there. Records move with merges, so only the id is asked for."""
    detail = one.detail
    if "order" in detail:
        order = Order.objects.filter(public_id=detail["order"]).first()
        return order is not None and (one.code != REFUND or one.worth <= order.total - returned(order))
    if "visit" in detail:
        return Visit.objects.filter(public_id=detail["visit"], status=Visit.BOOKED, starts_at__gt=now).exists()
    if "reward" in detail:
        return Reward.objects.filter(public_id=detail["reward"], balance__gt=0).exists()
    return True
