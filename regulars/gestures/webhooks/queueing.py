"""What is to be asked of which system: written down in the transaction that wants it."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from regulars.base.frozen import dataclass
from regulars.engine import jobs
from regulars.gestures.models import Gesture, Sending, Webhook

SEND = "gestures.send"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted: by which asker, under which `code`; `type` and `told` are what the other side reads: ids and
    amounts, no name and no word of the customer. About a `gesture`, or what has the public id `about`."""

    asker: str
    code: str
    type: str
    told: Mapping[str, Any]
    gesture: Gesture | None = None
    about: str = ""


def webhook_for(code: str) -> Webhook | None:
    """The system that is asked for this: the first that is switched on."""
    return next((one for one in Webhook.objects.filter(on=True).order_by("pk") if code in one.codes), None)


def ask(wish: Wish, now: datetime) -> bool:
    """Have a system asked. False where none is set for it. What is asked for already stays so."""
    webhook = webhook_for(wish.code)
    if webhook is None:
        return False
    sending, _new = Sending.objects.get_or_create(
        asker=wish.asker,
        gesture=wish.gesture,
        about=wish.about,
        state=Sending.WAITING,
        defaults={"webhook": webhook, "body": body_of(wish, now), "next_at": now, "at": now},
    )
    wake(sending)
    return True


def wake(sending: Sending) -> None:
    """A worker tries it when its time has come."""
    jobs.enqueue(SEND, {"sending": sending.pk}, key=f"{SEND}:{sending.pk}", run_at=sending.next_at)


def stop(sendings: QuerySet[Sending], now: datetime) -> None:
    """Of these, what waits is not wanted any more."""
    sendings.filter(state__in=(Sending.WAITING, Sending.PARKED)).update(state=Sending.STOPPED, done_at=now)


def body_of(wish: Wish, now: datetime) -> str:
    """What is sent."""
    told = {"type": wish.type, "timestamp": now.isoformat(), "data": dict(wish.told)}
    return json.dumps(told, ensure_ascii=False, sort_keys=True)
