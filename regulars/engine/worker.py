"""The worker: pumps the outbox, feeds its consumers, starts periods, and runs jobs in a few threads."""

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Sequence
from itertools import groupby

from django.db import close_old_connections, connection
from django.utils import timezone

from regulars.engine import claims, consuming, outbox, periods, rules, waking
from regulars.engine.jobs import TASKS
from regulars.engine.models import Job

log = logging.getLogger(__name__)

IDLE_SECONDS = 0.5
POLL_SECONDS = 0.02
LONGEST_REST = 15.0
DEAD_EVERY = 5.0
# A job under which its worker dies so often is the likely cause of it, and would take the next one with it.
MOST_DEATHS = 3


def worker_name() -> str:
    """A name no other worker has: host, process and chance."""
    return f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(3)}"


class Worker:
    """Works until told to stop. Any number may run, in one process or many; jobs of a killed one come back.

    - `threads`: how many jobs at once; by default 2 on SQLite, where writers queue anyway, and 4 on PostgreSQL.
    - `lease`: seconds after which a job of a worker that went silent is given to another.

    A fault of the database does not end it: it rests, longer each time up to 15 s, and goes on when that is back.
    """

    def __init__(self, name: str = "", *, threads: int = 0, lease: int = claims.LEASE) -> None:
        self.name = name or worker_name()
        self.threads = threads
        self.lease = lease
        self._held: dict[int, Job] = {}
        self._news: list[threading.Event] = []
        self._idle: set[threading.Event] = set()
        self._periods: dict[str, int] = {}
        self._looked_for_dead = 0.0

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set; then the jobs at hand are finished, and those claimed beyond them given back."""
        count = self.threads or (2 if connection.vendor == "sqlite" else 4)
        self._news = [threading.Event() for _ in range(count)]
        # Leases are kept until the last job has ended, which is later than `stop`.
        ended = threading.Event()
        keeper = threading.Thread(target=self._keep_leases, args=(ended,), name="leases", daemon=True)
        runners = [
            threading.Thread(target=self._run_jobs, args=(news, stop), name=f"jobs-{number}")
            for number, news in enumerate(self._news)
        ]
        for thread in (keeper, *runners):
            thread.start()
        self._attend(stop)
        for news in self._news:
            news.set()
        for thread in runners:
            thread.join()
        ended.set()
        keeper.join()

    def turn(self) -> int:
        """Do once all that is not a job; how many things were done. Takes no write lock where there are none."""
        now = timezone.now()
        self._periods = periods.start_due(now, self._periods)
        moved = 0
        if time.monotonic() - self._looked_for_dead > min(DEAD_EVERY, self.lease):
            moved += claims.take_from_the_dead(now)
            self._looked_for_dead = time.monotonic()
        return moved + outbox.pump() + consuming.feed_all()

    def run_due(self, limit: int) -> int:
        """Claim and run up to `limit` jobs in the calling thread; how many. For tests and commands that do not wait."""
        jobs = claims.claim(self.name, limit, timezone.now(), self.lease)
        for batch in batches(jobs):
            run_together(batch)
        return len(jobs)

    def settle(self, rounds: int = 1000) -> int:
        """Do all that is due, in the calling thread, until nothing is; how many jobs ran. Periods are not started.

        For tests and commands. Jobs that wait for a later time, a next try among them, are left.
        """
        ran = 0
        for _ in range(rounds):
            moved = outbox.pump() + consuming.feed_all()
            done = self.run_due(rules.BATCH)
            ran += done
            if not moved + done:
                break
        return ran

    def _attend(self, stop: threading.Event) -> None:
        wake: waking.Wake | None = None
        rest = Rest(stop)
        while not stop.is_set():
            try:
                wake = wake or waking.wake_on(waking.WORK, POLL_SECONDS)
                begun = time.monotonic()
                moved = self.turn()
                self._tell_runners(claims.due(timezone.now(), len(self._news)))
                rest.over()
                if moved < consuming.BATCH:
                    stop.wait(rules.pause(time.monotonic() - begun))
                if not moved:
                    wake.wait(IDLE_SECONDS, stop)
            except Exception as fault:  # noqa: BLE001 - whatever it is, the next round may work; Rest logs it
                _close(wake)
                wake = None
                rest.after("The worker's round failed", fault)
        _close(wake)

    def _tell_runners(self, count: int) -> None:
        """Let so many idle threads look for jobs. One that is busy looks by itself when it has done what it has."""
        for news in tuple(self._idle)[:count]:
            news.set()

    def _run_jobs(self, news: threading.Event, stop: threading.Event) -> None:
        rest = Rest(stop)
        usual = 1.0
        while not stop.is_set():
            try:
                close_old_connections()
                if jobs := self._claim(rules.claim_size(usual), news):
                    usual = self._run_batch(jobs, usual, stop)
                else:
                    news.wait(IDLE_SECONDS)
                rest.over()
            except Exception as fault:  # noqa: BLE001 - as above
                connection.close()
                rest.after("Jobs cannot be run", fault)
        connection.close()

    def _claim(self, limit: int, news: threading.Event) -> list[Job]:
        """Claim; who finds nothing is idle. What is told meanwhile to one that finds something is told to another."""
        news.clear()
        self._idle.add(news)
        jobs = claims.claim(self.name, limit, timezone.now(), self.lease)
        if jobs:
            self._idle.discard(news)
            self._tell_runners(int(news.is_set()))
        return jobs

    def _run_batch(self, jobs: list[Job], usual: float, stop: threading.Event) -> float:
        self._held |= {job.id: job for job in jobs}
        left = sorted(jobs, key=is_long)
        try:
            for batch in batches(left):
                if stop.is_set():
                    self._give_back(left)
                    break
                left = left[len(batch) :]
                long = is_long(batch[0])
                if long and left:
                    self._give_back(left)
                begun = time.monotonic()
                count = self._run_with_more(batch)
                if long:
                    break
                usual = rules.usual_seconds(usual, (time.monotonic() - begun) / count)
        finally:
            self._let_go(jobs)
        return usual

    def _run_with_more(self, batch: list[Job]) -> int:
        """Run a batch, made full with others of its kind where they can run together; how many it were."""
        task = TASKS.get(batch[0].kind)
        more: list[Job] = []
        if task and task.together and not batch[0].deaths and len(batch) < rules.TOGETHER:
            limit = rules.TOGETHER - len(batch)
            more = claims.claim_more(self.name, task.kind, limit, timezone.now(), self.lease)
            self._held |= {job.id: job for job in more}
        try:
            run_together([*batch, *more])
        finally:
            self._let_go([*batch, *more])
        return len(batch) + len(more)

    def _let_go(self, jobs: Sequence[Job]) -> None:
        for job in jobs:
            # What was given back may be held by another thread by now.
            if self._held.get(job.id) is job:
                del self._held[job.id]

    def _give_back(self, jobs: Sequence[Job]) -> None:
        self._let_go(jobs)
        claims.put_back(jobs)

    def _keep_leases(self, ended: threading.Event) -> None:
        rest = Rest(ended)
        while not ended.wait(self.lease / 4):
            try:
                if held := list(self._held):
                    claims.keep(self.name, held, timezone.now(), self.lease)
                rest.over()
            except Exception as fault:  # noqa: BLE001 - as above
                connection.close()
                rest.after("Leases of jobs cannot be kept", fault)
        connection.close()


class Rest:
    """Waits after faults, longer each time, and says so once in a row."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop
        self._faults = 0

    def over(self) -> None:
        """Things went well."""
        if self._faults:
            log.warning("The worker goes on after %s failed rounds", self._faults)
        self._faults = 0

    def after(self, what: str, fault: Exception) -> None:
        """Wait, after `fault`."""
        if self._faults == 0:
            log.error("%s; it is tried again until it works", what, exc_info=fault)
        self._faults += 1
        self._stop.wait(min(0.25 * 2 ** min(self._faults, 10), LONGEST_REST))


