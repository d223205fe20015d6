"""The command line: one word list, each command declared by the room that it belongs to."""

import argparse
import gc
import os
import sys
from collections.abc import Sequence

import django
from django.core.management import execute_from_command_line
from django.db import OperationalError

from regulars.base.commands import COMMANDS, Command
from regulars.config.environment import WrongSetting
from regulars.config.presence import declare, packages
from regulars.config.schema import bring_up_to_date

DONE, FAILED, WRONG_USE = 0, 1, 2
# As the shell says it of a program that wrote to a reader who had left: 128 and SIGPIPE.
READER_LEFT = 141
HELP = frozenset({"-h", "--help", "help"})
# Where commands stand, and whose are needed to start the desk.
COMMAND_FILES, STARTING = ("commands",), ("regulars.config",)


def keep_what_is_loaded() -> None:
    """What is loaded by now stays; looking through it again and again for garbage would stop a page for 50 ms."""
    gc.freeze()
    gc.enable()


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
        fits = [command for _, command in COMMANDS if tuple(words[: len(command.words)]) == command.words]
        if fits:
            return max(fits, key=lambda command: len(command.words))
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
            keep_what_is_loaded()
            execute_from_command_line(["regulars", *words[1:]])
            return DONE
        done = run(words)
        # A reader that has left is told of here, not at exit.
        sys.stdout.flush()
        return done
    except WrongSetting as fault:
        print(fault, file=sys.stderr)
        return WRONG_USE
    except OperationalError as fault:
        print(f"The database does not answer: {fault}", file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        # What is still to be flushed at the end has nowhere to go either.
        # Source: https://docs.python.org/3/library/signal.html#note-on-sigpipe
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_LEFT
    except KeyboardInterrupt:
        return 130
