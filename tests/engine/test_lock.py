import fcntl
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from regulars.engine.sqlite.lock import FairLock, lock_of, taken
from tests.pace import PATIENCE, until

pytestmark = [pytest.mark.slow, pytest.mark.sqlite]

HOLD = """
import sys, time
from regulars.engine.sqlite.lock import FairLock
lock = FairLock(sys.argv[1])
print(lock.acquire(60), flush=True)
time.sleep(600)
"""
ONE_TURN = """
import pathlib, sys
from regulars.engine.sqlite.lock import FairLock
lock = FairLock(sys.argv[1])
assert lock.acquire(60)
pathlib.Path(sys.argv[1]).write_text("written")
lock.release()
"""


def started(code: str, path: Path) -> subprocess.Popen[str]:
    environ = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    words = [sys.executable, "-c", code, str(path)]
    return subprocess.Popen(words, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_threads_get_their_turn_in_the_order_in_which_they_came() -> None:
    lock = FairLock(None)
    order: list[int] = []

    def wait(number: int) -> None:
        assert lock.acquire(PATIENCE)
        order.append(number)
        lock.release()

    assert lock.acquire(PATIENCE)
    threads = [threading.Thread(target=wait, args=(number,)) for number in range(8)]
    for number, thread in enumerate(threads):
        thread.start()
        until(lambda number=number: len(lock._waiting) == number + 1)
    lock.release()
    for thread in threads:
        thread.join(PATIENCE)
    assert order == list(range(8))


def test_who_waited_too_long_goes_away_and_is_not_given_the_lock_later(tmp_path: Path) -> None:
    lock = FairLock(str(tmp_path / "desk"))
    assert lock.acquire(PATIENCE)
    assert not lock.acquire(0.02)
    lock.release()
    assert lock.acquire(PATIENCE)
    lock.release()
    assert lock.takes == 2


def test_a_lock_held_by_another_process_is_free_once_that_is_killed(tmp_path: Path) -> None:
    other = started(HOLD, tmp_path / "desk")
    lock = FairLock(str(tmp_path / "desk"))
    try:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == "True"
        assert not lock.acquire(0.05)
        other.send_signal(signal.SIGKILL)
        assert lock.acquire(PATIENCE)
        lock.release()
    finally:
        other.kill()
        other.communicate()


def test_who_has_just_written_cannot_overtake_another_process_that_waits(tmp_path: Path) -> None:
    path = tmp_path / "desk"
    mine = FairLock(str(path))
    assert mine.acquire(PATIENCE)
    other = started(ONE_TURN, path)
    try:
        assert other.stdout is not None
        # Who waits for the lock has taken the turn.
        until(lambda: is_locked(path.with_name("desk.turn")))
        mine.release()
        assert mine.acquire(PATIENCE)
        assert path.read_text() == "written"
        mine.release()
    finally:
        other.kill()
        other.communicate()


def is_locked(path: Path) -> bool:
    """Whether somebody else has this file."""
    with path.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def test_a_forked_child_neither_holds_nor_frees_its_parents_lock(tmp_path: Path) -> None:
    path = str(tmp_path / "desk")
    lock = lock_of(path)
    assert lock.acquire(PATIENCE)

    def child() -> None:
        lock.release()
        mine = lock_of(path)
        sys.exit(0 if mine is not lock and not mine.acquire(0.05) else 1)

    forked = multiprocessing.get_context("fork").Process(target=child)
    forked.start()
    forked.join(PATIENCE)
    assert forked.exitcode == 0
    assert not FairLock(path).acquire(0.02)
    lock.release()
    assert FairLock(path).acquire(PATIENCE)


def test_what_was_taken_is_counted(tmp_path: Path) -> None:
    before = taken()
    lock = lock_of(str(tmp_path / "desk"))
    for _ in range(3):
        assert lock.acquire(PATIENCE)
        lock.release()
    assert taken() == before + 3


def test_who_waits_looks_now_and_then(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = fcntl.flock
    holder, waiter = FairLock(str(tmp_path / "desk")), FairLock(str(tmp_path / "desk"))
    assert holder.acquire(1)
    looks = []
    monkeypatch.setattr("regulars.engine.sqlite.lock.fcntl.flock", lambda *words: looks.append(words) or real(*words))
    assert not waiter.acquire(0.2)
    # Once a millisecond, and a little more often at first.
    assert len(looks) < 250
    holder.release()
