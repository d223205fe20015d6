"""Which gestures outside systems are asked for, and how."""

from datetime import datetime

from regulars.gestures.models import Gesture
from regulars.gestures.webhooks import queueing
from regulars.gestures.webhooks.queueing import Wish

ASKER = "gestures"
TYPE = "amends.wanted"


def ask_system(gesture: Gesture, now: datetime) -> bool:
    """Have a system asked for a gesture. False where none is set for it."""
    return queueing.ask(Wish(ASKER, gesture.code, TYPE, told(gesture), gesture=gesture), now)


def told(gesture: Gesture) -> dict[str, object]:
    """What the other side reads. Records are named as it knows them by `detail`."""
    return {
        "gesture": gesture.public_id,
        "code": gesture.code,
        "worth": gesture.worth,
        "currency": gesture.currency,
        "customer": gesture.customer.public_id,
        "recovery": gesture.recovery,
        "detail": gesture.detail,
    }
