"""The audit trail: who changed what that others must be able to rely on."""

from datetime import MAXYEAR, MINYEAR, date, datetime, time, timedelta

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.request import QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy

from regulars.engine import audit
from regulars.engine.models import AuditEntry
from regulars.staff import auditing, roles, trail
from regulars.staff.auditing import Wanted
from regulars.staff.changes import Names
from regulars.staff.models import Agent
from regulars.web.forms import Form
from regulars.web.menu import MENU, Entry
from regulars.web.routes import page

MENU.offer("audit", Entry(gettext_lazy("Audit trail"), "/audit", "audit.read", 80))
SIZE = 50
FILTERS = ("words", "by", "act", "subject", "since", "until")
KINDS = {"csv": "text/csv; charset=utf-8", "jsonl": "application/jsonl"}


def typed_filters(sent: QueryDict) -> Form:
    """What was asked for, as it stands in the fields."""
    return Form({name: sent.get(name, "").replace("\0", "").strip()[:120] for name in FILTERS})


def wanted(form: Form) -> Wanted:
    """What that means; days are the agent's, and the last one belongs to it."""
    until = midnight(form.value("until"))
    return Wanted(
        form.value("by")[:12],
        form.value("act"),
        form.value("subject"),
        midnight(form.value("since")),
        until + timedelta(days=1) if until else None,
        form.value("words"),
    )


def midnight(written: str) -> datetime | None:
    """The beginning of a day in the agent's zone; None where it is none, or one that no calendar in use has."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    # At the ends of what Python can count, another zone or the day after cannot be counted.
    return timezone.make_aware(datetime.combine(day, time())) if MINYEAR < day.year < MAXYEAR else None


def number(written: str) -> int:
    """The number of an entry; 0 where it is none."""
    return int(written) if written.isascii() and written.isdigit() and len(written) < 19 else 0


@page("/audit", may="audit.read", name="audit")
def trail_page(request: HttpRequest) -> HttpResponseBase:
    """Fifty entries a page, the newest first."""
    form = typed_filters(request.GET)
    entries = list(auditing.found(wanted(form), number(request.GET.get("before", "")))[: SIZE + 1])
    rest = request.GET.copy()
    rest["before"] = str(entries[SIZE - 1].number) if len(entries) > SIZE else ""
    acts = AuditEntry.objects.order_by("act").values_list("act", flat=True).distinct()
    people = dict(Agent.objects.order_by("name").values_list("public_id", "name"))
    names = Names(people, {one.name: one.label for one in roles.all_roles()})
    shown = {
        "entries": [auditing.shown(entry, names) for entry in entries[:SIZE]],
        "older": rest.urlencode() if rest["before"] else "",
        "form": form,
        "people": list(people.items()),
        "acts": [(act, auditing.ACTS.get(act) or act) for act in acts],
        "filtered": any(form.typed.values()),
    }
    return render(request, "staff/audit.html", shown)


@page("/audit/check", may="audit.read", slow=True)
def check_trail(request: HttpRequest) -> HttpResponseBase:
    """Whether the chain holds; the page fetches it after the rest, since it goes over all there is."""
    return render(request, "staff/_chain.html", {"chain": audit.verify()})


@page("/audit/export", may="audit.read", methods=("POST",), slow=True)
def export_trail(request: HttpRequest) -> HttpResponseBase:
    """All that is wanted, as a file. That it was taken is an entry too."""
    kind = request.POST.get("format", "")
    if kind not in KINDS:
        return HttpResponse("Ask for csv or jsonl.\n", "text/plain; charset=utf-8", 400)
    asked, now = wanted(typed_filters(request.POST)), timezone.now()
    auditing.note_export(trail.actor(request), kind, asked, now)
    entries = auditing.found(asked)
    written = auditing.table(entries) if kind == "csv" else auditing.lines(entries)
    name = f"audit-{now:%Y-%m-%d}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(written, content_type=KINDS[kind], headers=headers)
