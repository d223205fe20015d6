"""The worker's side of jobs: claim, keep, finish, fail. Safe with any number of workers on either database."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import SystemRandom

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from regulars.engine import rules, waking
from regulars.engine.durability import unhurried
from regulars.engine.jobs import TASKS, GiveUp
from regulars.engine.models import Job
from regulars.engine.rows import rows

LEASE = 60
CLAIM_LOCK = 0x5265_6A62
ERROR_LENGTH = 4000
CHANCE = SystemRandom()

TRIES = 3
WINDOW = 500

# What may run: the oldest waiting job of a lane in which none is running.
FREE = """
(job.lane = '' or (
    not exists (select 1 from engine_job as older
                where older.state = 'waiting' and older.lane = job.lane and older.id < job.id)
    and not exists (select 1 from engine_job as busy where busy.state = 'running' and busy.lane = job.lane)))
"""
# Nearly always there is one among the first that are due, and this looks at no others.
NEAR = f"""
select job.id, job.deaths
from (select id, lane, priority, run_at, deaths from engine_job where state = 'waiting' and run_at <= %s
      order by priority, run_at, id limit {WINDOW}) as job
where {FREE} order by job.priority, job.run_at, job.id limit %s
"""  # noqa: S608 - made of constants
# Where the first ones all stand in lanes that are held up, each lane is looked at once, however long it is.
FAR = """
select id, deaths from engine_job where state = 'waiting' and run_at <= %s
and (lane = '' or id in (select min(id) from engine_job where state = 'waiting' and lane <> '' group by lane))
and lane not in (select lane from engine_job where state = 'running' and lane <> '')
order by priority, run_at, id limit %s
"""
DUE = "select 1 from engine_job where state = 'waiting' and run_at <= %s order by priority, run_at, id limit 1"
# More of a kind that can run together, in no lane, of those under which no worker was killed.
MORE = f"""
select job.id from (select id, kind, lane, deaths, priority, run_at from engine_job
                    where state = 'waiting' and run_at <= %s order by priority, run_at, id limit {WINDOW}) as job
where job.kind = %s and job.lane = '' and job.deaths = 0 order by job.priority, job.run_at, job.id limit %s
"""  # noqa: S608 - as above
TAKE = f"""
update engine_job set state = 'running', attempts = attempts + 1, worker = %s, lease_until = %s
where id in (select job.id from engine_job as job
             where job.id in ({{ids}}) and job.state = 'waiting' and {FREE} {{skip}})
