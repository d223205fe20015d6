"""Asking: one try, what it means, and what follows. What is sent may arrive twice, and says so by its id."""

from datetime import datetime
from random import SystemRandom
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from regulars.engine import outgoing, sealing, signing
from regulars.engine.jobs import every, task
from regulars.engine.outgoing import Answer, Unreached
from regulars.gestures.models import Sending, Webhook
from regulars.gestures.webhooks import acts, queueing, rules
from regulars.gestures.webhooks.rules import Meaning
from regulars.gestures.webhooks.slots import ASKERS, Asker

CHANCE = SystemRandom()


@task(queueing.SEND, long=True)
def send(payload: dict[str, Any]) -> None:
    """Try a sending whose time has come. No transaction is open while the other side thinks."""
    now = timezone.now()
    sending = Sending.objects.select_related("webhook", "gesture").filter(pk=payload["sending"]).first()
    if sending is None or sending.state != Sending.WAITING:
        return
    if sending.next_at > now:
        queueing.wake(sending)
        return
    if not sending.webhook.on:
        hold(sending)
        return
    conclude(sending, ask(sending.webhook, sending, now), timezone.now())


def ask(webhook: Webhook, sending: Sending, now: datetime) -> Answer | Unreached:
    """One try."""
    try:
        secrets = acts.secrets_of(webhook, now)
    except sealing.Unsealable as fault:
        return Unreached(str(fault), forbidden=True)
    body = sending.body.encode()
    headers = signing.headers(f"msg_{sending.public_id}", body, secrets, now)
    return outgoing.post(webhook.address, body, headers, inside=webhook.inside)


def conclude(sending: Sending, answer: Answer | Unreached, now: datetime) -> None:
    """Write down what came of a try, and what follows from it: one transaction."""
    if isinstance(answer, Unreached):
        means, status, after = Meaning(rules.NEVER if answer.forbidden else rules.LATER, answer.why), 0, ""
    else:
        means, status, after = rules.meaning(answer.status, answer.body), answer.status, answer.retry_after
    said = answer.body if isinstance(answer, Answer) else answer.why
    next_at = rules.next_try(sending.tries + 1, now, CHANCE.random(), after) if means.what == rules.LATER else None
    state = Sending.ANSWERED if means.what in (rules.DONE, rules.NO, rules.TAKEN) else Sending.PARKED
    with transaction.atomic():
        told = {"tries": sending.tries + 1, "status": status, "answer": said[:2000]}
        ended = {"state": Sending.WAITING, "next_at": next_at} if next_at else {"state": state, "done_at": now}
        mine = Sending.objects.filter(pk=sending.pk, state=Sending.WAITING, tries=sending.tries)
        if not mine.update(**told, **ended):
            return
        sending.refresh_from_db()
        if next_at:
            queueing.wake(sending)
        else:
            follow(sending, means, now)


def follow(sending: Sending, means: Meaning, now: datetime) -> None:
    """What an answer makes of what was asked for. It is done only where they say so."""
    asker = asker_of(sending)
    if means.what == rules.DONE:
        asker.done(sending, now)
    elif means.what == rules.NO:
        asker.refused(sending, means.words, now)
    else:
        waiting = {
            rules.TAKEN: _("%(system)s has it. See whether it is done, and say so."),
            rules.NEVER: _("%(system)s does not take it. Try again, or do it by hand."),
            rules.LATER: _("%(system)s could not be reached for three days. Try again, or do it by hand."),
        }
        asker.left(sending, waiting[means.what] % {"system": sending.webhook.name}, now)


def asker_of(sending: Sending) -> Asker:
    """Who wants it. Raises LookupError where nobody of that name is present."""
    if found := ASKERS.get(sending.asker):
        return found
    raise LookupError(f"nobody is present who asks as {sending.asker}")


def hold(sending: Sending) -> None:
    """Its system was switched off: it waits until somebody tries it again."""
    with transaction.atomic():
        Sending.objects.filter(pk=sending.pk, state=Sending.WAITING).update(state=Sending.PARKED)
        reason = _("%(system)s is switched off. Switch it on and try again, or do it by hand.")
        asker_of(sending).left(sending, reason % {"system": sending.webhook.name}, timezone.now())


def again(sending: Sending, now: datetime) -> bool:
    """Try a parked one anew, with all its tries; it keeps its id, by which the other side knows it. False where it is
    not parked, or is not wanted any more."""
    with transaction.atomic():
        mine = Sending.objects.filter(pk=sending.pk, state=Sending.PARKED)
        if not asker_of(sending).wants(sending) or not mine.update(
            state=Sending.WAITING, tries=0, next_at=now, done_at=None
        ):
            return False
        sending.refresh_from_db()
        queueing.wake(sending)
    return True


@every("gestures.sendings", seconds=600)
def remind() -> None:
    """Sendings whose time is over and that no job is for, whatever became of it."""
    now = timezone.now()
    for sending in Sending.objects.filter(state=Sending.WAITING, next_at__lt=now).order_by("next_at")[:500]:
        queueing.wake(sending)
