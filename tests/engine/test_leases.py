from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from regulars.engine import claims, jobs
from regulars.engine.jobs import Task, enqueue
from regulars.engine.models import Job
from regulars.engine.worker import MOST_DEATHS, Worker, run_job

pytestmark = pytest.mark.slow

Declare = Callable[..., Task]


def now() -> Any:
    return timezone.now()


def claimed(limit: int = 20, worker: str = "w") -> list[int]:
    return [job.payload["n"] for job in claims.claim(worker, limit, now())]


def test_a_job_of_a_dead_worker_comes_back_when_its_lease_is_over(db: None) -> None:
    enqueue("test.any", {"n": 1})
    claims.claim("dead", 1, now(), lease=60)
    assert claims.take_from_the_dead(now()) == 0
    assert claims.take_from_the_dead(now() + timedelta(seconds=61)) == 1
    assert claimed(worker="other") == [1]


def test_a_kept_job_does_not_come_back(db: None) -> None:
    enqueue("test.any", {"n": 1})
    [job] = claims.claim("w", 1, now(), lease=60)
    claims.keep("w", [job.id], now() + timedelta(seconds=50), lease=60)
    assert claims.take_from_the_dead(now() + timedelta(seconds=61)) == 0


def test_a_worker_that_lost_its_lease_cannot_end_the_job_of_another(db: None, tasked: Declare) -> None:
    enqueue("test.any", {"n": 1})
    [lost] = claims.claim("slow", 1, now(), lease=1)
    claims.take_from_the_dead(now() + timedelta(seconds=2))
    [held] = claims.claim("quick", 1, now() + timedelta(seconds=3))
    claims.finish(lost)
    claims.fail(lost, ValueError("late"), now())
    claims.put_back([lost])
    job = Job.objects.get()
    assert (job.worker, job.state, job.last_error) == ("quick", "running", "")
    claims.finish(held)
    assert not Job.objects.exists()


def killed(times: int) -> None:
    """As if workers had claimed what there is and died, one after the other."""
    for turn in range(times):
        claims.claim(f"dead {turn}", 5, now(), lease=-1)
        assert claims.take_from_the_dead(now())


def test_a_job_that_kills_its_workers_is_parked(db: None, tasked: Declare) -> None:
    tasked("test.kills", lambda payload: pytest.fail("it must not run again"), attempts=9)
    enqueue("test.kills", {})
    killed(MOST_DEATHS)
    Worker("w").run_due(1)
    job = Job.objects.get()
    assert job.state == "parked"
    assert f"killed, or did not answer, {MOST_DEATHS} times" in job.last_error
    assert jobs.retry(job.id)
    assert Job.objects.get().deaths == 0


def test_a_kind_of_job_can_say_what_is_done_instead_of_dying_again(db: None, tasked: Declare) -> None:
    said: list[Any] = []
    tasked("test.kills", lambda payload: pytest.fail("it must not run again"), deadly=said.append)
    enqueue("test.kills", {"n": 1})
    killed(MOST_DEATHS)
    Worker("w").run_due(1)
    assert said == [{"n": 1}]
    tasked("test.any", lambda payload: said.clear())
    enqueue("test.any", {})
    killed(MOST_DEATHS - 1)
    Worker("w").run_due(1)
    assert not said
    assert not Job.objects.exists()


def test_jobs_beside_one_that_kills_its_workers_are_not_blamed(db: None, tasked: Declare) -> None:
    ran: list[int] = []
    tasked("test.any", lambda payload: ran.append(payload["n"]))
    tasked("test.kills", lambda payload: pytest.fail("it must not run again"))
    for n in range(12):
        enqueue("test.kills" if n == 5 else "test.any", {"n": n})
    for turn in range(30):
        for job in claims.claim(f"w {turn}", 20, now(), lease=-1):
            if job.kind == "test.kills" and job.deaths < MOST_DEATHS:
                break
            run_job(job)
        claims.take_from_the_dead(now())
    assert sorted(ran) == [n for n in range(12) if n != 5]
    assert Job.objects.get().state == "parked"
