"""Commands of the machine room."""

import argparse
import sys
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from regulars.base.commands import command
from regulars.base.results import Refused
from regulars.engine import backups, homes


@command("home adopt", "Make this home that of the database, where the one it had is lost for good", needs_home=False)
def adopt(arguments: argparse.Namespace) -> int:
    """What was in the other one is missed wherever it is asked for; nothing else changes."""
    home = settings.REGULARS_HOME
    if homes.adopt(home, timezone.now()):
        print(f"{home} is the home of this database now.")
    else:
        print(f"{home} is the home of this database already.")
    return 0


def where_to(parser: argparse.ArgumentParser) -> None:
    """What `backup` takes."""
    parser.add_argument("folder", type=Path, help="a new folder; it can be started as REGULARS_HOME")


@command("backup", "Copy the desk into a folder while it runs", where_to)
def backup(arguments: argparse.Namespace) -> int:
    """The copy is a home: started as one, it erases first whom the list of the erased names."""
    copied = backups.copy_home(arguments.folder)
    if isinstance(copied, Refused):
        print(copied.reason, file=sys.stderr)
        return 1
    rows = "the database and " if copied.database else ""
    size = f"{copied.bytes / 2**20:.1f} MB"
    print(f"{arguments.folder}: {rows}{copied.files} files, {size}. Keep it as safe as the desk.")
    if not copied.database:
        print("The rows are in PostgreSQL: dump them with pg_dump before files are copied, so that none is missing.")
    return 0
