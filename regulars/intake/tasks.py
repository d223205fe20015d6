"""What the worker does for this room."""

import logging
import threading

from django.conf import settings
from django.utils import timezone

from regulars.engine.companions import companion
from regulars.engine.jobs import every
from regulars.intake import alarms, listeners, mailboxes

log = logging.getLogger(__name__)


@companion("mailboxes", alone=True)
def read_mailboxes(stop: threading.Event) -> None:
    """Read every connected mailbox."""
    mailboxes.attend_all(stop)


@companion("listeners", alone=True)
def listen(stop: threading.Event) -> None:
    """Take mail from a mail server, where the settings ask for it."""
    if settings.ENVIRONMENT.lmtp or settings.ENVIRONMENT.smtp:
        try:
            listeners.listen(settings.ENVIRONMENT.lmtp, settings.ENVIRONMENT.smtp, stop)
        except listeners.PlaceTaken as fault:
            # Whoever has it may be an earlier desk that is just going: this is tried again in a minute.
            log.error("%s", fault)


@every("intake.silence", seconds=600)
def look_for_silence() -> None:
    """Notice inboxes that have been silent for longer than is their habit."""
    alarms.look_for_silence(timezone.now())
