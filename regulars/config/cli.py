"""The command line: one word list, each command declared by the room that it belongs to."""

import os
import sys
from collections.abc import Sequence

import django
from django.conf import settings
from django.core.management import execute_from_command_line
from django.db import OperationalError
from django.utils import timezone

from regulars.base.commands import COMMANDS, Command
from regulars.config.alone import asked, ended, keep_what_is_loaded, longest
from regulars.config.environment import WrongSetting
from regulars.config.presence import declare, packages
from regulars.config.schema import bring_up_to_date

DONE, FAILED, WRONG_USE = 0, 1, 2
HELP = frozenset({"-h", "--help", "help"})
# Where commands stand, and whose are needed to start the desk.
COMMAND_FILES, STARTING = ("commands",), ("regulars.config",)


def overview(group: Sequence[str] = ()) -> str:
    """The commands that begin with `group`, a line each; empty where there is none."""
    declare(packages(), COMMAND_FILES)
    fits = [command for _, command in sorted(COMMANDS) if command.words[: len(group)] == tuple(group)]
    if not fits:
        return ""
    rows = [f"  {' '.join(command.words):<24} {command.about}" for command in fits]
    return "\n".join(["Usage: ./do regulars COMMAND [--help]", "", *rows])


def find(words: Sequence[str]) -> Command | None:
    """The command that `words` begin with; the longest name wins. Who starts the desk waits for no other's commands."""
    for names in (STARTING, packages()):
        declare(names, COMMAND_FILES)
        if command := longest(words):
            return command
    return None


def show_commands(words: Sequence[str]) -> int:
    """Say what there is, for words that name no command: help, the beginning of some commands, or a mistake."""
    group = [word for word in words if word not in HELP]
    known = overview(group)
    if known and (not group or len(group) < len(words)):
        print(known)
        return DONE
    said = " ".join(words)
    print(f"There is no command “{said}”.\n\n{known or overview()}", file=sys.stderr)
    return WRONG_USE


def run(words: Sequence[str]) -> int:
    """Carry out one command; gives back the exit code."""
    command = find(words)
    keep_what_is_loaded()
    if command is None:
        return show_commands(words)
    arguments = asked(command, words)
    if command.needs_database:
        bring_up_to_date()
        if command.needs_home:
            at_home()
    return command.run(arguments)


def at_home() -> None:
    """Nothing, where this home is that of the database. Raises WrongSetting."""
    # Rows can be asked for once Django has started, which is long after this file was read.
    from regulars.engine.homes import belongs

    home = settings.REGULARS_HOME
    if not belongs(home, timezone.now()):
        raise WrongSetting(
            f"REGULARS_HOME={home} is not the folder in which the mail and files of this database lie. Name that one; "
            "several machines share it. Where it is lost for good: ./do regulars home adopt"
        )


def main(words: Sequence[str]) -> int:
    """Start Django and run what `words` say. `django ...` passes on to Django's own commands."""
    return ended(lambda: _started(words))


def _started(words: Sequence[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "regulars.config.settings")
    try:
        django.setup()
        if words[:1] == ["django"]:
            keep_what_is_loaded()
            execute_from_command_line(["regulars", *words[1:]])
            return DONE
        return run(words)
    except WrongSetting as fault:
        print(fault, file=sys.stderr)
        return WRONG_USE
    except OperationalError as fault:
        print(f"The database does not answer: {fault}", file=sys.stderr)
        return FAILED
