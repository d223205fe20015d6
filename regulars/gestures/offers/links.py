"""Addresses of pages that customers open without a sign-in: of an offer, and of a voucher."""

from django.core.signing import BadSignature, Signer

from regulars.gestures.models import Offer, Voucher

# A signature per purpose: what opens one opens nothing else. Source: as in book/theirs/links.py.
OFFERS = Signer(salt="regulars.gestures.offers", sep=".")
VOUCHERS = Signer(salt="regulars.gestures.vouchers", sep=".")


def token(offer: Offer) -> str:
    """What stands in the address of an offer."""
    return OFFERS.sign(offer.public_id)


def opened(written: str) -> Offer | None:
    """The offer of a token; None for what was never one of ours."""
    try:
        named = OFFERS.unsign(written)
    except BadSignature:
        return None
    return Offer.objects.select_related("customer", "agent").filter(public_id=named).first()


def voucher_token(voucher: Voucher) -> str:
    """What stands in the address of a voucher."""
    return VOUCHERS.sign(voucher.public_id)


def voucher_opened(written: str) -> Voucher | None:
    """The voucher of a token."""
    try:
        named = VOUCHERS.unsign(written)
    except BadSignature:
        return None
    return Voucher.objects.select_related("customer").filter(public_id=named).first()
