"""What of this room a customer has, for merges and their undoing."""

from django.utils.translation import gettext_lazy

from regulars.book.eyes import Eyes
from regulars.book.merging.belongings import Belonging, declare
from regulars.gestures.models import Account, Gesture, Offer, Voucher
from regulars.web.words import money


def of_offer(row: Offer, _eyes: Eyes) -> str:
    """What was offered."""
    return " · ".join(row.offered.order_by("position").values_list("words", flat=True))


def of_gesture(row: Gesture, _eyes: Eyes) -> str:
    """What was given."""
    return row.words


def of_voucher(row: Voucher, _eyes: Eyes) -> str:
    """Its worth."""
    return money(row.worth, row.currency)


def of_account(row: Account, _eyes: Eyes) -> str:
    """What stands on it."""
    return money(row.balance, row.currency)


declare(
    (
        Belonging("offer", gettext_lazy("Offer"), gettext_lazy("Offers"), Offer, of_offer, "at"),
        Belonging("gesture", gettext_lazy("Gesture"), gettext_lazy("Gestures"), Gesture, of_gesture, "at"),
        Belonging("voucher", gettext_lazy("Voucher"), gettext_lazy("Vouchers"), Voucher, of_voucher, "at"),
        Belonging("credit", gettext_lazy("Credit"), gettext_lazy("Credits"), Account, of_account, "at"),
    )
)
