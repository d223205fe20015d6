"""Commands of matching."""

import argparse
import time

from django.utils import timezone

from regulars.base.commands import command
from regulars.book.matching.learning import relearn


@command("suggest again", "Find anew which customers may be one person")
def again(arguments: argparse.Namespace) -> int:
    """Throws away what was found and not yet answered, and looks at every book; answers stay."""
    began = time.monotonic()
    traces, suggestions = relearn(timezone.now())
    print(f"{traces} traces, {suggestions} suggestions in {time.monotonic() - began:.1f} s.")
    return 0
