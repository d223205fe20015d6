"""The address of a receipt: signed, for one promise and whom it was made to, and good for a while after its time."""

from datetime import datetime, timedelta

from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext as _

from regulars.book.models import Customer
from regulars.book.shells import was_erased
from regulars.book.theirs.links import Ended
from regulars.practices.promises.models import Promise
from regulars.practices.promises.receipts.standing import newest_of

# A signature per purpose: what opens one opens nothing else. Source: as in book/theirs/links.py.
SIGNER = Signer(salt="regulars.promises.receipts", sep=".")
LIVES = timedelta(days=90)


def token(promise: Promise) -> str:
    """What stands in its address. It names the customer, too: a promise that was put into another's book since is not
    shown to whoever has the mail."""
    return SIGNER.sign(f"{promise.public_id}.{promise.customer.public_id}")


def opened(written: str, now: datetime) -> Promise | Ended | None:
    """The promise of a token; why it opens nothing any more; None for what was never one of ours."""
    try:
        named, _dot, to = SIGNER.unsign(written).partition(".")
    except BadSignature:
        return None
    whose = Customer.objects.filter(public_id=to).first()
    if whose is not None and was_erased(whose.pk):
        return Ended(_("What we knew of you was erased, and what we promised with it. Write to us if you need us."))
    theirs = Promise.objects.select_related("customer", "conversation__inbox")
    promise = theirs.filter(public_id=named, customer=whose, said_at__isnull=False).first()
    if promise is None:
        return Ended(_("This link was ended. Write to us, and we send you a new one."))
    if now >= good_until(newest_of(promise)):
        return Ended(_("This link was good until a while ago. Write to us, and we send you a new one."))
    return promise


def good_until(promise: Promise) -> datetime:
    """Until when its receipt opens."""
    said = promise.said_at or promise.at
    return max(said, promise.due_at or said) + LIVES
