"""What runs for as long as its process does, beside the jobs: watchers of mailboxes, listeners."""

import contextlib
import fcntl
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from zlib import crc32

from django.conf import settings
from django.db import connection

from regulars.base.frozen import dataclass
from regulars.base.registry import Slot

log = logging.getLogger(__name__)

Run = Callable[[threading.Event], None]
LOOK_AGAIN = 5.0


@dataclass(frozen=True, slots=True)
class Companion:
    """`alone`: at most one runs over all processes of this installation."""

    name: str
    run: Run
    alone: bool


COMPANIONS: Slot[Companion] = Slot("companions")


def companion(name: str, *, alone: bool = False) -> Callable[[Run], Run]:
    """Make a function run in a thread of the worker's process until the event it gets is set.

    It is started again if it raises, later each time, up to a minute; one that returns has had nothing to do and is
    started again after a minute. With `alone`, other processes stand by to take over when its process ends.
    """

    def declare(run: Run) -> Run:
        COMPANIONS.offer(name, Companion(name, run, alone))
        return run

    return declare


def start_companions(stop: threading.Event) -> list[threading.Thread]:
    """Start one thread for each companion. They end soon after `stop` is set; join them then."""
    threads = [
        threading.Thread(target=attend, args=(one, stop), name=f"companion-{name}", daemon=True)
        for name, one in COMPANIONS
    ]
    for thread in threads:
        thread.start()
    return threads


def attend(one: Companion, stop: threading.Event, pause: float = 1.0) -> None:
    """Run a companion again and again until `stop` is set. `pause` is the first wait after a fault, in seconds."""
    faults = 0
    while not stop.is_set():
        try:
            had_its_turn = _run(one, stop)
            faults, wait = (0, 60.0) if had_its_turn else (faults, LOOK_AGAIN)
        except Exception:
            faults += 1
            wait = min(pause * 2 ** min(faults - 1, 10), 60.0)
            log.exception("%s stopped with an error; it starts again in %.0f s", one.name, wait)
        finally:
            connection.close()
        stop.wait(wait)


def _run(one: Companion, stop: threading.Event) -> bool:
    """Whether it was its turn to run."""
    with _only_one(one.name) if one.alone else contextlib.nullcontext(True) as mine:
        if mine:
            one.run(stop)
        return mine


def _only_one(name: str) -> AbstractContextManager[bool]:
    return _file_lock(name) if connection.vendor == "sqlite" else _advisory_lock(name)


@contextlib.contextmanager
def _file_lock(name: str) -> Iterator[bool]:
    folder = Path(settings.REGULARS_HOME) / "locks"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


@contextlib.contextmanager
def _advisory_lock(name: str) -> Iterator[bool]:
    """On a connection of its own: it holds the lock until it closes, so also when this process is killed."""
    raw = connection.get_new_connection(connection.get_connection_params())
    try:
        raw.autocommit = True
        number = crc32(f"companion.{name}".encode())
        yield bool(raw.execute("select pg_try_advisory_lock(%s)", [number]).fetchone()[0])
    finally:
        raw.close()
