"""Parts that several tests of the machine room use."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from regulars.base.registry import Slot
from regulars.engine.jobs import TASKS, Payload, Task
from tests.pace import PATIENCE

OTHER = Path(__file__).with_name("another_worker.py")


@pytest.fixture
def offered() -> Iterator[Callable[[Slot[Any], str, Any], None]]:
    """Put something into a slot for the length of one test."""
    taken: list[tuple[Slot[Any], str]] = []

    def offer(slot: Slot[Any], name: str, what: Any) -> None:
        slot.offer(name, what)
        taken.append((slot, name))

    yield offer
    for slot, name in taken:
        slot.withdraw(name)


@pytest.fixture
def tasked(offered: Callable[..., None]) -> Callable[..., Task]:
    """Declare who runs jobs of a kind, for the length of one test."""

    def declare(kind: str, run: Callable[[Payload], None], attempts: int = 5, deadly: Any = None) -> Task:
        made = Task(kind, run, attempts, deadly)
        offered(TASKS, kind, made)
        return made

    return declare


@pytest.fixture
def alone(offered: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the periods and consumers of the rooms that are present."""
    from regulars.engine.jobs import PERIODS
    from regulars.engine.outbox import CONSUMERS

    monkeypatch.setattr(PERIODS, "offers", {})
    monkeypatch.setattr(CONSUMERS, "offers", {})


@contextmanager
def another_worker(diary: Path, **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A worker in a process of its own, on this test's database. It writes a line for each job into `diary`."""
    database = {key: str(connection.settings_dict[key]) for key in ("NAME",)}
    environ = os.environ | {"REGULARS_HOME": str(settings.REGULARS_HOME), "PYTHONPATH": os.pathsep.join(sys.path)}
    words = json.dumps({"database": database, "diary": str(diary), **options})
    process = subprocess.Popen([sys.executable, str(OTHER), words], env=environ)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def in_threads(*runs: Callable[[], Any]) -> list[Any]:
    """Run each in a thread of its own, all at once; what they gave back. Raises what the first of them raised."""
    results: list[Any] = [None] * len(runs)
    faults: list[BaseException] = []
    ready = threading.Barrier(len(runs))

    def one(place: int, run: Callable[[], Any]) -> None:
        try:
            ready.wait(PATIENCE)
            results[place] = run()
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(place, run)) for place, run in enumerate(runs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads)
    if faults:
        raise faults[0]
    return results
