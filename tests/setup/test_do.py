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


def test_a_python_that_has_no_wheels_is_told_what_to_install(do: ModuleType) -> None:
    for version in ((3, 9, 2), (3, 15, 0)):
        said = do.unfit(version, do.NEWEST)
        assert f"Python 3.11 to 3.14; this is 3.{version[1]}." in said
        assert "brew install python@3.14" in said
        assert "\n" not in said
    assert do.unfit((3, 11, 0), do.NEWEST) == ""
    assert do.unfit((3, 14, 1), do.NEWEST) == ""


def test_macs_with_an_intel_processor_take_an_older_one(do: ModuleType) -> None:
    most = do.newest("Darwin", "x86_64")
    assert "brew install python@3.13" in do.unfit((3, 14, 1), most)
    assert do.unfit((3, 13, 1), most) == ""
    assert {do.newest("Darwin", "arm64"), do.newest("Linux", "x86_64"), do.newest("Linux", "aarch64")} == {do.NEWEST}


def test_whether_a_python_will_do_is_asked_of_it(do: ModuleType) -> None:
    here = sys.version_info[:2]
    assert do.will_do(sys.executable, here)
    assert not do.will_do(sys.executable, (3, here[1] - 1))


def python(folder: Path, name: str, exit_code: int) -> None:
    program = folder / name
    program.write_text(f"#!/bin/sh\nexit {exit_code}\n")
    program.chmod(0o755)


def test_another_python_is_found_past_shims_that_do_not_run(
    do: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert do.other_python(do.NEWEST) is None
    python(tmp_path, "python3.13", 127)
    assert do.other_python(do.NEWEST) is None
    python(tmp_path, "python3.12", 0)
    python(tmp_path, "python3.11", 0)
    assert do.other_python(do.NEWEST) == str(tmp_path / "python3.12")


def test_without_another_python_it_stops_with_one_line(do: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(do.sys, "version_info", (3, 8, 1))
    monkeypatch.setattr(do, "other_python", lambda most: None)
    with pytest.raises(SystemExit, match=r"this is 3\.8"):
        do.main(["run"])


def test_it_parses_on_an_old_python() -> None:
    ast.parse(DO.read_text(), feature_version=(3, 7))