def is_long(job: Job) -> bool:
    """Whether nothing should wait for it that was claimed with it."""
    task = TASKS.get(job.kind)
    return task is not None and task.long


def batches(jobs: Sequence[Job]) -> list[list[Job]]:
    """Jobs in their order; those that follow each other and can run together are one batch."""
    return [list(batch) for _, batch in groupby(jobs, key=_company)]


def _company(job: Job) -> str:
    """Equal for jobs that can run together. One under which its worker was killed runs alone: others are not to be
    held up by it, nor to be taken for the cause."""
    task = TASKS.get(job.kind)
    return job.kind if task and task.together and not job.deaths else f"{job.kind} {job.id}"


def run_together(batch: Sequence[Job]) -> None:
    """Run a batch of claimed jobs to their end. Raises only where the database fails."""
    task = TASKS.get(batch[0].kind)
    if len(batch) > 1 and task and task.together:
        try:
            task.together([job.payload for job in batch])
        except Exception as fault:
            log.warning("%s jobs %s failed together and are run one by one", len(batch), task.kind, exc_info=fault)
        else:
            claims.finish_all(batch)
            return
    for job in batch:
        run_job(job)


def run_job(job: Job) -> None:
    """Run a claimed job to its end: done, to be tried again, or parked. Raises only where the database fails."""
    task = TASKS.get(job.kind)
    if task is None:
        claims.park(job, f"Nothing here runs jobs of kind {job.kind!r}. Was a practice or a version taken away?")
        return
    is_deadly = job.deaths >= MOST_DEATHS
    if is_deadly and task.deadly is None:
        claims.park(job, f"Its worker was killed, or did not answer, {job.deaths} times while it ran.")
        return
    try:
        (task.deadly if is_deadly and task.deadly else task.run)(job.payload)
    except Exception as fault:
        log.warning("Job %s %s failed (try %s): %s", job.kind, job.id, job.attempts, fault, exc_info=True)
        claims.fail(job, fault, timezone.now())
    else:
        claims.finish(job)


def _close(wake: waking.Wake | None) -> None:
    try:
        if wake is not None:
            wake.close()
        connection.close()
    except Exception:
        # A connection that is lost may refuse even this; a new one is made.
        log.debug("A lost connection did not close", exc_info=True)
