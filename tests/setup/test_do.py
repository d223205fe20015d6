"""`./do` before anything is installed: what it says, and which Python it takes."""

import ast
import importlib.machinery
import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

DO = Path(__file__).resolve().parents[2] / "do"


@pytest.fixture(scope="module")
def do() -> ModuleType:
    loader = importlib.machinery.SourceFileLoader("do_command", str(DO))
    spec = importlib.util.spec_from_loader("do_command", loader)
    assert spec
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def say(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, DO, *words], capture_output=True, text=True, check=False)


def test_an_unknown_command_lists_the_right_ones() -> None:
    said = say("serve")
    assert said.returncode == 2
    assert said.stdout == ""
    assert "`serve` is no command" in said.stderr
    assert "run, regulars, test, check, torture, bench, words, train, lock, help" in said.stderr


@pytest.mark.parametrize("words", [(), ("help",), ("--help",)])
def test_help_names_every_command(words: tuple[str, ...]) -> None:
    said = say(*words)
    assert said.returncode == 0
    assert "./do COMMAND" in said.stdout
    for name in ("run", "regulars", "test", "check", "torture", "bench", "lock"):
        assert f"\n  {name} " in said.stdout


def test_an_old_python_is_told_what_to_install(do: ModuleType) -> None:
    assert "Python 3.11 or newer; this is 3.9." in do.too_old((3, 9, 2))
    assert "\n" not in do.too_old((3, 9, 2))
    assert do.too_old((3, 11, 0)) == ""
    assert do.too_old((3, 14, 1)) == ""


def python(folder: Path, name: str, exit_code: int) -> None:
    program = folder / name
    program.write_text(f"#!/bin/sh\nexit {exit_code}\n")
    program.chmod(0o755)


def test_a_newer_python_is_found_past_shims_that_do_not_run(
    do: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert do.newer_python() is None
    python(tmp_path, "python3.13", 127)
    assert do.newer_python() is None
    python(tmp_path, "python3.12", 0)
    python(tmp_path, "python3.11", 0)
    assert do.newer_python() == str(tmp_path / "python3.12")


def test_without_a_newer_python_it_stops_with_one_line(do: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(do.sys, "version_info", (3, 8, 1))
    monkeypatch.setattr(do, "newer_python", lambda: None)
    with pytest.raises(SystemExit, match=r"this is 3\.8"):
        do.main(["run"])


def test_it_parses_on_an_old_python() -> None:
    ast.parse(DO.read_text(), feature_version=(3, 7))
