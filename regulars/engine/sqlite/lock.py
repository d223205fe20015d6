"""The fair write lock of a SQLite file.

SQLite lets one connection write and leaves the others to try again by chance: nothing fails, but the unlucky wait for
seconds. Writers therefore queue here before they say BEGIN: threads of a process in the order in which they came,
processes through two locked files. Who holds `NAME.turn` is next for `NAME.lock`, so a process that has just written
cannot overtake one that waits. The kernel releases both when a process dies, however it dies.
"""

import fcntl
import os
import threading
import time
from collections import deque

FIRST_PAUSE = 0.000_05
LONGEST_PAUSE = 0.001


class FairLock:
    """One per file and process. `path` is the database's; None for one in memory, which has no other process."""

    def __init__(self, path: str | None) -> None:
        self.path = path
        self.takes = 0
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._held = False
        self._files: tuple[int, int] | None = None
        self._of_parent = False

    def acquire(self, timeout: float) -> bool:
        """Wait for the turn, at most `timeout` seconds. Not re-entrant; any thread may release."""
        deadline = time.monotonic() + timeout
        if not self._enter(timeout):
            return False
        try:
            mine = self.path is None or self._lock_file(deadline)
        except BaseException:
            self._leave()
            raise
        if not mine:
            self._leave()
            return False
        self.takes += 1
        return True

    def release(self) -> None:
        """Give the turn to who waits longest. In a forked child the parent's lock is left alone."""
        if self._of_parent:
            return
        if self._files is not None:
            fcntl.flock(self._files[1], fcntl.LOCK_UN)
        self._leave()

    def leave_to_parent(self) -> None:
        """In a forked child: drop the inherited files. Closing, unlike unlocking, leaves the parent's hold as it is."""
        self._of_parent = True
        for file in self._files or ():
            os.close(file)
        self._files = None

    def _enter(self, timeout: float) -> bool:
        with self._guard:
            if not self._held:
                self._held = True
                return True
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        if turn.acquire(timeout=max(timeout, 0)):
            return True
        with self._guard:
            if turn in self._waiting:
                self._waiting.remove(turn)
                return False
        return True

    def _leave(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._held = False

    def _lock_file(self, deadline: float) -> bool:
        if self._files is None:
            self._files = (_open(f"{self.path}.turn"), _open(f"{self.path}.lock"))
        turn, lock = self._files
        if not _wait_for(turn, deadline):
            return False
        try:
            return _wait_for(lock, deadline)
        finally:
            fcntl.flock(turn, fcntl.LOCK_UN)


_LOCKS: dict[str | None, FairLock] = {}


def lock_of(path: str | None) -> FairLock:
    """This process's lock of the database at `path`."""
    found = _LOCKS.get(path)
    return found if found is not None else _LOCKS.setdefault(path, FairLock(path))


def taken() -> int:
    """How often this process has taken a write lock. A page that only shows leaves it as it was."""
    return sum(lock.takes for lock in list(_LOCKS.values()))


def _open(path: str) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _wait_for(file: int, deadline: float) -> bool:
    # A blocking flock() would wake sooner but cannot time out, and one stopped process would stop all pages for ever.
    pause = FIRST_PAUSE
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
        time.sleep(pause)
        pause = min(pause * 1.5, LONGEST_PAUSE)


def _after_fork() -> None:
    for lock in _LOCKS.values():
        lock.leave_to_parent()
    _LOCKS.clear()


os.register_at_fork(after_in_child=_after_fork)
