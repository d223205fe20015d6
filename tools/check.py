"""`./do check`: all that can be said about the code in under a minute, side by side."""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tools.suite import BY_WORKERS

PYTHON = sys.executable
FAST = "not slow and not browser and not imap and not torture"
# The long ones first, so that the short ones fill the gaps.
CHECKS: dict[str, list[str]] = {
    "tests": [PYTHON, "-m", "pytest", "-q", "-n", "2", "--hypothesis-profile=quick", "-m", FAST],
    "types": [PYTHON, "-m", "mypy"],
    "migrations": [PYTHON, "-m", "regulars", "django", "makemigrations", "--check", "--dry-run"],
    "imports": [str(Path(PYTHON).with_name("lint-imports"))],
    "sizes": [PYTHON, "-m", "tools.sizes"],
    "lint": [PYTHON, "-m", "ruff", "check", "--quiet", "--output-format=concise"],
    "format": [PYTHON, "-m", "ruff", "format", "--check", "--quiet", "--output-format=concise"],
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one tool found."""

    name: str
    fine: bool
    output: str
    seconds: float


def environment(home: str) -> dict[str, str]:
    """The tools' environment: a home that is thrown away, and none of the settings of a desk that runs here.

    Python keeps what it compiled, whatever it is told outside: else each process compiles the whole house anew.
    """
    left_out = ("REGULARS_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    tests = {name: os.environ[name] for name in ("REGULARS_TEST_DATA",) if name in os.environ}
    return {**kept, **tests, BY_WORKERS: "1", "REGULARS_HOME": home}


def look(name: str, home: str) -> Verdict:
    """Run one tool to its end."""
    began = time.monotonic()
    done = subprocess.run(
        CHECKS[name], env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    return Verdict(name, done.returncode == 0, done.stdout, time.monotonic() - began)


def report(verdict: Verdict) -> None:
    """Everything that a failing tool said; one line for the others."""
    if not verdict.fine:
        print(f"---- {verdict.name} ----\n{verdict.output.rstrip()}\n", flush=True)


def main() -> int:
    """Run them, two at a time or as many as there are processors. Exit code 1 where one failed."""
    parser = argparse.ArgumentParser(prog="./do check", description=__doc__)
    parser.add_argument("--no-tests", action="store_true", help="leave out the fast tests")
    names = [name for name in CHECKS if name != "tests" or not parser.parse_args().no_tests]
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as home, ThreadPoolExecutor(max(2, os.cpu_count() or 2)) as pool:
        verdicts = list(pool.map(lambda name: look(name, home), names))
    for verdict in verdicts:
        report(verdict)
    for verdict in verdicts:
        print(f"{'ok    ' if verdict.fine else 'FAILED'} {verdict.name:<11}{verdict.seconds:5.1f} s")
    failed = sum(not verdict.fine for verdict in verdicts)
    print(f"{'All checks passed' if not failed else f'{failed} failed'} in {time.monotonic() - began:.1f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
