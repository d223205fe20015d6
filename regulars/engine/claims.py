"""The worker's side of jobs: claim, keep, finish, fail. Safe with any number of workers on either database."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from random import SystemRandom
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.models import BooleanField, DateTimeField, F, Field, JSONField, Q, QuerySet

from regulars.engine import rules, waking
from regulars.engine.durability import unhurried
from regulars.engine.in_one_go import Statement, in_one_go
from regulars.engine.jobs import TASKS, GiveUp
from regulars.engine.models import Job
from regulars.engine.rows import aware, marks, parsed, rows, stored

LEASE = 60
CLAIM_LOCK = 0x5265_6A62
ERROR_LENGTH = 4000
CHANCE = SystemRandom()

FIELDS = Job._meta.concrete_fields
NAMES = [field.attname for field in FIELDS]
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
DUE = """
select count(*) from (select 1 from engine_job where state = 'waiting' and run_at <= %s
                      order by priority, run_at, id limit %s) as due
"""
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
returning {", ".join(str(field.column) for field in FIELDS)}
"""  # noqa: S608 - as above
# Django's delete() would look for rows that point here first.
FINISH = """
delete from engine_job where id in ({ids}) and (id, worker, attempts) in (values {held})
and state = 'running' and not again
"""
AGAIN = """
update engine_job set state = 'waiting', again = false, attempts = 0, deaths = 0, last_error = '', worker = ''
where id in ({ids}) and (id, worker, attempts) in (values {held}) and state = 'running' and again
"""
# PostgreSQL plans by what a table held some time ago, and this one is long, short and other by the minute: it was
# seen to read all of it for each row (42 s for one claim). Here an index is always right.
BY_INDEX: Statement = ("set local enable_seqscan = off", ())


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
            return mine
        # Others took all of them in between.
    return []


def due(now: datetime, most: int) -> int:
    """For how many it is worth while to claim, up to `most`. Most news is none of a job: asked once, it spares each
    thread its own look."""
    return int(rows(DUE, [now, most])[0][0])


def claim_more(worker: str, kind: str, limit: int, now: datetime, lease: int = LEASE) -> list[Job]:
    """Take up to `limit` further jobs of a kind that can run together with one that `worker` has."""
    found = [row[0] for row in _look(MORE, [stored(now), kind, limit])]
    return _take(worker, found, now + timedelta(seconds=lease)) if found else []


def _due(limit: int, now: datetime) -> list[int]:
    for query in (NEAR, FAR):
        if found := _look(query, [stored(now), limit]):
            return _without_suspects(found)
    return []


def _look(query: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Look for jobs; without the write lock on SQLite, where `in_one_go` would take it."""
    return in_one_go(BY_INDEX, (query, params)) if _on_postgresql() else rows(query, params)


def _without_suspects(found: Sequence[tuple[int, int]]) -> list[int]:
    """Of jobs that are due, with their deaths, those to claim at once. One under which a worker was killed is claimed
    alone: should it kill again, those beside it, which never began, would count it as a death of theirs."""
    first, deaths = found[0]
    return [first] if deaths else [pk for pk, deaths in found if not deaths]


def _take(worker: str, ids: Sequence[int], until: datetime) -> list[Job]:
    """Claim those of these that are still free. The lock is held until the commit is through. A claim that is lost
    leaves a job that waits."""
    take = TAKE.format(ids=marks(ids), skip="for update skip locked" if _on_postgresql() else "")
    # One claim at a time: two that do not see each other's could take two jobs of one lane.
    alone: list[Statement] = [("select pg_advisory_xact_lock(%s)", [CLAIM_LOCK]), BY_INDEX] if _on_postgresql() else []
    mine = map(_as_job, in_one_go(*alone, (take, [worker, stored(until), *ids])))
    return sorted(mine, key=lambda job: (job.priority, job.run_at, job.id))


def _as_job(row: Sequence[Any]) -> Job:
    """A row of FIELDS, as TAKE gives it back."""
    return Job.from_db(DEFAULT_DB_ALIAS, NAMES, [_value(field, kept) for field, kept in zip(FIELDS, row, strict=True)])


def _value(field: "Field[Any, Any]", kept: Any) -> Any:
    if isinstance(field, JSONField):
        return parsed(kept)
    if isinstance(field, BooleanField):
        return bool(kept)
    return aware(kept) if isinstance(field, DateTimeField) and kept is not None else kept


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
    """The same of several. Should this be lost, the jobs run once more, as after a worker's death."""
    held = ", ".join(["(%s, %s, %s)"] * len(jobs))
    params = [*(job.id for job in jobs), *(value for job in jobs for value in (job.id, job.worker, job.attempts))]
    in_one_go(*((one.format(ids=marks(jobs), held=held), params) for one in (FINISH, AGAIN)))


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
