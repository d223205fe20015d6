"""A mail of which nobody knows whether it left is looked for in the mailbox; what is found there was sent."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from imap_tools.errors import ImapToolsError

from regulars.conversations.models import Outgoing
from regulars.conversations.sending.outcomes import LOOK, known_as_sent, locked
from regulars.conversations.sending.telling import tell, warn
from regulars.engine import jobs
from regulars.intake import looking
from regulars.intake.accounts import SecretGone
from regulars.intake.imap import FAULTS, FolderRefused, LoginRefused

log = logging.getLogger(__name__)

# Servers put a copy among the sent mail at once, or after a while; then nothing more is to be expected.
WAITS = (timedelta(minutes=2), timedelta(minutes=15))


def look(pk: int, tries: int, now: datetime) -> None:
    """Look once. Its writer is asked when the first look did not find it; a copy found later still settles it."""
    mail = Outgoing.objects.select_related("inbox").filter(pk=pk, state=Outgoing.UNSURE).first()
    if mail is None:
        return
    found = is_there(mail)
    with transaction.atomic():
        row = locked().filter(pk=pk, state=Outgoing.UNSURE).first()
        if row is None:
            return
        if found:
            known_as_sent(row, _("It was found in the mailbox."), now)
        elif tries == 0:
            warn(row, "unsure", row.answer, now)
        if not found and tries < len(WAITS):
            payload = {"outgoing": pk, "tries": tries + 1}
            jobs.enqueue(LOOK, payload, key=f"{LOOK}:{pk}", run_at=now + WAITS[tries])
        tell(row)


def is_there(mail: Outgoing) -> bool:
    """Whether it is in the mailbox. One that cannot be looked at says nothing; a person is asked anyway."""
    try:
        return looking.holds(mail.inbox, mail.message_id)
    except (*FAULTS, ImapToolsError, LoginRefused, FolderRefused, SecretGone) as fault:
        log.warning("The mailbox of %s cannot be looked into: %s", mail.inbox.address, fault)
        return False
