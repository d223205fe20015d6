"""Commands of reading."""

import argparse
import sys
from pathlib import Path
from typing import cast

from regulars.base.commands import command
from regulars.reading import lines
from regulars.reading.values import Tier


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
    """Until the input ends. 1 where a line could not be understood; its answer says why."""
    from regulars.reading.tiers import read_many  # noqa: PLC0415 - it loads models, and only this process needs them

    return lines.serve(
        cast(lines.Source, sys.stdin.buffer),
        sys.stdout.buffer,
        lambda said: read_many(said, arguments.tier, arguments.adapted),
        whole=arguments.whole,
    )
