"""Jobs of mail on its way out."""

from typing import Any

from django.utils import timezone

from regulars.conversations.sending import arrivals, bounces, forgotten, looking, posting, queueing
from regulars.conversations.sending.acts import GO, SEND
from regulars.conversations.sending.outcomes import LOOK
from regulars.engine.jobs import every, task
from regulars.intake.sending import LET_GO_ON


@task(GO, attempts=8)
def go(payload: dict[str, Any]) -> None:
    """Queue a mail that is due."""
    queueing.go(payload["outgoing"], timezone.now())


@task(SEND, attempts=8)
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
