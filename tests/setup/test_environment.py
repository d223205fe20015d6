"""The virtual environment: what counts as ready, and what is left when its making is cut short."""

import fcntl
import json
import subprocess
import sys
import threading
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from tests.pace import PATIENCE
from tools import environment
from tools.environment import PYTHON, UNFINISHED, CannotSetUp, missing_venv


@pytest.fixture
def venv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment that `covers` takes for made; nothing is installed into it."""
    folder = tmp_path / "venv"
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").symlink_to(sys.executable)
    (folder / "pyvenv.cfg").write_text(f"version = {PYTHON}.1\n")
    monkeypatch.setenv("REGULARS_VENV", str(folder))
    return folder


def refuse(venv: Path, wanted: str) -> None:
    raise CannotSetUp("no network")


def test_debian_is_told_the_one_line_to_install() -> None:
    assert missing_venv(found=True, debian=True, root=False) == ""
    assert missing_venv(found=False, debian=True, root=False).endswith(f"sudo apt-get install python{PYTHON}-venv")
    assert "sudo" not in missing_venv(found=False, debian=True, root=True)
    assert "apt-get" not in missing_venv(found=False, debian=False, root=False)


@pytest.mark.parametrize("found", [None, ModuleSpec("ensurepip", None)])
def test_it_stops_where_python_has_no_ensurepip(
    venv: Path, monkeypatch: pytest.MonkeyPatch, found: ModuleSpec | None
) -> None:
    monkeypatch.setattr(environment, "sound", lambda venv: False)
    monkeypatch.setattr(environment.importlib.util, "find_spec", lambda name: found)
    with pytest.raises(CannotSetUp, match=r"ensurepip|apt-get"):
        environment.ready("run")
    assert (venv / "pyvenv.cfg").exists()


def test_the_tests_list_holds_the_desks_but_not_the_other_way_round(venv: Path) -> None:
    assert not environment.covers(venv, "run")
    environment.write_stamp(venv, environment.stamp_for("run"))
    assert environment.covers(venv, "run")
    assert not environment.covers(venv, "test")
    environment.write_stamp(venv, environment.stamp_for("test"))
    assert environment.covers(venv, "run")
    assert environment.covers(venv, "test")


@pytest.mark.parametrize("stamp", ["", "[]", "{}", '{"python": "3.1"}', '{"unfinished": "yes"}'])
def test_a_stamp_that_says_something_else_is_no_stamp(venv: Path, stamp: str) -> None:
    (venv / environment.STAMP).write_text(stamp)
    assert not environment.covers(venv, "run")


def test_another_python_or_a_changed_list_is_not_covered(venv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environment.write_stamp(venv, environment.stamp_for("test"))
    monkeypatch.setattr(environment, "digest", lambda wanted: "changed")
    assert not environment.covers(venv, "run")
    monkeypatch.undo()
    monkeypatch.setattr(environment, "PYTHON", "3.99")
    assert not environment.covers(venv, "run")


def test_an_environment_that_is_gone_is_not_covered(venv: Path) -> None:
    environment.write_stamp(venv, environment.stamp_for("run"))
    (venv / "bin" / "python").unlink()
    assert not environment.covers(venv, "run")


def test_a_ready_environment_is_used_as_it_is(venv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environment.write_stamp(venv, environment.stamp_for("run"))
    monkeypatch.setattr(environment, "set_up", refuse)
    assert environment.ready("run") == venv / "bin" / "python"


def test_cut_short_it_begins_anew(venv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(venv: Path, wanted: str) -> None:
        raise KeyboardInterrupt

    made: list[Path] = []
    monkeypatch.setattr(environment, "make", made.append)
    monkeypatch.setattr(environment, "sound", lambda venv: environment.read_stamp(venv) != UNFINISHED)
    monkeypatch.setattr(environment, "install", killed)
    with pytest.raises(KeyboardInterrupt):
        environment.set_up(venv, "run")
    assert environment.read_stamp(venv) == UNFINISHED
    assert made == []
    monkeypatch.setattr(environment, "install", lambda venv, wanted: None)
    environment.ready("run")
    assert made == [venv]
    assert environment.covers(venv, "run")


def test_an_unfinished_environment_is_not_sound(venv: Path) -> None:
    environment.write_stamp(venv, UNFINISHED)
    assert not environment.sound(venv)


def test_refused_by_pip_it_leaves_a_working_desk(venv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environment.write_stamp(venv, environment.stamp_for("run"))
    monkeypatch.setattr(environment, "sound", lambda venv: True)
    monkeypatch.setattr(environment, "install", refuse)
    with pytest.raises(CannotSetUp):
        environment.ready("test")
    assert environment.covers(venv, "run")


def test_making_clears_the_old_one_and_keeps_the_lock(venv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", lambda *words, **more: subprocess.CompletedProcess(words, 0))
    (venv / environment.LOCK).touch()
    environment.write_stamp(venv, UNFINISHED)
    environment.make(venv)
    assert {path.name for path in venv.iterdir()} == {environment.LOCK, environment.STAMP}


def test_the_stamp_is_written_whole(venv: Path) -> None:
    environment.write_stamp(venv, {"python": PYTHON})
    assert json.loads((venv / environment.STAMP).read_text()) == {"python": PYTHON}
    environment.write_stamp(venv, None)
    environment.write_stamp(venv, None)
    assert environment.read_stamp(venv) is None


def test_two_at_once_take_turns(venv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting, done = threading.Event(), []
    monkeypatch.setattr(environment, "say", lambda line: waiting.set())
    monkeypatch.setattr(environment, "set_up", refuse)

    def second() -> None:
        done.append(environment.ready("run"))

    with (venv / environment.LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        thread = threading.Thread(target=second)
        thread.start()
        assert waiting.wait(PATIENCE)
        assert done == []
        environment.write_stamp(venv, environment.stamp_for("run"))
    thread.join(PATIENCE)
    # It found the work done when its turn came, and did not do it again.
    assert done == [venv / "bin" / "python"]


def test_training_has_an_environment_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("REGULARS_VENV", str(tmp_path / "desk"))
    assert environment.place("run") == environment.place("test") == tmp_path / "desk"
    assert environment.place("train").name == ".venv-train"
    assert set(environment.stamp_for("train")) == {"python", "train"}
