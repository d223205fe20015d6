"""The one process of a machine that reads is started when it is first asked, and again when it was killed."""

import contextlib
import fcntl
import logging
import os
import select
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from django.conf import settings

from regulars.engine.companions import companion
from regulars.readings.apart.door import open_door

log = logging.getLogger(__name__)

IDLE = 300.0
LOOK = 0.5
TURN = 5.0
# One that cannot even begin is not to be started ten times a second.
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 30.0
CHILD = ("-m", "regulars.readings.apart")
# More threads make this no quicker on two processors, and take them from the pages.
SINGLE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


@companion("reading")
def tend(stop: threading.Event) -> None:
    """Stand at the door until told to stop. One process of a machine does; others wait for it to end."""
    if settings.REGULARS_READING == "off":
        return
    home = Path(settings.REGULARS_HOME)
    # Not `alone`: over PostgreSQL that means once for all machines, and each has a door of its own.
    while not stop.is_set():
        with only_one(home, "reading") as mine:
            if mine:
                attend(home, stop)
        stop.wait(TURN)


@contextlib.contextmanager
def only_one(home: Path, name: str) -> Iterator[bool]:
    """Whether no other process of this machine does what goes by this name."""
    folder = home / "locks"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def attend(home: Path, stop: threading.Event, child: Sequence[str] = CHILD, idle: float = IDLE) -> None:
    """Start the reading process whenever somebody knocks and none runs, until told to stop."""
    pause = FIRST_PAUSE
    with open_door(home) as door:
        while not stop.is_set():
            if not select.select([door], [], [], LOOK)[0]:
                continue
            begun = time.monotonic()
            ended = run_one(door, home, stop, child, idle)
            if ended == 0 or time.monotonic() - begun > LONGEST_PAUSE:
                pause = FIRST_PAUSE
            if ended and not stop.is_set():
                log.warning("The reading process ended (%s); it is started again when somebody asks", ended)
                stop.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE)


def run_one(door: socket.socket, home: Path, stop: threading.Event, child: Sequence[str], idle: float) -> int:
    """One reading process from its start to its end; its exit code, negative where a signal ended it."""
    words = [sys.executable, *child, str(door.fileno()), str(idle), str(home / "reading")]
    environment = without_secrets(os.environ)
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, pass_fds=[door.fileno()], env=environment, start_new_session=True
    ) as one:
        while one.poll() is None and not stop.wait(LOOK / 5):
            pass
        if one.poll() is None:
            one.kill()
        return one.wait()


def without_secrets(environ: Mapping[str, str]) -> dict[str, str]:
    """What a process that reads texts of strangers gets to know of where it runs: no setting of the desk."""
    kept = {name: value for name, value in environ.items() if not name.startswith("REGULARS_")}
    return {**kept, **SINGLE, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
