"""Commands of this room."""

import argparse
import sys
import time
from functools import partial
from pathlib import Path
from typing import TextIO

from django.utils import timezone

from regulars.base.commands import command
from regulars.demo.begun import started
from regulars.demo.generator.acts import Asked, generate, holds_anything
from regulars.imports.bar import Bar

LEAST, MOST, LONGEST = 100, 1_000_000, 20
FAILED, WRONG_USE = 1, 2
IN_USE = (
    "This desk holds customers or mail already, and made-up ones are not put among them. Generate into a home of its "
    "own: REGULARS_HOME=/path/to/new ./do regulars demo generate ... (on PostgreSQL also into an empty database)."
)


def number(least: int, most: int, written: str) -> int:
    """A whole number within these, given as an argument."""
    read = int(written) if written.isascii() and written.isdecimal() else -1
    if not least <= read <= most:
        raise argparse.ArgumentTypeError(f"“{written}” will not do; give a whole number from {least} to {most}")
    return read


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `demo generate` takes."""
    parser.add_argument("--customers", type=partial(number, LEAST, MOST), default=1000, metavar="N")
    parser.add_argument(
        "--seed", type=partial(number, 0, 2**63), default=1, metavar="S", help="the same seed, the same people"
    )
    parser.add_argument(
        "--years", type=partial(number, 1, LONGEST), default=3, metavar="Y", help="over so many years until now"
    )
    parser.add_argument("--truth", type=Path, required=True, metavar="PATH", help="a new file for what is true of them")
    parser.add_argument("--quiet", action="store_true", help="no progress bar")


@command("demo generate", "Fill an empty desk with made-up customers, and write down what is true of them", arguments)
def demo_generate(arguments: argparse.Namespace) -> int:
    """Fills, shows how far it is, and says what came of it."""
    if holds_anything():
        print(IN_USE, file=sys.stderr)
        return FAILED
    try:
        with arguments.truth.open("x", encoding="utf-8") as file:
            seconds = carry_out(arguments, file)
    except FileExistsError:
        print(f"{arguments.truth} is there already. Name a new file for the truth.", file=sys.stderr)
        return WRONG_USE
    except OSError as fault:
        print(f"The truth cannot be written: {fault}. Begin again in an empty home.", file=sys.stderr)
        return FAILED
    print(f"{arguments.customers} customers in {seconds:.1f} s; what is true of them is in {arguments.truth}.")
    return 0


def carry_out(arguments: argparse.Namespace, file: TextIO) -> float:
    """The generating itself; gives back how many seconds it took."""
    bar = Bar(arguments.customers, "customers", quiet=arguments.quiet)
    asked = Asked(arguments.customers, arguments.seed, arguments.years, timezone.now().replace(microsecond=0))
    # Else the first start would put the demo company among them.
    started().touch()
    begin = time.monotonic()
    generate(asked, file, lambda done: bar.show(done, done))
    bar.end()
    return time.monotonic() - begin
