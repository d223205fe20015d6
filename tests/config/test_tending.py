"""The worker beside the server, where the machine has nothing left to start it with."""

import threading
from typing import Any

import pytest

from regulars.config import serving
from tests.pace import PATIENCE


def test_a_worker_that_cannot_be_started_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    stop = threading.Event()
    tries: list[Any] = []

    def no_memory(command: list[str], **more: Any) -> None:
        tries.append(command)
        if len(tries) == 3:
            stop.set()
        raise OSError(12, "Cannot allocate memory")

    monkeypatch.setattr("regulars.config.serving.subprocess.Popen", no_memory)
    monkeypatch.setattr(serving, "LONGEST_PAUSE", 0.01)
    thread = threading.Thread(target=serving.tend, args=(stop,))
    thread.start()
    thread.join(PATIENCE)
    stop.set()
    assert len(tries) == 3
