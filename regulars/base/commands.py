"""How a room offers a command: `./do regulars NAME ...`."""

import argparse
from collections.abc import Callable

from regulars.base.frozen import dataclass
from regulars.base.registry import Slot


@dataclass(frozen=True, slots=True)
class Command:
    """One command. `words` are its name, such as ("import", "mail"); `run` gives back the exit code.

    `needs_home`: it reads or writes what lies beside the database, so it has to be the home that belongs to it.
    """

    words: tuple[str, ...]
    about: str
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]
    needs_database: bool = True
    needs_home: bool = True


COMMANDS: Slot[Command] = Slot("commands")


def command(
    words: str,
    about: str,
    arguments: Callable[[argparse.ArgumentParser], None] = lambda parser: None,
    *,
    needs_database: bool = True,
    needs_home: bool = True,
) -> Callable[[Callable[[argparse.Namespace], int]], Callable[[argparse.Namespace], int]]:
    """Make a function the command `words` (separated by spaces)."""

    def declare(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
        COMMANDS.offer(words, Command(tuple(words.split()), about, arguments, run, needs_database, needs_home))
        return run

    return declare
