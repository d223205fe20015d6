"""A voucher comes into being with the gesture that it is, and goes with it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.base.times import LocalTime
from regulars.gestures.models import Gesture, Voucher
from regulars.gestures.money.ledger import NotEnough, post
from regulars.gestures.money.rules import ISSUED, VOUCHER, Place, moved
from regulars.gestures.vouchers import codes

LIVES = timedelta(days=365)
ISSUE, WITHDRAW = "issue", "unissue"


def place_of(voucher: Voucher) -> Place:
    """Its account."""
    return Place(VOUCHER, voucher.public_id)


def issue(gesture: Gesture, now: datetime) -> Voucher:
    """The voucher of a gesture, in the caller's transaction; repeating it gives back the same one. It is good until the
    end of a day, a year from now where its customer is."""
    known = Voucher.objects.filter(gesture=gesture).first()
    if known is not None:
        return known
    ends = end_of_life(gesture.customer.time_zone or gesture.agent.time_zone, now)
    voucher = Voucher.objects.create(
        gesture=gesture,
        customer=gesture.customer,
        birth_customer=gesture.customer,
        code=codes.fresh(),
        worth=gesture.worth,
        currency=gesture.currency,
        expires_local=ends.wall.isoformat(timespec="seconds"),
        expires_zone=ends.zone,
        expires_at=ends.utc(),
        at=now,
    )
    legs = moved(Place(ISSUED), place_of(voucher), voucher.worth, voucher.currency)
    post(f"{ISSUE}:{voucher.public_id}", ISSUE, legs, now, gesture=gesture)
    return voucher


def end_of_life(zone: str, now: datetime) -> LocalTime:
    """The last second of a day there."""
    last = (now.astimezone(ZoneInfo(zone)) + LIVES).replace(tzinfo=None)
    return LocalTime(last.replace(hour=23, minute=59, second=59, microsecond=0), zone)


def withdraw(gesture: Gesture, now: datetime) -> Refused | None:
    """Let it be worth nothing, unless it was redeemed."""
    voucher = Voucher.objects.filter(gesture=gesture).first()
    if voucher is None:
        return None
    legs = moved(place_of(voucher), Place(ISSUED), voucher.worth, voucher.currency)
    try:
        post(f"{WITHDRAW}:{voucher.public_id}", WITHDRAW, legs, now, gesture=gesture)
    except NotEnough:
        return Refused(_("The voucher has been redeemed, so it cannot be taken back."))
    Voucher.objects.filter(pk=voucher.pk).update(withdrawn_at=now)
    return None


def code_of(voucher: Voucher) -> str:
    """The code as it stands on paper."""
    return codes.written(voucher.code, str(settings.SECRET_KEY))
