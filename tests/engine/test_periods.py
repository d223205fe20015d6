from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from regulars.engine import periods
from regulars.engine.jobs import PERIODS, TASKS, Period, Task, every
from regulars.engine.models import Job
from tests.engine.conftest import in_threads

pytestmark = pytest.mark.slow

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def each_minute(alone: None, offered: Callable[..., None]) -> None:
    offered(PERIODS, "test.minute", Period("test.minute", 60))


def started() -> int:
    """How many jobs are there; they are taken away, as if they had run."""
    count = Job.objects.filter(kind="every.test.minute").count()
    Job.objects.all().delete()
    return count


def test_a_period_starts_one_job_when_it_begins(db: None) -> None:
    known = periods.start_due(NOON, {})
    assert started() == 1
    known = periods.start_due(NOON + timedelta(seconds=59), known)
    assert started() == 0
    known = periods.start_due(NOON + MINUTE, known)
    assert started() == 1


def test_a_worker_that_starts_later_does_not_start_the_period_again(db: None) -> None:
    periods.start_due(NOON, {})
    assert started() == 1
    periods.start_due(NOON + timedelta(seconds=30), {})
    assert started() == 0


def test_periods_that_passed_unseen_are_not_caught_up(db: None) -> None:
    periods.start_due(NOON, {})
    periods.start_due(NOON + 10 * MINUTE, {})
    assert started() == 1


def test_a_period_is_skipped_while_the_last_one_still_runs(db: None) -> None:
    periods.start_due(NOON, {})
    Job.objects.update(state="running", worker="w")
    periods.start_due(NOON + MINUTE, {})
    job = Job.objects.get()
    assert (job.state, job.again) == ("running", False)


def test_a_parked_one_is_tried_again_in_the_next_period(db: None) -> None:
    periods.start_due(NOON, {})
    Job.objects.update(state="parked", last_error="no")
    periods.start_due(NOON + MINUTE, {})
    assert Job.objects.get().state == "waiting"


def test_of_many_workers_one_starts_the_period(transactional_db: None) -> None:
    for minute in range(5):
        in_threads(*[lambda minute=minute: periods.start_due(NOON + minute * MINUTE, {})] * 4)
        assert started() == 1


def test_a_declared_period_is_a_task(offered: Callable[..., None]) -> None:
    ran: list[bool] = []
    made = every("test.hourly", seconds=3600)(lambda: ran.append(True))
    try:
        assert isinstance(made, Task)
        assert TASKS.get("every.test.hourly") is made
        made.run({})
        assert ran == [True]
    finally:
        TASKS.withdraw("every.test.hourly")
        PERIODS.withdraw("test.hourly")
