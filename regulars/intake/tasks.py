"""What the worker does for this room."""

import threading

from django.conf import settings
from django.utils import timezone

from regulars.engine.companions import companion
from regulars.engine.jobs import every
from regulars.intake import alarms, listeners, mailboxes


@companion("mailboxes", alone=True)
def read_mailboxes(stop: threading.Event) -> None:
    """Read every connected mailbox."""
    mailboxes.attend_all(stop)


@companion("listeners", alone=True)
def listen(stop: threading.Event) -> None:
    """Take mail from a mail server, where the settings ask for it."""
    if settings.ENVIRONMENT.lmtp or settings.ENVIRONMENT.smtp:
        listeners.listen(settings.ENVIRONMENT.lmtp, settings.ENVIRONMENT.smtp, stop)


@every("intake.silence", seconds=600)
def look_for_silence() -> None:
    """Notice inboxes that have been silent for longer than is their habit."""
    alarms.look_for_silence(timezone.now())
