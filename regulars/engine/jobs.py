"""Jobs are rows: enqueued in the caller's transaction, run at least once, deleted when done.

A job is declared where it is run and asked for by its kind, so a lower room can ask for what a higher one does:

    @task("mail.parse", attempts=5)
    def parse(payload: dict[str, Any]) -> None: ...

    parse.enqueue({"delivery": 1}, key="parse:1")      # or, from anywhere:
    jobs.enqueue("mail.parse", {"delivery": 1}, key="parse:1")

Because it may run twice (a worker can die after the work and before the row is deleted), each must be idempotent.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from regulars.base.frozen import dataclass
from regulars.base.registry import Slot
from regulars.engine import waking
from regulars.engine.models import Job
from regulars.engine.rows import marks, rows

Payload = dict[str, Any]
Run = Callable[[Payload], None]
RunMany = Callable[[Sequence[Payload]], None]

INSERT = """
insert into engine_job
    (kind, payload, key, lane, priority, state, run_at, attempts, again, worker, last_error, created_at)
values (%s, %s, %s, %s, %s, 'waiting', %s, 0, %s, '', '', %s)
on conflict (key) do update set
    payload = excluded.payload,
    run_at = case when engine_job.state = 'waiting' and engine_job.run_at < excluded.run_at
                  then engine_job.run_at else excluded.run_at end,
    again = engine_job.state = 'running',
    attempts = case when engine_job.state = 'parked' then 0 else engine_job.attempts end,
    deaths = case when engine_job.state = 'parked' then 0 else engine_job.deaths end,
    state = case when engine_job.state = 'parked' then 'waiting' else engine_job.state end
"""
UNDER_WAY = """
select key from engine_job where key in ({keys}) and (state = 'running' or (state = 'waiting' and run_at <= %s))
"""


class GiveUp(Exception):
    """Raised by a job that no further try can help: it is parked at once, with this text."""


@dataclass(frozen=True, slots=True)
class Task:
    """What runs jobs of one kind, and how many tries they have.

    `deadly` runs in place of a job under which its worker was killed time and again: it is to say what can be said
    without doing what kills. Without it, such a job is parked.
    `together` runs several at once, where that is quicker. Where it raises, each of them is run by itself, so that one
    does not fail for another; what it has done by then is done again.
    `long`: it may take seconds, so nothing that was claimed with it is left to wait for it.
    """

    kind: str
    run: Run
    attempts: int = 5
    deadly: Run | None = None
    together: RunMany | None = None
    long: bool = False

    def enqueue(
        self,
        payload: Mapping[str, Any],
        *,
        key: str | None = None,
        lane: str = "",
        run_at: datetime | None = None,
    ) -> None:
        """See `enqueue`."""
        enqueue(self.kind, payload, key=key, lane=lane, run_at=run_at)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A job to be enqueued among others. The fields mean what they mean to `enqueue`."""

    kind: str
    payload: Mapping[str, Any]
    key: str | None = None
    lane: str = ""
    run_at: datetime | None = None
    priority: int = 0


@dataclass(frozen=True, slots=True)
class Period:
    """A job that is enqueued once in every period of `seconds`, however many workers there are."""

    name: str
    seconds: int

    @property
    def kind(self) -> str:
        """The kind of its jobs."""
        return f"every.{self.name}"


TASKS: Slot[Task] = Slot("tasks")
PERIODS: Slot[Period] = Slot("periods")


def task(
    kind: str, *, attempts: int = 5, deadly: Run | None = None, together: RunMany | None = None, long: bool = False
) -> Callable[[Run], Task]:
    """Make a function run the jobs of `kind`. After `attempts` tries that raised, a job is parked with its error.

    `deadly`, `together`, `long`: see `Task`.
    """

    def declare(run: Run) -> Task:
        made = Task(kind, run, attempts, deadly, together, long)
        TASKS.offer(kind, made)
        return made

    return declare


def every(name: str, *, seconds: int, attempts: int = 3, lease: int = 60) -> Callable[[Callable[[], None]], Task]:
    """Make a function run once in each period of `seconds` (counted from 1970), as a job of its own.

    Periods that passed while no worker ran are not caught up, and a period is skipped while the last one still runs.
    """

    def declare(run: Callable[[], None]) -> Task:
        period = Period(name, seconds)
        PERIODS.offer(name, period)
        return task(period.kind, attempts=attempts)(lambda payload: run())

    return declare


def enqueue(
    kind: str,
    payload: Mapping[str, Any],
    *,
    key: str | None = None,
    lane: str = "",
    run_at: datetime | None = None,
    priority: int = 0,
) -> None:
    """Ask for a job; it comes into being with the caller's transaction. The kind need not be known here.

    - `key`: while a job with this key exists, none is added; that one takes the new payload and the earlier time. If it
      is running it runs once more afterwards, and if it was parked it is tried again.
    - `lane`: jobs of one lane run one at a time, in order of their ids; a parked job lets the next ones pass, and one
      that waits for its next try or its time holds them up. "" is no lane.
    - `priority`: smaller runs first.
    """
    enqueue_many([Wanted(kind, payload, key, lane, run_at, priority)])


def enqueue_many(wanted: Iterable[Wanted]) -> None:
    """Ask for many jobs at once, in one go to the database; ids follow the order given, per key-less or keyed run."""
    now = timezone.now()
    # Keys in order, so that two transactions which ask for the same ones cannot wait for each other.
    asked = [_row(one, now) for one in sorted(wanted, key=lambda one: one.key or "")]
    if not asked:
        return
    # No savepoint: a mail on its way out says so three times, and nobody goes on after a fault here.
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.executemany(INSERT, asked)
        waking.wake_workers()


def _row(wanted: Wanted, now: datetime) -> tuple[Any, ...]:
    at = connection.ops.adapt_datetimefield_value
    payload = json.dumps(wanted.payload, ensure_ascii=False)
    return (
        wanted.kind,
        payload,
        wanted.key,
        wanted.lane,
        wanted.priority,
        at(wanted.run_at or now),
        False,
        at(now),
    )


def under_way(keys: Sequence[str], now: datetime) -> set[str]:
    """Those of these keys whose job runs or is due: who asked for it again would have it run twice."""
    if not keys:
        return set()
    return {key for (key,) in rows(UNDER_WAY.format(keys=marks(keys)), [*keys, now])}


def retry(job_id: int) -> bool:
    """Try a parked job again, with all its attempts. False where it is not parked (any more)."""
    return _retry(job_id=job_id) == 1


def retry_parked() -> int:
    """Try all parked jobs again; how many there were."""
    return _retry()


def discard(job_id: int) -> bool:
    """Drop a parked job for good. False where it is not parked (any more)."""
    with transaction.atomic():
        return Job.objects.filter(id=job_id, state=Job.State.PARKED).delete()[0] == 1


def _retry(job_id: int | None = None) -> int:
    with transaction.atomic():
        parked = Job.objects.filter(state=Job.State.PARKED)
        if job_id is not None:
            parked = parked.filter(id=job_id)
        moved = parked.update(state=Job.State.WAITING, attempts=0, deaths=0, run_at=timezone.now())
        waking.wake_workers()
        return moved
