"""Commands of a room that knows of no desk. They run without settings, without tables and without Django, which takes
longer to load, and more memory, than what they do themselves."""

import argparse
import gc
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from regulars.base.commands import COMMANDS, Command

# Their first words, and where they stand. Nothing else is looked at to know what is asked for.
WORDS, COMMAND_FILE = ("read", "reading"), "regulars.reading.commands"
# As the shell says it of a program that wrote to a reader who had left: 128 and SIGPIPE; and of one that was stopped.
READER_LEFT, STOPPED = 141, 130


def main(words: Sequence[str]) -> int | None:
    """Carry out one such command; gives back the exit code, None where `words` name another."""
    if not words or words[0] not in WORDS:
        return None
    import_module(COMMAND_FILE)
    command = longest(words)
    keep_what_is_loaded()
    return None if command is None else ended(lambda: command.run(asked(command, words)))


def longest(words: Sequence[str]) -> Command | None:
    """Of the commands declared by now, the one with the most words that `words` begin with."""
    fits = [command for _, command in COMMANDS if tuple(words[: len(command.words)]) == command.words]
    return max(fits, key=lambda command: len(command.words), default=None)


def asked(command: Command, words: Sequence[str]) -> argparse.Namespace:
    """What is asked of a command. Ends the program, saying why, where that cannot be understood."""
    parser = argparse.ArgumentParser(prog=f"./do regulars {' '.join(command.words)}", description=command.about)
    command.arguments(parser)
    return parser.parse_args(words[len(command.words) :])


def keep_what_is_loaded() -> None:
    """What is loaded by now stays; looking through it again and again for garbage would stop a page for 50 ms."""
    gc.freeze()
    gc.enable()


def ended(run: Callable[[], int]) -> int:
    """The exit code of what is run, also where its reader left early or somebody stopped it."""
    try:
        done = run()
        # A reader that has left is told of here, not at exit.
        sys.stdout.flush()
        return done
    except BrokenPipeError:
        # What is still to be flushed at the end has nowhere to go either.
        # Source: https://docs.python.org/3/library/signal.html#note-on-sigpipe
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_LEFT
    except KeyboardInterrupt:
        return STOPPED
