"""A desk that reads, with a reading process of its own for one test."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from regulars.engine.worker import Worker
from regulars.readings.apart import tending

CHILD = (str(Path(__file__).with_name("another_child.py")),)


@pytest.fixture
def reads(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    """Reading is on, with a process that has no models; gives the folder in which it keeps its diary."""
    settings.REGULARS_READING, settings.REGULARS_HOME = "full", tmp_path
    stop = threading.Event()
    tender = threading.Thread(target=tending.attend, args=(tmp_path, stop, CHILD))
    tender.start()
    yield tmp_path / "reading"
    stop.set()
    tender.join(10)


@pytest.fixture
def settled() -> Callable[[], int]:
    """Do all that is due."""
    return Worker().settle
