"""What is to be asked of which system: written down in the transaction that wants it."""

import json
from datetime import datetime

from regulars.engine import jobs
from regulars.gestures.models import Gesture, Sending, Webhook

SEND = "gestures.send"
TYPE = "amends.wanted"


def webhook_for(code: str) -> Webhook | None:
    """The system that is asked for these amends: the first that is switched on."""
    return next((one for one in Webhook.objects.filter(on=True).order_by("pk") if code in one.codes), None)


def ask(gesture: Gesture, now: datetime) -> bool:
    """Have a system asked for a gesture. False where none is set for it. What is asked for already stays so."""
    webhook = webhook_for(gesture.code)
    if webhook is None:
        return False
    sending, _new = Sending.objects.get_or_create(
        gesture=gesture,
        state=Sending.WAITING,
        defaults={"webhook": webhook, "body": body_of(gesture, now), "next_at": now, "at": now},
    )
    wake(sending)
    return True


def wake(sending: Sending) -> None:
    """A worker tries it when its time has come."""
    jobs.enqueue(SEND, {"sending": sending.pk}, key=f"{SEND}:{sending.pk}", run_at=sending.next_at)


def body_of(gesture: Gesture, now: datetime) -> str:
    """What is sent: ids and amounts, no name and no word of the customer. Records are named as the other system knows
    them by `detail`."""
    told = {
        "gesture": gesture.public_id,
        "code": gesture.code,
        "worth": gesture.worth,
        "currency": gesture.currency,
        "customer": gesture.customer.public_id,
        "recovery": gesture.recovery,
        "detail": gesture.detail,
    }
    return json.dumps({"type": TYPE, "timestamp": now.isoformat(), "data": told}, ensure_ascii=False, sort_keys=True)
