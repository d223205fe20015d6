"""The jobs of the machine room."""

from django.db import connection
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from regulars.base.frozen import dataclass
from regulars.engine import jobs
from regulars.engine.models import Job
from regulars.engine.sqlite_swap import sqlite_is_safe
from regulars.web.menu import MENU, Entry
from regulars.web.routes import page

SHOWN = 100

MENU.offer("jobs", Entry(gettext_lazy("Jobs"), "/jobs", "engine.operate", 90))


@dataclass(frozen=True, slots=True)
class Counts:
    """How many jobs there are in each state."""

    waiting: int
    running: int
    parked: int


def counts() -> Counts:
    """Counted by their own small indexes; jobs that are done are gone."""
    return Counts(*(Job.objects.filter(state=state).count() for state in ("waiting", "running", "parked")))


def has_old_sqlite() -> bool:
    """Whether rows lie in an SQLite that can corrupt a file. Source: docs/decisions/0003."""
    return connection.vendor == "sqlite" and not sqlite_is_safe()


@page("/jobs", may="engine.operate")
def job_list(request: HttpRequest) -> HttpResponseBase:
    """What workers have to do, and what they gave up."""
    parked = Job.objects.filter(state=Job.State.PARKED).order_by("-id")
    shown = parked.values("id", "kind", "last_error", "attempts", "created_at")[:SHOWN]
    context = {"counts": counts(), "parked": shown, "old_sqlite": has_old_sqlite()}
    return render(request, "web/jobs.html", context)


@page("/jobs/<int:job>/retry", may="engine.operate", methods=("POST",))
def retry_job(request: HttpRequest, job: int) -> HttpResponseBase:
    """Try a parked job again; nothing happens where somebody else already did."""
    jobs.retry(job)
    return HttpResponseRedirect("/jobs")


@page("/jobs/retry", may="engine.operate", methods=("POST",))
def retry_all_jobs(request: HttpRequest) -> HttpResponseBase:
    """Try all parked jobs again."""
    jobs.retry_parked()
    return HttpResponseRedirect("/jobs")
