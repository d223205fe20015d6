"""Commands of the machine room."""

import argparse

from django.conf import settings
from django.utils import timezone

from regulars.base.commands import command
from regulars.engine import homes


@command("home adopt", "Make this home that of the database, where the one it had is lost for good", needs_home=False)
def adopt(arguments: argparse.Namespace) -> int:
    """What was in the other one is missed wherever it is asked for; nothing else changes."""
    home = settings.REGULARS_HOME
    if homes.adopt(home, timezone.now()):
        print(f"{home} is the home of this database now.")
    else:
        print(f"{home} is the home of this database already.")
    return 0
