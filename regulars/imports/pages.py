"""Orders, visits and rewards from files, on screen: send one, say what its columns are, bring it, take it back."""

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.results import Refused
from regulars.book.models import Batch
from regulars.imports.records import acts, statuses, uploads
from regulars.imports.records.acts import Asked
from regulars.imports.records.columns import FIELDS, LABELS
from regulars.imports.records.meant import Meant, faults
from regulars.imports.records.shown import pairs
from regulars.staff.rules import available_time_zones
from regulars.staff.seat import agent_of
from regulars.staff.trail import actor
from regulars.web.flash import tell
from regulars.web.forms import Form, typed
from regulars.web.menu import MENU, Entry
from regulars.web.routes import page
from regulars.web.templating import url

MENU.offer("imports", Entry(gettext_lazy("Imports"), "/imports", "records.import", 32, ("/imports/",)))
MOST, SHOWN = 50, 50
ADDED = ("noun", "source")
SETTLED = ("zone", "currency", "order", "point", "region", "unit", "programme", "claimed", "all_or_nothing")


def batch_named(public_id: str) -> Batch:
    """Raises Http404, also for one whose file is not whole yet."""
    found = acts.batch_named(public_id)
    if isinstance(found, Refused) or (found.state == Batch.WAITING and not uploads.file_of(found).exists()):
        raise Http404(public_id)
    return found


def list_page(request: HttpRequest, form: Form) -> HttpResponse:
    """The list with the form above it."""
    shown = {"batches": Batch.objects.select_related("agent").order_by("-pk")[:MOST], "form": form, "topics": "imports"}
    return render(request, "imports/imports.html", shown, status=422 if form.faults else 200)


@page("/imports", may="records.import")
def imports(request: HttpRequest) -> HttpResponseBase:
    """What was brought in, the newest first."""
    return list_page(request, Form({"noun": "order"}))


@page("/imports/add", may="records.import", methods=("POST",), name="add_import", slow=True)
def add(request: HttpRequest) -> HttpResponseBase:
    """Keep a file, and go on to what its columns are."""
    form, file = typed(request, ADDED), request.FILES.get("file")
    if file is None:
        return list_page(request, form.with_faults(Refused(_("Choose a file, CSV or JSON."), "file")))
    name, agent = (file.name or "")[:255], agent_of(request)
    kept = uploads.keep(file.chunks(), name, form.value("noun"), form.value("source"), agent, timezone.now())
    if isinstance(kept, Refused):
        return list_page(request, form.with_faults(kept))
    return redirect(url("import", public_id=kept.public_id))


@page("/imports/<str:public_id>", may="records.import", name="import", slow=True)
def one(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """One import: what its columns are, how far it is, or what became of it."""
    batch = batch_named(public_id)
    if batch.state == Batch.WAITING:
        meant = uploads.meant_by(batch)
        return meaning_page(request, batch, meant, form_of(meant))
    report = uploads.report_of(batch)
    # While it grows, this page asks every other second, and would read all of it each time.
    refused = [] if batch.state == Batch.RUNNING else list(islice(noted(report), SHOWN))
    shown = {"batch": batch, "refused": refused, "has_report": report.exists()}
    name = "imports/_import.html" if request.headers.get("HX-Request") else "imports/import.html"
    return render(request, name, shown)


def form_of(meant: Meant) -> Form:
    """How a file is meant, as a form."""
    return Form(
        {name: str(getattr(meant, name, "") or "") for name in SETTLED} | {"claimed": "" if meant.vouched else "yes"}
    )


def meaning_page(request: HttpRequest, batch: Batch, meant: Meant, form: Form) -> HttpResponse:
    """The columns, and the first rows as they would be understood."""
    asked = Asked(uploads.file_of(batch), batch.source, meant)
    columns = acts.columns_of(asked.path)
    shown: dict[str, Any] = {
        "batch": batch,
        "form": form,
        "columns": [(place, column, meant.mapping.get(column, "")) for place, column in enumerate(columns)],
        "fields": [(name, LABELS[name]) for name in FIELDS[batch.noun]],
        "words": [(word, meant.statuses.get(word, "")) for word in statuses.unknown(asked.path, meant)],
        "statuses": statuses.LABELS[batch.noun].items(),
        "wrong": faults(meant, columns),
        "rows": [(record, pairs(record.says)) for record in acts.previewed(asked)],
        "zones": sorted(available_time_zones()),
    }
    return render(request, "imports/meaning.html", shown, status=422 if form.faults else 200)


def said(request: HttpRequest, batch: Batch) -> tuple[Meant, Form]:
    """How the file is meant, as the form says."""
    form = typed(request, SETTLED)
    columns = acts.columns_of(uploads.file_of(batch))
    chosen = ((column, request.POST.get(f"column-{place}", "")) for place, column in enumerate(columns))
    meant = Meant(
        batch.noun,
        {column: name for column, name in chosen if name in FIELDS[batch.noun]},
        form.value("zone"),
        form.value("currency").upper(),
        form.value("order"),
        form.value("point"),
        form.value("region")[:2],
        form.value("unit")[:20],
        form.value("programme")[:120],
        said_of_statuses(request, batch.noun),
        vouched=not form.value("claimed"),
    )
    return meant, form


def said_of_statuses(request: HttpRequest, noun: str) -> dict[str, str]:
    """What each word of the file means that nobody here knows, as far as that was said."""
    given = zip(request.POST.getlist("word"), request.POST.getlist("status"), strict=False)
    return {word: status for word, status in given if status in statuses.LABELS[noun]}


def waiting(public_id: str) -> Batch:
    """A batch whose file still waits. Raises Http404."""
    batch = batch_named(public_id)
    if batch.state != Batch.WAITING:
        raise Http404(public_id)
    return batch


@page("/imports/<str:public_id>/bring", may="records.import", methods=("POST",), name="bring_import", slow=True)
def bring(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Show the first rows as they would be understood now, or with `go` bring all of them."""
    batch = waiting(public_id)
    meant, form = said(request, batch)
    wrong = faults(meant, acts.columns_of(uploads.file_of(batch)))
    if wrong:
        return meaning_page(request, batch, meant, form.with_faults(*wrong))
    uploads.remember(batch, meant)
    if not request.POST.get("go"):
        return meaning_page(request, batch, meant, form)
    refused = uploads.go(batch, meant, all_or_nothing=bool(form.value("all_or_nothing")))
    if refused:
        tell(request, refused.reason)
    return redirect(url("import", public_id=public_id))


@page("/imports/<str:public_id>/drop", may="records.import", methods=("POST",), name="drop_import")
def drop(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Throw a file away of which nothing was brought."""
    if uploads.drop(waiting(public_id)):
        tell(request, _("The file is gone. Nothing of it was brought in."))
    return redirect("/imports")


@page("/imports/<str:public_id>/undo", may="records.import", methods=("POST",), name="undo_import")
def undo(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Take all of it back."""
    refused = uploads.ask_back(batch_named(public_id), actor(request))
    if refused:
        tell(request, refused.reason)
    return redirect(url("import", public_id=public_id))


@page("/imports/<str:public_id>/report", may="records.import", name="import_report")
def report(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """What became of each row, as a file."""
    path = uploads.report_of(batch_named(public_id))
    if not path.exists():
        raise Http404(public_id)
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=f"import-{public_id}.csv", content_type="text/csv"
    )


def noted(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a report that were refused, or of which something could not be used."""
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            yield from (row for row in csv.DictReader(file) if row.get("reason"))
