"""Verbs of vouchers: to find one by its code, and to take it for money, once."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.engine import outbox
from regulars.gestures.models import Redemption, Voucher
from regulars.gestures.money.ledger import NotEnough, post
from regulars.gestures.money.rules import REDEEMED, Place, moved
from regulars.gestures.vouchers import codes
from regulars.gestures.vouchers.issuing import place_of
from regulars.staff.models import Agent
from regulars.web.words import day_said, full

REDEEM = "redeem"
LONGEST_PURCHASE = 60


def find(code: str) -> Voucher | Refused:
    """The voucher of a code as it was typed."""
    body = codes.read(code, str(settings.SECRET_KEY))
    if not body:
        return Refused(_("This is no code of ours. Compare each letter; it looks like 7K3M-9QTR-4D2H."), "code")
    found = Voucher.objects.select_related("customer", "redemption__agent").filter(code=body).first()
    return found or Refused(_("There is no voucher with this code."), "code")


def redeem(voucher: Voucher, purchase: str, agent: Agent, now: datetime) -> Redemption | Refused:
    """Take it for money: whole, and once, whoever tries at the same time. Refused, with what is so, where it was
    redeemed, has ended or was taken back."""
    if why := ending(voucher, now):
        return Refused(why)
    purchase = " ".join(purchase.split())
    if len(purchase) > LONGEST_PURCHASE:
        return Refused(_("At most 60 letters, such as the number of the order."), "purchase")
    legs = moved(place_of(voucher), Place(REDEEMED), voucher.worth, voucher.currency)
    try:
        with transaction.atomic():
            entry = post(f"{REDEEM}:{voucher.public_id}", REDEEM, legs, now, agent=agent, reason=purchase)
            known = Redemption.objects.filter(voucher=voucher).select_related("agent").first()
            if known is not None:
                return Refused(redeemed(known))
            made = Redemption.objects.create(voucher=voucher, agent=agent, purchase=purchase, at=entry.at)
            outbox.append("work", {"topics": [f"customer:{voucher.customer.public_id}"]})
    except NotEnough:
        return Refused(_("It was taken back, so it is worth nothing."))
    return made


def ending(voucher: Voucher, now: datetime) -> str:
    """Why it is worth nothing any more; empty while it is."""
    known = Redemption.objects.filter(voucher=voucher).select_related("agent").first()
    if known is not None:
        return redeemed(known)
    if voucher.withdrawn_at is not None:
        return _("It was taken back, so it is worth nothing.")
    if now >= voucher.expires_at:
        return _("It was good until %(day)s.") % {"day": day_said(voucher.expires_local)}
    return ""


def redeemed(one: Redemption) -> str:
    """When, by whom, for what."""
    told = {"when": full(timezone.localtime(one.at)), "name": one.agent.name, "purchase": one.purchase}
    if one.purchase:
        return _("It was redeemed on %(when)s by %(name)s, for %(purchase)s.") % told
    return _("It was redeemed on %(when)s by %(name)s.") % told
