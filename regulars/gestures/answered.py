"""What the answer of an outside system makes of a gesture. It is given only where they say so."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.utils.functional import Promise

from regulars.gestures import settling, states
from regulars.gestures.asking import ASKER
from regulars.gestures.contract import AMENDS, SYSTEM
from regulars.gestures.models import Gesture, Sending
from regulars.gestures.rules import ASKED, FAILED, GIVEN
from regulars.gestures.webhooks.slots import ASKERS, Asker, Told
from regulars.web.templating import url


def codes() -> Iterator[tuple[str, str | Promise]]:
    """The amends that a system carries out."""
    return ((code, one.label) for code, one in AMENDS if one.how == SYSTEM)


def of(sending: Sending) -> Gesture:
    """What it is about. Raises LookupError for a sending of somebody else's."""
    if sending.gesture is None:
        raise LookupError(f"sending {sending.public_id} is about no gesture")
    return sending.gesture


def done(sending: Sending, now: datetime) -> None:
    """It is given."""
    evidence = {"webhook": sending.webhook.public_id, "sending": sending.public_id, "status": sending.status}
    states.move(of(sending), GIVEN, now, words=sending.webhook.name, evidence=evidence)


def refused(sending: Sending, words: str, now: datetime) -> None:
    """They say that it cannot be."""
    settling.failed(of(sending), words, now)


def left(sending: Sending, reason: str, now: datetime) -> None:
    """A person has to look."""
    gesture = of(sending)
    states.ask_person(gesture, AMENDS.get(gesture.code), now, reason)


def wants(sending: Sending) -> bool:
    """Whether it is not settled."""
    return of(sending).state in (ASKED, FAILED)


def told(sendings: Sequence[Sending]) -> Mapping[int, Told]:
    """What they are about."""
    mine = [(one.pk, one.gesture) for one in sendings if one.gesture]
    return {pk: Told(gesture.words, url("gesture", public_id=gesture.public_id)) for pk, gesture in mine}


ASKERS.offer(ASKER, Asker(codes, done, refused, left, wants, told))
