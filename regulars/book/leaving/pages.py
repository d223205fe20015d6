"""Screens of leaving: the archive, what will go and stay, taking it back, certificates."""

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.results import Refused
from regulars.book import who
from regulars.book.leaving import acts, certificates, exports
from regulars.book.leaving.whose import whose
from regulars.book.models import Customer, Erasure
from regulars.staff import trail
from regulars.staff.seat import agent_of
from regulars.web.flash import tell
from regulars.web.forms import Form
from regulars.web.menu import MENU, Entry
from regulars.web.routes import page

MENU.offer("erasures", Entry(gettext_lazy("Erasures"), "/erasures", "book.erase", 78))
MOST_LISTED = 200


@page("/customers/<str:public_id>/leaving", may="book.erase", slow=True)
def leaving(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """What can be handed out of a customer, and what would go and stay if they were erased."""
    return shown(request, who.customer(agent_of(request), public_id))


def shown(request: HttpRequest, of: Customer, *faults: Refused) -> HttpResponse:
    """The page, with what is wrong."""
    now, theirs = timezone.now(), whose(of)
    kept = acts.kept_from(agent_of(request), theirs)
    erasure = Erasure.objects.filter(customer=of, cancelled_at=None).select_related("asked_by").last()
    counts = [] if kept or (erasure and erasure.done_at) else acts.all_counts(theirs)
    content = {
        "topics": f"customer:{of.public_id}",
        "customer": of,
        "name": who.names({of.pk: of.name})[of.pk],
        "kept": kept,
        "form": Form(faults=faults),
        "archives": exports.of(of, now),
        "erasure": erasure,
        "goes": [one for one in counts if not one.stays],
        "stays": [one for one in counts if one.stays],
        "days": acts.GRACE.days,
        "week": exports.KEPT.days,
    }
    return render(request, "book/leaving/leaving.html", content, status=409 if faults else 200)


@page("/customers/<str:public_id>/archives", may="book.erase")
def archives(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The list of archives alone, while one is being made."""
    found = who.customer(agent_of(request), public_id)
    content = {"customer": found, "archives": exports.of(found, timezone.now())}
    return render(request, "book/leaving/_archives.html", content)


@page("/customers/<str:public_id>/archives/make", may="book.erase", methods=("POST",))
def make_archive(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Ask for an archive."""
    found = who.customer(agent_of(request), public_id)
    made = exports.ask(found, trail.actor(request), timezone.now())
    if isinstance(made, Refused):
        return shown(request, found, made)
    tell(request, _("The archive is being made. It stands here when it is ready."))
    return back(found)


@page("/customers/<str:public_id>/archives/<str:file>", may="book.erase", slow=True)
def take_archive(request: HttpRequest, public_id: str, file: str) -> HttpResponseBase:
    """Download one that is ready."""
    found = who.customer(agent_of(request), public_id)
    if acts.kept_from(agent_of(request), whose(found)):
        raise PermissionDenied("book.erase")
    path = exports.taken(found, file, trail.actor(request), timezone.now())
    if path is None:
        raise Http404(file)
    response = FileResponse(path.open("rb"), as_attachment=True, filename=file, content_type="application/zip")
    response.headers["Cache-Control"] = "no-store"
    return response


@page("/customers/<str:public_id>/erase", may="book.erase", methods=("POST",), slow=True)
def erase_customer(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Let a customer be erased in thirty days."""
    found = who.customer(agent_of(request), public_id)
    made = acts.ask(found, trail.actor(request), timezone.now())
    if isinstance(made, Refused):
        return shown(request, found, made)
    undo = reverse("take_back_erasure", args=(made.public_id,))
    tell(request, _("They will be erased in thirty days."), undo)
    return back(found)


@page("/erasures/<str:public_id>/take-back", may="book.erase", methods=("POST",))
def take_back_erasure(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Let a customer stay."""
    found = erasure(public_id)
    refused = acts.take_back(found, trail.actor(request), timezone.now())
    if refused:
        return shown(request, found.customer, refused)
    tell(request, _("They stay. Nothing was erased."))
    return HttpResponseRedirect(reverse("customer", args=(found.customer.public_id,)))


@page("/erasures", may="book.erase")
def erasures(request: HttpRequest) -> HttpResponseBase:
    """Who is to be erased, and who was."""
    rows = Erasure.objects.select_related("customer", "asked_by")
    content = {
        "topics": "erasures",
        "waiting": rows.filter(cancelled_at=None, done_at=None).order_by("due_at")[:MOST_LISTED],
        "done": rows.filter(done_at__isnull=False).order_by("-done_at")[:MOST_LISTED],
    }
    return render(request, "book/leaving/erasures.html", content)


@page("/erasures/<str:public_id>", may="book.erase")
def certificate(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """What was erased, to print."""
    found = finished(public_id)
    return render(request, "book/leaving/certificate.html", {"erasure": found, "said": certificates.of(found)})


@page("/erasures/<str:public_id>/certificate.json", may="book.erase")
def certificate_json(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The same for programs, as it was digested."""
    found = finished(public_id)
    headers = {"Content-Disposition": f'attachment; filename="erasure-{found.public_id}.json"'}
    return JsonResponse(found.certificate, json_dumps_params={"sort_keys": True}, headers=headers)


def erasure(public_id: str) -> Erasure:
    """Raises Http404."""
    found = Erasure.objects.filter(public_id=public_id).select_related("customer", "asked_by").first()
    if found is None:
        raise Http404(public_id)
    return found


def finished(public_id: str) -> Erasure:
    """One that was carried out. Raises Http404."""
    found = erasure(public_id)
    if found.done_at is None:
        raise Http404(public_id)
    return found


def back(to: Customer) -> HttpResponseRedirect:
    """To the page of leaving."""
    return HttpResponseRedirect(reverse("leaving", args=(to.public_id,)))
