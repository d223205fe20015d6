"""The worker's side of jobs: claim, keep, finish, fail. Safe with any number of workers on either database."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from random import SystemRandom

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from regulars.engine import rules, waking
from regulars.engine.jobs import TASKS, GiveUp
from regulars.engine.models import Job

LEASE = 60
CLAIM_LOCK = 0x5265_6A62
ERROR_LENGTH = 4000
CHANCE = SystemRandom()

CLAIM = """
update engine_job set state = 'running', attempts = attempts + 1, worker = %s, lease_until = %s
where id in (
    select job.id from engine_job as job
    where job.state = 'waiting' and job.run_at <= %s and (job.lane = '' or not exists (
        select 1 from engine_job as other
        where other.lane = job.lane and other.lane <> '' and other.id <> job.id
        and (other.state = 'running' or (other.state = 'waiting' and other.id < job.id))))
    order by job.priority, job.run_at, job.id limit %s {skip})
returning id
"""
# Django's delete() would look for rows that point here first.
FINISH = "delete from engine_job where id = %s and worker = %s and attempts = %s and state = 'running' and not again"


def claim(worker: str, limit: int, now: datetime, lease: int = LEASE) -> list[Job]:
    """Take up to `limit` jobs that are due, for `worker`, in the order in which they are to run.

    Each is leased for `lease` seconds; `keep` makes it longer. Two workers never get the same
    job, and never two of one lane. Takes no write lock where nothing is due.
    """
    if limit <= 0 or not Job.objects.filter(state=Job.State.WAITING, run_at__lte=now).exists():
        return []
    at = connection.ops.adapt_datetimefield_value
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # One claim at a time: two that do not see each other's could take two jobs of one lane.
            cursor.execute("select pg_advisory_xact_lock(%s)", [CLAIM_LOCK])
        skip = "for update skip locked" if connection.vendor == "postgresql" else ""
        until = now + timedelta(seconds=lease)
        cursor.execute(CLAIM.format(skip=skip), [worker, at(until), at(now), limit])
        ids = [row[0] for row in cursor.fetchall()]
    return list(Job.objects.filter(id__in=ids).order_by("priority", "run_at", "id"))


def keep(worker: str, ids: Collection[int], now: datetime, lease: int = LEASE) -> None:
    """Make the leases of these jobs longer: `lease` seconds from `now`."""
    with transaction.atomic():
        mine = Job.objects.filter(id__in=ids, worker=worker, state=Job.State.RUNNING)
        mine.update(lease_until=now + timedelta(seconds=lease))


def finish(job: Job) -> None:
    """The job is done: its row goes, or waits once more where it was asked for again meanwhile.

    Nothing happens where the lease was lost and another worker has it.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(FINISH, [job.id, job.worker, job.attempts])
        if not cursor.rowcount:
            _held(job).update(state=Job.State.WAITING, again=False, attempts=0, last_error="", worker="")


def fail(job: Job, fault: BaseException, now: datetime) -> None:
    """The job raised: it waits longer with each try, or is parked when its tries are spent or `fault` says so."""
    task = TASKS.get(job.kind)
    error = f"{type(fault).__name__}: {fault}"[:ERROR_LENGTH]
    if task is None or isinstance(fault, GiveUp) or job.attempts >= task.attempts:
        park(job, str(fault)[:ERROR_LENGTH] if isinstance(fault, GiveUp) else error)
        return
    again_at = now + timedelta(seconds=rules.backoff(job.attempts, CHANCE.random()))
    with transaction.atomic():
        _held(job).update(state=Job.State.WAITING, run_at=again_at, last_error=error, worker="", again=False)


def park(job: Job, reason: str) -> None:
    """Set the job aside, with its reason, until a person tries it again; or try anew if it was asked for meanwhile."""
    with transaction.atomic():
        asked = _held(job).filter(again=True)
        if not asked.update(state=Job.State.WAITING, again=False, attempts=0, last_error=reason, worker=""):
            _held(job).update(state=Job.State.PARKED, last_error=reason, worker="")


def put_back(jobs: Sequence[Job]) -> None:
    """Give claimed jobs back that were never started; the try does not count."""
    with transaction.atomic():
        for job in jobs:
            _held(job).update(state=Job.State.WAITING, attempts=job.attempts - 1, worker="")


def take_from_the_dead(now: datetime) -> int:
    """Let jobs wait again whose worker has not kept them: it was killed, or cannot reach the database. How many."""
    lost = Q(state=Job.State.RUNNING, lease_until__lt=now)
    if not Job.objects.filter(lost).exists():
        return 0
    with transaction.atomic():
        moved = Job.objects.filter(lost).update(state=Job.State.WAITING, worker="")
        waking.wake_workers()
    return moved


def _held(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(id=job.id, worker=job.worker, attempts=job.attempts, state=Job.State.RUNNING)
