import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from regulars.engine.sqlite.lock import FairLock, lock_of, taken
from tests.engine.conftest import until

pytestmark = [pytest.mark.slow, pytest.mark.sqlite]

HOLD = """
import sys, time
from regulars.engine.sqlite.lock import FairLock
lock = FairLock(sys.argv[1])
print(lock.acquire(5), flush=True)
time.sleep(30)
"""
COMPETE = """
import sys, time
from regulars.engine.sqlite.lock import FairLock
lock, end, takes = FairLock(sys.argv[1]), time.monotonic() + 1.0, 0
print("ready", flush=True)
sys.stdin.readline()
end = time.monotonic() + 1.0
while time.monotonic() < end:
    assert lock.acquire(10)
    takes += 1
    time.sleep(0.001)
    lock.release()
print(takes, flush=True)
"""


def started(code: str, path: Path) -> subprocess.Popen[str]:
    environ = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    words = [sys.executable, "-c", code, str(path)]
    return subprocess.Popen(words, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_threads_get_their_turn_in_the_order_in_which_they_came() -> None:
    lock = FairLock(None)
    order: list[int] = []

    def wait(number: int) -> None:
        assert lock.acquire(5)
        order.append(number)
        lock.release()

    assert lock.acquire(1)
    threads = [threading.Thread(target=wait, args=(number,)) for number in range(8)]
    for number, thread in enumerate(threads):
        thread.start()
        until(lambda number=number: len(lock._waiting) == number + 1)
    lock.release()
    for thread in threads:
        thread.join(5)
    assert order == list(range(8))


def test_who_waited_too_long_goes_away_and_is_not_given_the_lock_later(tmp_path: Path) -> None:
    lock = FairLock(str(tmp_path / "desk"))
    assert lock.acquire(1)
    assert not lock.acquire(0.02)
    lock.release()
    assert lock.acquire(0.02)
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
        assert lock.acquire(5)
        lock.release()
    finally:
        other.kill()
        other.communicate()


def turns(path: Path) -> list[int]:
    """How often each of three processes that write all the time had the lock."""
    others = [started(COMPETE, path) for _ in range(3)]
    for other in others:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == "ready"
    for other in others:
        assert other.stdin is not None
        other.stdin.write("\n")
        other.stdin.flush()
    return [int(other.communicate(timeout=20)[0]) for other in others]


def test_processes_that_write_all_the_time_get_about_the_same_number_of_turns(tmp_path: Path) -> None:
    """A process that the machine lets wait cannot take its turn, so a busy machine has three tries."""
    takes = []
    for _ in range(3):
        takes.append(turns(tmp_path / "desk"))
        if min(takes[-1]) > max(takes[-1]) / 3:
            return
    raise AssertionError(takes)


def test_a_forked_child_neither_holds_nor_frees_its_parents_lock(tmp_path: Path) -> None:
    path = str(tmp_path / "desk")
    lock = lock_of(path)
    assert lock.acquire(1)

    def child() -> None:
        lock.release()
        mine = lock_of(path)
        sys.exit(0 if mine is not lock and not mine.acquire(0.05) else 1)

    forked = multiprocessing.get_context("fork").Process(target=child)
    forked.start()
    forked.join(10)
    assert forked.exitcode == 0
    assert not FairLock(path).acquire(0.02)
    lock.release()
    assert FairLock(path).acquire(1)


def test_what_was_taken_is_counted(tmp_path: Path) -> None:
    before = taken()
    lock = lock_of(str(tmp_path / "desk"))
    for _ in range(3):
        assert lock.acquire(1)
        lock.release()
    assert taken() == before + 3


def test_waiting_costs_little_processor_time(tmp_path: Path) -> None:
    holder, waiter = FairLock(str(tmp_path / "desk")), FairLock(str(tmp_path / "desk"))
    assert holder.acquire(1)
    begun = time.thread_time()
    assert not waiter.acquire(0.5)
    assert time.thread_time() - begun < 0.15
    holder.release()
