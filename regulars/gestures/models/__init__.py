"""Rows of the room: offers and what was chosen, gestures and their states, money, vouchers, what the owner settled."""

from regulars.gestures.models.gesture import Gesture, Step
from regulars.gestures.models.money import Account, Entry, Posting
from regulars.gestures.models.offer import Chosen, Offer, Offered
from regulars.gestures.models.setting import AmendsSetting, Sending, Webhook
from regulars.gestures.models.voucher import Redemption, Voucher
from regulars.gestures.models.watch import Remark, Review

__all__ = [
    "Account",
    "AmendsSetting",
    "Chosen",
    "Entry",
    "Gesture",
    "Offer",
    "Offered",
    "Posting",
    "Redemption",
    "Remark",
    "Review",
    "Sending",
    "Step",
    "Voucher",
    "Webhook",
]
