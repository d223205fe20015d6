import threading
from collections.abc import Callable

import pytest

from regulars.engine.companions import COMPANIONS, Companion, attend, start_companions
from tests.engine.conftest import in_threads
from tests.pace import PATIENCE, until


def test_companions_run_until_they_are_told_to_stop(
    offered: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(COMPANIONS, "offers", {})
    ended: list[str] = []

    def watch(stop: threading.Event) -> None:
        stop.wait(PATIENCE)
        ended.append("watch")

    offered(COMPANIONS, "watch", Companion("watch", watch, alone=False))
    stop = threading.Event()
    [thread] = start_companions(stop)
    assert thread.name == "companion-watch"
    stop.set()
    thread.join(PATIENCE)
    assert ended == ["watch"]


def test_one_that_fails_is_started_again() -> None:
    stop = threading.Event()
    starts: list[int] = []

    def fails(stop: threading.Event) -> None:
        starts.append(1)
        if len(starts) == 3:
            stop.set()
        raise ValueError("the mailbox is gone")

    attend(Companion("fails", fails, alone=False), stop, pause=0.01)
    assert len(starts) == 3


def test_of_those_that_are_to_be_alone_one_runs_and_another_takes_over(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("regulars.engine.companions.LOOK_AGAIN", 0.02)
    first_stop, stop = threading.Event(), threading.Event()
    running: list[str] = []

    def watch(name: str) -> Companion:
        def run(told: threading.Event) -> None:
            running.append(name)
            assert len(running) == 1
            told.wait(PATIENCE)
            running.remove(name)

        return Companion("mailbox", run, alone=True)

    def first() -> None:
        attend(watch("first"), first_stop)

    def second() -> None:
        until(lambda: running == ["first"])
        attend(watch("second"), stop)

    def look() -> None:
        until(lambda: running == ["first"])
        assert not stop.wait(0.1)
        first_stop.set()
        until(lambda: running == ["second"])
        stop.set()

    in_threads(first, second, look)
    assert running == []
