"""One promise: the words, what shows it, how it went, and what can be done."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.book.eyes import eyes_of
from regulars.book.letters import PICTURES
from regulars.book.pages.files import download
from regulars.intake.hours import hours
from regulars.practices.promises import course, evidence, forms, rules, shown, words
from regulars.practices.promises.making import due_of
from regulars.practices.promises.models import Evidence, Promise
from regulars.practices.promises.pages.lists import colleagues
from regulars.staff.seat import agent_of
from regulars.web.flash import tell
from regulars.web.forms import Form
from regulars.web.routes import page

NONE = Form()


def found(request: HttpRequest, public_id: str) -> Promise:
    """The promise, where this agent may see it. Raises Http404, also while it stands in a draft only."""
    kept = (
        Promise.objects.select_related("customer", "conversation__joined_to", "holder")
        .filter(public_id=public_id)
        .first()
    )
    if kept is None or kept.said_at is None or not eyes_of(agent_of(request)).may_see(kept.conversation):
        raise Http404(public_id)
    return kept


@page("/promises/<str:public_id>", may="book.read", name="promise")
def promise(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """All that is known of one promise."""
    return whole(request, found(request, public_id))


def whole(request: HttpRequest, kept: Promise, opened: str = "", form: Form = NONE) -> HttpResponseBase:
    """The page; `opened` names the form in which `form` was sent, with what is wrong with it."""
    agent, now = agent_of(request), timezone.now()
    one = shown.one(kept.public_id, agent)
    if one is None:
        raise Http404(kept.public_id)
    context: dict[str, Any] = {
        "one": one,
        "customer": kept.customer,
        "course": course.of(kept),
        "files": list(kept.evidence.order_by("pk")),
        "pictures": PICTURES,
        "words": words,
        "now": now,
        "opened": opened,
        "form": form,
        "blank": NONE,
        "later": later(kept, now),
        "may_write": agent.may("book.write"),
        "colleagues": colleagues(agent),
        "me": agent.pk,
        "topics": "promises",
        **forms.offered(),
    }
    return render(request, "promises/promise.html", context, status=422 if form.faults else 200)


def later(kept: Promise, now: datetime) -> Form:
    """A new time to tell them, proposed: one key drafts the mail."""
    due, on = due_of(kept), kept.conversation
    if due is None or kept.state != Promise.OPEN:
        return NONE
    proposed = rules.next_time(due, now, hours(on.inbox_id if on else None))
    return Form(forms.due_typed(proposed, kept.due_means))


@page("/promises/<str:public_id>/evidence", may="book.write", methods=("POST",), name="promise_evidence", slow=True)
def attach(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Put files with it that show what was promised."""
    kept = found(request, public_id)
    files = request.FILES.getlist("files")
    refused = None if files else Refused(_("Choose a file first."), "files")
    refused = refused or evidence.attach(kept, files, agent_of(request), timezone.now())
    if refused:
        return whole(request, kept, "evidence", NONE.with_faults(refused))
    tell(request, _("Kept with the promise."))
    return redirect("promise", public_id=public_id)


@page("/evidence/<str:public_id>", may="book.read", name="evidence_of_promise", slow=True)
def file(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """A file that shows a promise; a safe picture is drawn."""
    kept = Evidence.objects.select_related("promise").filter(public_id=public_id).first()
    if kept is None:
        raise Http404(public_id)
    found(request, kept.promise.public_id)
    drawn = "inline" in request.GET and kept.content_type.lower() in PICTURES
    kind = kept.content_type.lower() if drawn else "application/octet-stream"
    return download(kept.sha256, kept.name, kind, shown=drawn)
