import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from regulars.engine import claims, jobs
from regulars.engine.jobs import TASKS, GiveUp, Task, Wanted, enqueue, enqueue_many
from regulars.engine.models import Job
from regulars.engine.worker import Worker, run_job
from tests.engine.conftest import in_threads

Declare = Callable[..., Task]


def now() -> Any:
    return timezone.now()


def claimed(limit: int = 20, worker: str = "w") -> list[int]:
    return [job.payload["n"] for job in claims.claim(worker, limit, now())]


def test_a_job_is_enqueued_run_and_gone(db: None, tasked: Declare) -> None:
    seen: list[Any] = []
    greet = tasked("test.greet", seen.append)
    greet.enqueue({"name": "Zoë 🌱", "n": [1, None]})
    assert Worker("w").run_due(5) == 1
    assert seen == [{"name": "Zoë 🌱", "n": [1, None]}]
    assert not Job.objects.exists()


def test_a_job_exists_only_if_its_transaction_does(transactional_db: None) -> None:
    with pytest.raises(ValueError), transaction.atomic():
        enqueue("test.any", {})
        raise ValueError
    assert not Job.objects.exists()


def test_a_kind_declared_twice_is_a_mistake(tasked: Declare) -> None:
    tasked("test.once", print)
    with pytest.raises(LookupError):
        TASKS.offer("test.once", Task("test.once", repr))  # type: ignore[arg-type]


def test_a_key_keeps_one_job_with_the_newest_payload_and_the_earliest_time(db: None) -> None:
    early, late = now() + timedelta(hours=1), now() + timedelta(hours=2)
    enqueue("test.any", {"n": 1}, key="k", run_at=late)
    enqueue("test.any", {"n": 2}, key="k", run_at=early)
    enqueue("test.any", {"n": 3}, key="k", run_at=late)
    enqueue("test.any", {"n": 4})
    enqueue("test.any", {"n": 5})
    job = Job.objects.get(key="k")
    assert (job.payload, job.run_at) == ({"n": 3}, early)
    assert Job.objects.count() == 3


def test_asked_for_again_while_it_runs_it_runs_once_more(db: None, tasked: Declare) -> None:
    seen: list[int] = []

    def run(payload: Any) -> None:
        seen.append(payload["n"])
        if payload["n"] == 1:
            enqueue("test.again", {"n": 2}, key="k")

    tasked("test.again", run)
    enqueue("test.again", {"n": 1}, key="k")
    worker = Worker("w")
    assert [worker.run_due(5), worker.run_due(5), worker.run_due(5)] == [1, 1, 0]
    assert seen == [1, 2]
    assert not Job.objects.exists()


def test_a_parked_job_that_is_asked_for_again_is_tried_again(db: None) -> None:
    Job.objects.create(kind="test.any", key="k", state=Job.State.PARKED, attempts=5, last_error="no")
    enqueue("test.any", {"n": 7}, key="k")
    job = Job.objects.get()
    assert (job.state, job.attempts, job.payload) == ("waiting", 0, {"n": 7})


def test_many_are_enqueued_in_order(db: None) -> None:
    enqueue_many(Wanted("test.any", {"n": n}) for n in range(50))
    assert claimed(50) == list(range(50))


def test_it_is_worth_while_to_claim_only_where_a_job_is_due(db: None) -> None:
    enqueue("test.any", {}, run_at=now() + timedelta(minutes=1))
    assert claims.due(now(), 5) == 0
    enqueue("test.any", {"n": 1})
    assert claims.due(now(), 5) == 1
    claims.claim("w", 20, now())
    assert claims.due(now(), 5) == 0


def test_the_smaller_priority_runs_first_and_the_future_waits(db: None) -> None:
    enqueue("test.any", {"n": 1}, priority=5)
    enqueue("test.any", {"n": 2}, priority=-5)
    enqueue("test.any", {"n": 3}, run_at=now() + timedelta(minutes=1))
    enqueue("test.any", {"n": 4})
    assert claimed() == [2, 4, 1]


