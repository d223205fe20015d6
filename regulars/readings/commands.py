"""Commands of reading."""

import argparse
import sys
from pathlib import Path
from typing import cast

from django.utils import timezone

from regulars.base.commands import command
from regulars.reading import (
    commands,  # noqa: F401 - declares those that make heads
    lines,
)
from regulars.reading.values import Tier
from regulars.readings import asking, books


def read_arguments(parser: argparse.ArgumentParser) -> None:
    """How much is spent, and by which heads."""
    parser.add_argument("--tier", type=Tier, choices=list(Tier), default=Tier.FULL, help="how much is spent on a text")
    parser.add_argument("--adapted", type=Path, metavar="DIR", help="heads made by `reading adapt`")
    parser.add_argument(
        "--whole", action="store_true", help="also what is not sure, versions, words that fired, vector"
    )


@command(
    "read",
    "Read messages: a JSON object on each line in, its readings on each line out",
    read_arguments,
    needs_database=False,
)
def read(arguments: argparse.Namespace) -> int:
    """Until the input ends. 1 where a line could not be understood; its answer says why. 2 where DIR has no heads."""
    # They load models, which only this process needs.
    from regulars.reading.heads.stored import Damaged  # noqa: PLC0415 - see above
    from regulars.reading.loaded import own_heads  # noqa: PLC0415 - see above
    from regulars.reading.tiers import read_many  # noqa: PLC0415 - see above

    try:
        own = own_heads(arguments.adapted) if arguments.adapted else {}
    except (OSError, Damaged) as fault:
        print(f"--adapted: {fault}", file=sys.stderr)
        return 2
    return lines.serve(
        cast(lines.Source, sys.stdin.buffer),
        sys.stdout.buffer,
        lambda said: read_many(said, arguments.tier, own),
        whole=arguments.whole,
    )


@command("reread readings", "Read all messages again in the background, the newest first; keeps what people said")
def reread(arguments: argparse.Namespace) -> int:
    """The worker does it, and goes on where it stopped."""
    if not asking.is_on():
        print("REGULARS_READING is off: nothing is read on this desk. Set it to full or fast first.", file=sys.stderr)
        return 1
    count = books.again(timezone.now())
    print(f"{count} messages are to be read again. The worker does it beside its other work, the newest first.")
    return 0
