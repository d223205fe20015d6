import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from regulars.engine import claims, outbox, waking
from regulars.engine.jobs import Task, Wanted, enqueue, enqueue_many
from regulars.engine.models import Job
from regulars.engine.outbox import CONSUMERS, append
from regulars.engine.worker import Worker
from tests.engine.conftest import another_worker, in_threads
from tests.pace import PATIENCE, until

Declare = Callable[..., Task]
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("transactional_db", "alone")]


@contextmanager
def working(worker: Worker) -> Iterator[threading.Event]:
    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=(stop,))
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(PATIENCE)
        assert not thread.is_alive()


def test_a_worker_runs_what_is_there_and_what_comes(tasked: Declare) -> None:
    done: list[int] = []
    tasked("test.note", lambda payload: done.append(payload["n"]))
    enqueue_many([Wanted("test.note", {"n": n}) for n in range(30)])
    with working(Worker()):
        until(lambda: len(done) == 30)
        enqueue("test.note", {"n": 30})
        until(lambda: len(done) == 31)
        until(lambda: not Job.objects.exists())
    assert sorted(done) == list(range(31))


def test_a_new_job_is_run_at_once_not_at_the_next_look(tasked: Declare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("regulars.engine.worker.IDLE_SECONDS", 10 * PATIENCE)
    done: list[Any] = []
    tasked("test.note", done.append)
    with working(Worker()) as stop:
        stop.wait(0.3)
        enqueue("test.note", {})
        until(lambda: done)
        # A worker on PostgreSQL looks at `stop` four times a second, so this does not take so long either.


def test_what_happened_reaches_its_consumer_through_the_worker(offered: Callable[..., None]) -> None:
    seen: list[int] = []
    offered(CONSUMERS, "reader", lambda entries: seen.extend(entry.payload["n"] for entry in entries))
    with working(Worker()):
        for n in range(3):
            append("moment", {"n": n})
        until(lambda: seen == [0, 1, 2])


def test_told_to_stop_it_ends_the_job_at_hand_and_gives_the_others_back(tasked: Declare) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(payload: Any) -> None:
        begun.set()
        assert go_on.wait(PATIENCE)

    tasked("test.slow", slow)
    enqueue("test.slow", {})
    worker = Worker(threads=1)
    with working(worker) as stop:
        assert begun.wait(PATIENCE)
        enqueue("test.slow", {})
        stop.set()
        go_on.set()
    assert set(Job.objects.values_list("state", "attempts")) == {("waiting", 0)}


def test_a_long_job_keeps_its_lease(tasked: Declare, monkeypatch: pytest.MonkeyPatch) -> None:
    # A machine that stands still for a second takes the lease away, however well it is kept.
    monkeypatch.setattr(claims, "take_from_the_dead", lambda now: 0)
    ended, leases = threading.Event(), set[Any]()
    tasked("test.long", lambda payload: ended.wait(PATIENCE))
    enqueue("test.long", {})

    def kept() -> int:
        leases.update(Job.objects.filter(state="running").values_list("lease_until", flat=True))
        return len(leases)

    with working(Worker(threads=1, lease=1)):
        until(lambda: kept() > 3)
        ended.set()
        until(lambda: not Job.objects.exists())


@pytest.mark.parametrize("fault", [OperationalError("gone"), InterfaceError("closed"), ValueError("strange")])
def test_it_goes_on_when_the_database_is_back(
    tasked: Declare, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    done: list[Any] = []
    tasked("test.note", done.append)
    down = threading.Event()
    down.set()
    real_claim, real_pump = claims.claim, outbox.pump
    tries: list[str] = []

    def claim(*args: Any) -> list[Job]:
        tries.append("claim")
        if down.is_set():
            raise fault
        return real_claim(*args)

    def pump(*args: Any) -> int:
        tries.append("pump")
        if down.is_set():
            raise fault
        return real_pump(*args)

    monkeypatch.setattr("regulars.engine.claims.claim", claim)
    monkeypatch.setattr("regulars.engine.outbox.pump", pump)
    enqueue("test.note", {"n": 1})
    with working(Worker(threads=1)):
        until(lambda: {"claim", "pump"} <= set(tries))
        assert not done
        down.clear()
        until(lambda: done)


@pytest.mark.postgres
def test_it_survives_the_loss_of_all_its_connections(tasked: Declare) -> None:
    done: list[Any] = []
    tasked("test.note", done.append)
    enqueue("test.note", {})
    with working(Worker(threads=1)):
        until(lambda: done)
        with connection.cursor() as cursor:
            cursor.execute(
                "select count(pg_terminate_backend(pid)) from pg_stat_activity "
                "where pid <> pg_backend_pid() and datname = current_database()"
            )
            assert cursor.fetchone()[0] >= 2
        enqueue("test.note", {})
        until(lambda: len(done) == 2)


def test_news_wakes_who_waits_and_no_news_does_not() -> None:
    def wait() -> tuple[bool, bool]:
        wake = waking.wake_on(waking.WORK, 0.01)
        try:
            started.set()
            return wake.wait(PATIENCE, threading.Event()), wake.wait(0.1, threading.Event())
        finally:
            wake.close()

    def write() -> None:
        assert started.wait(PATIENCE)
        threading.Event().wait(0.2)
        enqueue("test.any", {})

    started = threading.Event()
    assert in_threads(wait, write)[0] == (True, False)


def test_who_waits_stops_when_told_to() -> None:
    stop = threading.Event()
    stop.set()

    def wait() -> bool:
        wake = waking.wake_on(waking.WORK, 0.01)
        try:
            return wake.wait(PATIENCE, stop)
        finally:
            wake.close()

    assert in_threads(wait) == [False]


@pytest.mark.slow
def test_two_processes_run_500_jobs_once_each(tmp_path: Path) -> None:
    diary = tmp_path / "diary"
    enqueue_many([Wanted("test.write", {"n": n}, lane=f"{n % 50}" if n % 5 == 0 else "") for n in range(500)])
    with another_worker(diary), another_worker(diary):
        until(lambda: not Job.objects.exists())
    assert sorted(map(int, diary.read_text().split())) == list(range(500))


@pytest.mark.slow
def test_a_killed_workers_job_is_run_again_when_its_lease_is_over(tmp_path: Path, tasked: Declare) -> None:
    done: list[Any] = []
    tasked("test.hang", done.append)
    diary = tmp_path / "diary"
    enqueue("test.hang", {"n": 1}, lane="a")
    enqueue("test.hang", {"n": 2}, lane="a")
    with another_worker(diary) as other:
        until(diary.exists)
        other.send_signal(signal.SIGKILL)
        other.wait()
    assert Job.objects.filter(state="running").update(lease_until=timezone.now()) == 1
    with working(Worker(threads=2)):
        until(lambda: len(done) == 2)
    assert [payload["n"] for payload in done] == [1, 2]


@pytest.mark.slow
def test_a_worker_process_told_to_stop_ends_by_itself(tmp_path: Path) -> None:
    diary = tmp_path / "diary"
    enqueue("test.write", {"n": 1})
    with another_worker(diary) as other:
        until(diary.exists)
        other.send_signal(signal.SIGTERM)
        assert other.wait(PATIENCE) == 0
    assert diary.read_text().split() == ["1", "ended"]


def test_each_worker_process_has_its_own_name() -> None:
    assert Worker().name != Worker().name
    assert len(Worker().name) <= 100