def test_a_claimed_job_is_not_claimed_again(db: None) -> None:
    enqueue("test.any", {"n": 1})
    assert claimed(worker="one") == [1]
    assert claimed(worker="other") == []


def test_a_lane_runs_one_at_a_time_in_order_and_lanes_do_not_wait_for_each_other(db: None) -> None:
    enqueue_many([Wanted("test.any", {"n": n}, lane="a", priority=-n) for n in (1, 2, 3)])
    enqueue_many([Wanted("test.any", {"n": n}, lane="b") for n in (11, 12)])
    enqueue_many([Wanted("test.any", {"n": n}) for n in (21, 22)])
    assert sorted(claimed()) == [1, 11, 21, 22]
    assert claimed() == []
    claims.finish(Job.objects.get(lane="a", state="running"))
    assert claimed() == [2]


def test_a_long_lane_that_is_held_up_does_not_hide_what_stands_behind_it(db: None) -> None:
    enqueue_many([Wanted("test.any", {"n": 1}, lane="a") for _ in range(claims.WINDOW + 20)])
    assert claimed() == [1]
    assert claimed() == []
    enqueue_many([Wanted("test.any", {"n": n}, lane="b") for n in (2, 3)])
    enqueue("test.any", {"n": 4})
    assert claimed() == [2, 4]
    assert claimed() == []


def test_a_lane_waits_for_a_job_that_waits_for_its_next_try_and_passes_a_parked_one(db: None, tasked: Declare) -> None:
    def fails(payload: Any) -> None:
        raise ValueError("no")

    tasked("test.fails", fails, attempts=2)
    tasked("test.works", lambda payload: None)
    enqueue("test.fails", {"n": 1}, lane="a")
    enqueue("test.works", {"n": 2}, lane="a")
    worker = Worker("w")
    assert worker.run_due(5) == 1
    assert worker.run_due(5) == 0
    Job.objects.update(run_at=now())
    assert worker.run_due(5) == 1
    assert Job.objects.get(kind="test.fails").state == "parked"
    assert worker.run_due(5) == 1
    assert not Job.objects.filter(kind="test.works").exists()


def test_a_job_that_fails_waits_and_is_parked_with_its_error_when_its_tries_are_spent(
    db: None, tasked: Declare
) -> None:
    def fails(payload: Any) -> None:
        raise ValueError("the printer is out of paper")

    tasked("test.fails", fails, attempts=3)
    enqueue("test.fails", {})
    for attempt in (1, 2, 3):
        Job.objects.update(run_at=now())
        assert Worker("w").run_due(1) == 1
        job = Job.objects.get()
        assert (job.attempts, job.last_error) == (attempt, "ValueError: the printer is out of paper")
        assert job.state == ("waiting" if attempt < 3 else "parked")
        assert attempt == 3 or job.run_at > now() + timedelta(seconds=2)


def test_a_job_can_give_up_at_once(db: None, tasked: Declare) -> None:
    def gives_up(payload: Any) -> None:
        raise GiveUp("The address does not exist.")

    tasked("test.gives_up", gives_up)
    enqueue("test.gives_up", {})
    Worker("w").run_due(1)
    job = Job.objects.get()
    assert (job.state, job.last_error) == ("parked", "The address does not exist.")


def test_an_unknown_kind_is_parked_and_named(db: None) -> None:
    enqueue("test.nobody", {})
    Worker("w").run_due(1)
    job = Job.objects.get()
    assert job.state == "parked"
    assert "test.nobody" in job.last_error


def test_parked_jobs_are_tried_again_one_or_all_or_dropped(db: None) -> None:
    parked = [Job.objects.create(kind="test.any", state="parked", attempts=5).id for _ in range(4)]
    waiting = Job.objects.create(kind="test.any").id
    assert jobs.retry(parked[0])
    assert not jobs.retry(parked[0])
    assert not jobs.retry(waiting)
    assert jobs.discard(parked[1])
    assert not jobs.discard(waiting)
    assert jobs.retry_parked() == 2
    assert set(Job.objects.values_list("state", "attempts")) == {("waiting", 0)}
    assert Job.objects.count() == 4


