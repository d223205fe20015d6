"""Commands of this room."""

import argparse

from regulars.base.commands import command
from regulars.conversations import export


@command("export conversations", "Write every conversation as a line of JSON")
def export_conversations(arguments: argparse.Namespace) -> int:
    """To standard output."""
    for line in export.lines():
        print(line)
    return 0
