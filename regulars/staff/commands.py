"""Commands for who runs the machine that the desk is on."""

import argparse
import sys

from django.utils import timezone

from regulars.base.commands import command
from regulars.base.results import Refused
from regulars.staff import back_in


def whom(parser: argparse.ArgumentParser) -> None:
    """What `way-in` takes."""
    parser.add_argument("email", help="the address with which they sign in")
    parser.add_argument("--forget-second-factor", action="store_true", help="they have lost that, and their codes, too")


@command("way-in", "Print a link with which somebody who has lost the password sets a new one", whom)
def way_in(arguments: argparse.Namespace) -> int:
    """For a day, and once. It is on the audit trail."""
    made = back_in.make_at_machine(arguments.email, timezone.now(), without_second=arguments.forget_second_factor)
    if isinstance(made, Refused):
        print(made.reason, file=sys.stderr)
        return 1
    print(f"Open this at the address of your desk; it counts for a day, and once: /way-in/{made}")
    return 0
