"""The command line, for who does not know it yet."""

import subprocess
import sys
from pathlib import Path

import pytest

from regulars.config.cli import main
from tests.pace import PATIENCE

MANY_LINES = """
import sys
from regulars.base.commands import command
from regulars.config import cli

cli.run = lambda words: [print("a line" * 20) for _ in range(100_000)] and 0
sys.exit(cli.main([]))
"""

START = """
import sys
from regulars.config import cli

try:
    cli.main(["serve", "--port", "none"])
except SystemExit:
    print(*sorted(name for name in sys.modules if name.startswith("regulars.") and name.endswith(".commands")))
"""

READ = """
import sys
from regulars.config import alone

sys.stdin.close()
assert alone.main(["balance"]) is None and alone.main([]) is None and alone.main(["reading"]) is None
try:
    alone.main(["read", "--tier", "none"])
except SystemExit:
    print(*(name for name in sys.modules if name in ("django.db", "regulars.config.settings", "numpy")))
"""


@pytest.mark.parametrize("words", [[], ["--help"], ["help"], ["-h"]])
def test_help_lists_all_commands(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 0
    said = capsys.readouterr()
    assert "import mail" in said.out
    assert "balance" in said.out
    assert not said.err


def test_the_beginning_of_commands_lists_these(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inbox", "--help"]) == 0
    assert main(["inbox"]) == 2
    said = capsys.readouterr()
    for shown in (said.out, said.err):
        assert "inbox connect" in shown
        assert "balance" not in shown


def test_a_mistake_is_named_and_answered_with_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inbocks", "--help"]) == 2
    said = capsys.readouterr().err
    assert "There is no command “inbocks --help”" in said
    assert "inbox connect" in said


@pytest.mark.slow
def test_a_start_loads_no_commands_but_those_that_start(tmp_path: Path) -> None:
    """The others bring the made-up company, imports and training with them; a start need not wait for that."""
    environment = {"REGULARS_HOME": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[2])}
    program = subprocess.run([sys.executable, "-c", START], env=environment, capture_output=True, text=True, check=True)
    assert program.stdout.split() == ["regulars.base.commands", "regulars.config.commands"]


@pytest.mark.slow
def test_a_reader_who_leaves_early_is_no_fault(tmp_path: Path) -> None:
    """As in `./do regulars export conversations | head`."""
    program = subprocess.Popen(
        [sys.executable, "-c", MANY_LINES],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"REGULARS_HOME": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert program.stdout is not None
    program.stdout.readline()
    program.stdout.close()
    assert program.stderr is not None
    assert program.stderr.read() == b""
    assert program.wait(PATIENCE) == 141


def test_who_reads_texts_waits_for_no_desk(tmp_path: Path) -> None:
    """Neither Django nor the settings are loaded; what was asked wrongly is answered at once."""
    asked = subprocess.run(
        [sys.executable, "-c", READ],
        capture_output=True,
        text=True,
        env={"REGULARS_HOME": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[2])},
        check=True,
        timeout=PATIENCE,
    )
    assert asked.stdout.strip() == ""
    assert "--tier" in asked.stderr
