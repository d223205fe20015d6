"""The sweep by hand, over all books at once."""

import argparse
import json
import resource
import sys
import time

from django.utils import timezone

from regulars.base.commands import command
from regulars.practices.recovery.models import Hanging
from regulars.practices.recovery.sweep import acts

MEGABYTE = 1024 * 1024
# Linux counts kilobytes, macOS bytes.
UNIT = 1 if sys.platform == "darwin" else 1024


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `sweep` takes."""
    parser.add_argument("--json", action="store_true", help="what was found, each as a line of JSON")


@command("sweep", "Find every bad experience that nobody followed up", arguments)
def sweep(arguments: argparse.Namespace) -> int:
    """Looks at all books, and says how many matters hang, in which time and memory."""
    began = time.monotonic()
    hanging = acts.sweep(timezone.now())
    seconds = time.monotonic() - began
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * UNIT / MEGABYTE
    if arguments.json:
        for row in Hanging.objects.filter(gone_at=None).select_related("customer").order_by("-pressing"):
            said = {"customer": row.customer.public_id, "key": row.key, "at": row.at.isoformat(), "quote": row.quote}
            print(json.dumps(said, ensure_ascii=False))
    print(f"{hanging} matters hang. {seconds:.1f} s, {most:.0f} MB at most.")
    return 0
