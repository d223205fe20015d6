"""A desk that reads, with a reading process of its own for one test."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from regulars.engine.worker import Worker
from regulars.readings import asking
from regulars.readings.apart import tending, wire
from regulars.readings.apart.door import door_path
from tests.pace import PATIENCE, until
from tests.readings import another_child

CHILD = (str(Path(__file__).with_name("another_child.py")),)


@pytest.fixture
def reads(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    """Reading is on, with a process that has no models; gives the folder in which it keeps its diary."""
    settings.REGULARS_READING, settings.REGULARS_HOME = "full", tmp_path
    stop = threading.Event()
    tender = threading.Thread(target=tending.attend, args=(tmp_path, stop, CHILD))
    tender.start()
    until(door_path(tmp_path).exists)
    yield tmp_path / "reading"
    stop.set()
    tender.join(PATIENCE)


@pytest.fixture
def settled() -> Callable[[], int]:
    """Do all that is due."""
    return Worker().settle


@pytest.fixture
def answers(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> list[wire.Frame]:
    """Reading is on, and answered in this process; gives what was asked."""
    settings.REGULARS_READING = "full"
    asked: list[wire.Frame] = []

    def ask(question: wire.Frame, seconds: float) -> wire.Frame:
        asked.append(question)
        return another_child.answer(question)

    monkeypatch.setattr(asking, "ask", ask)
    return asked
