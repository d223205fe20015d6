"""Commands of recovery."""

import argparse

from django.db import transaction
from django.utils import timezone

from regulars.base.commands import command
from regulars.engine import audit
from regulars.practices.recovery import export
from regulars.practices.recovery.recording import EXPORTED
from regulars.practices.recovery.sweep import commands as sweep  # noqa: F401 - declares its command


@command("export recoveries", "Write every recovery as a line of JSON, with all by which its effect can be judged")
def export_recoveries(arguments: argparse.Namespace) -> int:
    """To standard output. That it was done is written into the audit trail first."""
    now = timezone.now()
    with transaction.atomic():
        audit.record(EXPORTED, "desk", by="command line", now=now)
    for line in export.lines(now):
        print(line)
    return 0
