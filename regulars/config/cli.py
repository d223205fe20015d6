"""The command line: one word list, each command declared by the room that it belongs to."""

import argparse
import os
import sys
from collections.abc import Sequence

import django
from django.core.management import execute_from_command_line
from django.db import OperationalError

from regulars.base.commands import COMMANDS, Command
from regulars.config.environment import WrongSetting
from regulars.config.schema import bring_up_to_date

WRONG_USE, FAILED = 2, 1


def overview() -> str:
    """All commands, a line each."""
    rows = [f"  {' '.join(command.words):<24} {command.about}" for _, command in sorted(COMMANDS)]
    return "\n".join(["Usage: ./do regulars COMMAND [--help]", "", *rows])


def find(words: Sequence[str]) -> Command | None:
    """The command that `words` begin with; the longest name wins."""
    fits = [command for _, command in COMMANDS if tuple(words[: len(command.words)]) == command.words]
    return max(fits, key=lambda command: len(command.words), default=None)


def run(words: Sequence[str]) -> int:
    """Carry out one command; gives back the exit code."""
    command = find(words)
    if command is None:
        said = " ".join(words)
        print(f"There is no command “{said}”.\n\n{overview()}" if said else overview(), file=sys.stderr)
        return WRONG_USE
    parser = argparse.ArgumentParser(prog=f"./do regulars {' '.join(command.words)}", description=command.about)
    command.arguments(parser)
    arguments = parser.parse_args(words[len(command.words) :])
    if command.needs_database:
        bring_up_to_date()
    return command.run(arguments)


def main(words: Sequence[str]) -> int:
    """Start Django and run what `words` say. `django ...` passes on to Django's own commands."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "regulars.config.settings")
    try:
        django.setup()
        if words[:1] == ["django"]:
            execute_from_command_line(["regulars", *words[1:]])
            return 0
        return run(words)
    except WrongSetting as fault:
        print(fault, file=sys.stderr)
        return WRONG_USE
    except OperationalError as fault:
        print(f"The database does not answer: {fault}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return 130
