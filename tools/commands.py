"""What `./do` can do."""

import os
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

from tools.environment import ROOT, CannotSetUp, ready

HELP = """Usage: ./do COMMAND

  run [-- OPTIONS]     set up and serve the desk; --empty starts without the demo
  regulars COMMAND     the desk's own commands; alone it lists them
  test [PYTEST ...]    the whole suite, on SQLite and on PostgreSQL
  check                format, lint, types, imports, migrations, sizes and the fast tests
  torture [PYTEST ...] the tests that kill and starve, for minutes
  bench [OPTIONS]      the measurements
  words                gather all sentences for translation, and make what the desk reads of them
  train encoder        make the weights of the encoder of English anew; --data FOLDER --out FOLDER
  train sentences      those of the network for customers' sentences; --data FOLDER --out FOLDER
  lock                 write requirements/*.txt anew from requirements/*.in; --upgrade takes newer versions
  help                 this page"""


def become(wanted: str, *words: str, at_root: bool = False) -> NoReturn:
    """Turn into the environment's Python, so that signals and the exit code are its own."""
    python = str(ready(wanted))
    above = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = f"{ROOT}{os.pathsep}{above}" if above else str(ROOT)
    if at_root:
        os.chdir(ROOT)
    # -P: a file in the folder one stands in must not take the place of a module.
    os.execv(python, [python, "-P", "-m", *words])


def run(words: Sequence[str]) -> NoReturn:
    """The desk."""
    become("run", "regulars", "run", *words)


def regulars(words: Sequence[str]) -> NoReturn:
    """One of the desk's own commands."""
    become("run", "regulars", *words)


def test(words: Sequence[str]) -> NoReturn:
    """The whole suite."""
    become("test", "tools.suite", *words, at_root=True)


def check(words: Sequence[str]) -> NoReturn:
    """Everything that can be said without the slow tests."""
    become("test", "tools.check", *words, at_root=True)


def torture(words: Sequence[str]) -> NoReturn:
    """The long tests."""
    # They begin hundreds of processes, none of which is to compile the whole house anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    become("test", "pytest", "-m", "torture", *words, at_root=True)


def bench(words: Sequence[str]) -> NoReturn:
    """The measurements."""
    become("test", "regulars.bench", *words)


def words(words: Sequence[str]) -> NoReturn:
    """The lists of sentences in other languages."""
    become("test", "tools.words", *words, at_root=True)


def train(words: Sequence[str]) -> NoReturn:
    """The weights that are too large to be made on a desk. The word says which."""
    if not words or words[0] not in ("encoder", "sentences"):
        print(
            "`./do train encoder --data FOLDER --out FOLDER`, then `./do train sentences --data FOLDER --out FOLDER`.",
            file=sys.stderr,
        )
        sys.exit(2)
    become("train", f"tools.training.{words[0]}", *words[1:])


def lock(words: Sequence[str]) -> NoReturn:
    """The locked lists."""
    become("test", "tools.lock", *words, at_root=True)


COMMANDS: dict[str, Callable[[Sequence[str]], NoReturn]] = {
    command.__name__: command for command in (run, regulars, test, check, torture, bench, words, train, lock)
}


def main(words: Sequence[str]) -> int:
    """Carry out one command. Gives back an exit code only where nothing could be started: 2 for wrong use."""
    name, rest = (words[0], list(words[1:])) if words else ("help", [])
    if name in ("help", "-h", "--help"):
        print(HELP)
        return 0
    if name not in COMMANDS:
        print(f"`{name}` is no command of ./do. It knows: {', '.join(COMMANDS)}, help.", file=sys.stderr)
        return 2
    try:
        COMMANDS[name](rest[1:] if rest[:1] == ["--"] else rest)
    except CannotSetUp as fault:
        print(fault, file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    return 1
