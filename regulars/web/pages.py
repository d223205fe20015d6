"""Pages of no room in particular: static files, whether the desk is well, and the jobs of the machine room."""

from dataclasses import dataclass

from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from regulars.engine import jobs
from regulars.engine.models import Job
from regulars.engine.sqlite_swap import sqlite_is_safe
from regulars.web.menu import MENU, Entry
from regulars.web.routes import ANYONE, page
from regulars.web.static import files

SHOWN = 100
FOR_EVER = "public, max-age=31536000, immutable"

MENU.offer("jobs", Entry(gettext_lazy("Jobs"), "/jobs", "engine.operate", 90))


@page("/static/<str:name>", may=ANYONE)
def static_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """One of our own files. Its address changes with its content, so it may be kept for ever."""
    file = files().get(name)
    if file is None:
        raise Http404(name)
    headers = {"ETag": f'"{file.version}"', "Vary": "Accept-Encoding"}
    # Under an old or no version in its address, the browser has to ask again.
    headers["Cache-Control"] = FOR_EVER if request.GET.get("v") == file.version else "no-cache"
    if request.headers.get("If-None-Match") == headers["ETag"]:
        return HttpResponseNotModified(headers=headers)
    if file.packed and "gzip" in request.headers.get("Accept-Encoding", ""):
        return HttpResponse(file.packed, file.content_type, headers=headers | {"Content-Encoding": "gzip"})
    return HttpResponse(file.content, file.content_type, headers=headers)


@page("/healthz", may=ANYONE)
def healthz(request: HttpRequest) -> HttpResponseBase:
    """Whether the desk serves and its database answers: 200 or 503, for whatever watches over it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except DatabaseError:
        return JsonResponse({"ok": False, "database": "does not answer"}, status=503)
    return JsonResponse({"ok": True, "database": "answers"})


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
