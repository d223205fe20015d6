"""Commands of the ledger."""

import argparse
import time

from regulars.base.commands import command
from regulars.book import search
from regulars.book.leaving import commands as leaving_commands  # noqa: F401 - declares its commands
from regulars.book.matching import commands as matching_commands  # noqa: F401 - declares its commands


@command("search rebuild", "Make the search index anew from all texts")
def rebuild(arguments: argparse.Namespace) -> int:
    """Empties and fills it; the desk can go on meanwhile and finds more and more again."""
    began = time.monotonic()
    print(f"{search.rebuild()} texts indexed in {time.monotonic() - began:.1f} s.")
    return 0
