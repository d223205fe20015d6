"""Commands of reading."""

import argparse
import sys

from django.utils import timezone

from regulars.base.commands import command
from regulars.reading import commands  # noqa: F401 - declares those that need no desk
from regulars.readings import asking, books


@command("reread readings", "Read all messages again in the background, the newest first; keeps what people said")
def reread(arguments: argparse.Namespace) -> int:
    """The worker does it, and goes on where it stopped."""
    if not asking.is_on():
        print("REGULARS_READING is off: nothing is read on this desk. Set it to full or fast first.", file=sys.stderr)
        return 1
    count = books.again(timezone.now())
    print(f"{count} messages are to be read again. The worker does it beside its other work, the newest first.")
    return 0