def test_what_was_claimed_and_never_started_can_be_put_back(db: None) -> None:
    enqueue_many([Wanted("test.any", {"n": n}) for n in (1, 2)])
    claims.put_back(claims.claim("w", 5, now()))
    assert set(Job.objects.values_list("state", "attempts", "worker")) == {("waiting", 0, "")}
    assert claimed() == [1, 2]


def test_many_threads_claim_each_job_once_and_never_two_of_a_lane(transactional_db: None) -> None:
    enqueue_many([Wanted("test.any", {"n": n}, lane=f"lane {n % 5}" if n % 2 else "") for n in range(120)])
    guard = threading.Lock()
    running: set[str] = set()
    done: list[int] = []

    def work(name: str) -> None:
        while len(done) < 120:
            for job in claims.claim(name, 7, now()):
                with guard:
                    assert job.lane not in running
                    running.add(job.lane) if job.lane else None
                    done.append(job.payload["n"])
                with guard:
                    running.discard(job.lane)
                claims.finish(job)

    in_threads(*[lambda name=str(number): work(name) for number in range(4)])
    assert sorted(done) == list(range(120))
    for lane in range(5):
        odd = [n for n in done if n % 2 and n % 5 == lane]
        assert odd == sorted(odd)


def test_two_transactions_that_ask_for_the_same_keys_do_not_block_each_other(transactional_db: None) -> None:
    def ask(order: int) -> None:
        for _ in range(10):
            enqueue_many([Wanted("test.any", {"n": n}, key=f"k{n}") for n in list(range(20))[::order]])

    in_threads(lambda: ask(1), lambda: ask(-1))
    assert Job.objects.count() == 20


def test_a_job_runs_outside_of_a_transaction(transactional_db: None, tasked: Declare) -> None:
    inside: list[bool] = []
    tasked("test.any", lambda payload: inside.append(connection.in_atomic_block))
    enqueue("test.any", {})
    [job] = claims.claim("w", 1, now())
    run_job(job)
    assert inside == [False]


def test_jobs_that_can_run_together_do_and_one_by_one_where_that_fails(db: None, offered: Callable[..., None]) -> None:
    together: list[list[int]] = []
    alone: list[int] = []

    def many(payloads: Sequence[dict[str, Any]]) -> None:
        together.append([payload["n"] for payload in payloads])
        if 3 in together[-1]:
            raise ValueError("three")

    offered(TASKS, "test.many", Task("test.many", lambda payload: alone.append(payload["n"]), together=many))
    enqueue_many([Wanted("test.many", {"n": n}) for n in range(3)])
    Worker().settle()
    enqueue_many([Wanted("test.many", {"n": n}) for n in (3, 4, 5)])
    Job.objects.filter(payload={"n": 5}).update(deaths=1)
    Worker().settle()
    assert (together, alone) == ([[0, 1, 2], [3, 4]], [3, 4, 5])
    assert not Job.objects.exists()


def test_nothing_waits_for_a_long_job_that_was_claimed_with_it(db: None, offered: Callable[..., None]) -> None:
    ran: list[str] = []
    offered(TASKS, "test.long", Task("test.long", lambda payload: ran.append("long"), long=True))
    offered(TASKS, "test.quick", Task("test.quick", lambda payload: ran.append("quick")))
    for kind in ("test.long", "test.long", "test.quick"):
        enqueue(kind, {})
    worker = Worker()
    worker._run_batch(claims.claim(worker.name, 3, now()), 1.0, threading.Event())
    assert ran == ["quick", "long"]
    assert Job.objects.values_list("kind", "state", "attempts").get() == ("test.long", "waiting", 0)