returning id
"""  # noqa: S608 - as above
# Django's delete() would look for rows that point here first.
FINISH = """
delete from engine_job where id in ({ids}) and (id, worker, attempts) in (values {held})
and state = 'running' and not again returning id
"""


def claim(worker: str, limit: int, now: datetime, lease: int = LEASE) -> list[Job]:
    """Take up to `limit` jobs that are due, for `worker`, in the order in which they are to run.

    Fewer than are due where workers were killed under some: those come one at a time.
    Each is leased for `lease` seconds; `keep` makes it longer. Two workers never get the same job, and never two of one
    lane. Looks for jobs without the write lock, and takes it only to claim what was found.
    """
    for _ in range(TRIES):
        found = _due(limit, now)
        if not found:
            return []
        if mine := _take(worker, found, now + timedelta(seconds=lease)):
            return list(Job.objects.filter(id__in=mine).order_by("priority", "run_at", "id"))
        # Others took all of them in between.
    return []


def is_any_due(now: datetime) -> bool:
    """Whether it is worth while to claim. Most news is none of a job: asked once, it spares each thread its own look,
    which takes six statements on PostgreSQL."""
    return bool(rows(DUE, [now]))


def claim_more(worker: str, kind: str, limit: int, now: datetime, lease: int = LEASE) -> list[Job]:
    """Take up to `limit` further jobs of a kind that can run together with one that `worker` has."""
    at = connection.ops.adapt_datetimefield_value(now)
    with _by_index(), connection.cursor() as cursor:
        cursor.execute(MORE, [at, kind, limit])
        found = [row[0] for row in cursor.fetchall()]
    mine = _take(worker, found, now + timedelta(seconds=lease)) if found else []
    return list(Job.objects.filter(id__in=mine).order_by("priority", "run_at", "id")) if mine else []


def _due(limit: int, now: datetime) -> list[int]:
    at = connection.ops.adapt_datetimefield_value(now)
    with _by_index(), connection.cursor() as cursor:
        for query in (NEAR, FAR):
            cursor.execute(query, [at, limit])
            if found := cursor.fetchall():
                return _without_suspects(found)
    return []


def _without_suspects(found: Sequence[tuple[int, int]]) -> list[int]:
    """Of jobs that are due, with their deaths, those to claim at once. One under which a worker was killed is claimed
    alone: should it kill again, those beside it, which never began, would count it as a death of theirs."""
    first, deaths = found[0]
    return [first] if deaths else [pk for pk, deaths in found if not deaths]


def _take(worker: str, ids: Sequence[int], until: datetime) -> list[int]:
    on_postgresql = _on_postgresql()
    take = TAKE.format(ids=", ".join(["%s"] * len(ids)), skip="for update skip locked" if on_postgresql else "")
    with transaction.atomic(), _by_index(), connection.cursor() as cursor:
        # The lock is held until the commit is through. A claim that is lost leaves a job that waits.
        unhurried()
        if on_postgresql:
            # One claim at a time: two that do not see each other's could take two jobs of one lane.
            cursor.execute("select pg_advisory_xact_lock(%s)", [CLAIM_LOCK])
        cursor.execute(take, [worker, connection.ops.adapt_datetimefield_value(until), *ids])
        return [row[0] for row in cursor.fetchall()]


@contextmanager
def _by_index() -> Iterator[None]:
    """PostgreSQL plans by what a table held some time ago, and this one is long, short and other by the minute: it was
    seen to read all of it for each row (42 s for one claim). Here an index is always right."""
    if not _on_postgresql():
        yield
        return
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        yield


def _on_postgresql() -> bool:
    return connection.vendor == "postgresql"


def keep(worker: str, ids: Collection[int], now: datetime, lease: int = LEASE) -> None:
    """Make the leases of these jobs longer: `lease` seconds from `now`."""
    with transaction.atomic():
        unhurried()
        mine = Job.objects.filter(id__in=ids, worker=worker, state=Job.State.RUNNING)
        mine.update(lease_until=now + timedelta(seconds=lease))


def finish(job: Job) -> None:
    """The job is done: its row goes, or waits once more where it was asked for again meanwhile.

    Nothing happens where the lease was lost and another worker has it.
    """
    finish_all([job])


def finish_all(jobs: Sequence[Job]) -> None:
    """The same of several."""
    with transaction.atomic(), connection.cursor() as cursor:
        # Should this be lost, the jobs run once more, as after a worker's death.
        unhurried()
        ids, held = ", ".join(["%s"] * len(jobs)), ", ".join(["(%s, %s, %s)"] * len(jobs))
        cursor.execute(
            FINISH.format(ids=ids, held=held),
            [*(job.id for job in jobs), *(value for job in jobs for value in (job.id, job.worker, job.attempts))],
        )
        finished = {row[0] for row in cursor.fetchall()}
        for job in jobs:
            if job.id in finished:
                continue
            _held(job).update(state=Job.State.WAITING, again=False, attempts=0, deaths=0, last_error="", worker="")


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
        moved = Job.objects.filter(lost).update(state=Job.State.WAITING, worker="", deaths=F("deaths") + 1)
        waking.wake_workers()
    return moved


def _held(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(id=job.id, worker=job.worker, attempts=job.attempts, state=Job.State.RUNNING)
