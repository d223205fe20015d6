"""Jobs of mail on its way out."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone

from regulars.conversations.sending import arrivals, automatic, bounces, forgotten, looking, outcomes, posting, queueing
from regulars.conversations.sending.acts import GO, SEND, ask_to_send
from regulars.conversations.sending.outcomes import LOOK
from regulars.engine.jobs import every, task
from regulars.intake.sending import LET_GO_ON

__all__ = ["automatic"]

BREATH = timedelta(seconds=5)


def give_up(payload: dict[str, Any]) -> None:
    """What is done with a mail under which its worker was killed time and again while it was put together."""
    queueing.give_up(payload["outgoing"], timezone.now())


def rest(payload: dict[str, Any]) -> None:
    """What is done with a queue under which workers were killed: what they left is taken over, and it goes on later."""
    outcomes.recover(payload["inbox"], payload["slot"], timezone.now())
    ask_to_send(payload["inbox"], payload["slot"], timezone.now() + BREATH)


def go_together(payloads: Sequence[dict[str, Any]]) -> None:
    """Queue mails that are due."""
    queueing.go_all([payload["outgoing"] for payload in payloads], timezone.now())


@task(GO, attempts=8, deadly=give_up, together=go_together)
def go(payload: dict[str, Any]) -> None:
    """Queue a mail that is due."""
    queueing.go(payload["outgoing"], timezone.now())


@task(SEND, attempts=8, deadly=rest, long=True)
def send(payload: dict[str, Any]) -> None:
    """Send the queue of an inbox."""
    posting.post(payload["inbox"], payload["slot"])


@task(LOOK)
def look(payload: dict[str, Any]) -> None:
    """Look for a mail of which nobody knows whether it left."""
    looking.look(payload["outgoing"], payload["tries"], timezone.now())


@task(arrivals.RETURNED)
def returned(payload: dict[str, Any]) -> None:
    """A bounce came."""
    bounces.returned(payload["moment"], timezone.now())


@task(arrivals.NEWS)
def news(payload: dict[str, Any]) -> None:
    """A customer wrote while a mail to them waits for its time."""
    arrivals.hold_for_news(payload["outgoing"], timezone.now())


@task(LET_GO_ON)
def let_go_on(payload: dict[str, Any]) -> None:
    """An inbox may send again, or the whole desk."""
    forgotten.let_go_on(payload["inbox"], timezone.now())


@every("mail.forgotten", seconds=60)
def look_again() -> None:
    """Ask for what is due though nobody is at it."""
    forgotten.look_again(timezone.now())
