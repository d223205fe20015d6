"""Commands of this room."""

import argparse

from django.db import transaction
from django.utils import timezone

from regulars.base.commands import command
from regulars.conversations import export
from regulars.conversations.recording import EXPORTED
from regulars.conversations.releasing import retry_quarantined
from regulars.conversations.rereading import Reread, reread_filed
from regulars.engine import audit


@command("export conversations", "Write every conversation as a line of JSON")
def export_conversations(arguments: argparse.Namespace) -> int:
    """To standard output. That it was done is written into the audit trail first."""
    with transaction.atomic():
        audit.record(EXPORTED, "desk", by="command line", now=timezone.now())
    for line in export.lines():
        print(line)
    return 0


@command("reread mail", "Parse all mail again, after an upgrade of the parser; keeps old texts")
def reread_mail(arguments: argparse.Namespace) -> int:
    """Quarantined mail first, then what is filed."""
    held = retry_quarantined(timezone.now())
    print(f"{held.total} were in quarantine, {held.filed + held.duplicates} of them could be filed.")
    total = Reread()
    for total in reread_filed():  # noqa: B007 the last one is what is told
        pass
    print(f"{total.looked_at} messages read again, {total.changed} of them differently.")
    if total.recognised:
        print(f"{total.recognised} had been taken for a machine's and are a person's; {total.opened} are open again.")
    return 0
