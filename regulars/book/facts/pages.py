"""Facts on screen: noting one, what is known, how it is known, and what asks to be renewed."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.results import Refused
from regulars.book import who
from regulars.book.eyes import eyes_of
from regulars.book.facts import acts, course, forms, history, renewing, words
from regulars.book.facts import shown as showing
from regulars.book.facts.rules import Proposal, understood
from regulars.book.facts.section import contents
from regulars.book.models import Customer, Fact, FactMark, Moment, Visit
from regulars.book.moments import letters
from regulars.staff.auditing import ACTS
from regulars.staff.seat import agent_of
from regulars.staff.trail import actor
from regulars.web import paging
from regulars.web.flash import tell
from regulars.web.forms import Form, page_before, typed
from regulars.web.menu import MENU, Entry
from regulars.web.routes import page
from regulars.web.templating import url

for act, said in {
    "fact.shown": gettext_lazy("looked at a sensitive fact"),
    "fact.forgotten": gettext_lazy("forgot a fact"),
    "fact.recalled": gettext_lazy("had a forgotten fact back"),
}.items():
    ACTS.offer(act, said)
MENU.offer("renewals", Entry(gettext_lazy("Facts to renew"), "/facts/renew", "book.read", 24))
DONE = {
    FactMark.HONOURED: gettext_lazy("Honoured, and counted."),
    FactMark.CONTRADICTED: gettext_lazy("Noted that it did not fit."),
    FactMark.RENEWED: gettext_lazy("Noted that it still holds."),
}


def fact_of(request: HttpRequest, public_id: str, **more: None) -> Fact:
    """A fact in a book that this agent may open; `more` are conditions on it. Raises Http404."""
    found = Fact.objects.select_related("customer").filter(public_id=public_id, **more).first()
    if found is None or not eyes_of(agent_of(request)).books([found.customer_id]):
        raise Http404(public_id)
    return found


def again(request: HttpRequest, customer: Customer, **more: Any) -> HttpResponseBase:
    """What is known of a customer once more: the section where a script asked, else the page."""
    if "HX-Request" not in request.headers:
        return redirect("/facts/renew" if "renew" in request.GET else url("facts", public_id=customer.public_id))
    response = section(request, customer, **more)
    # What was done may change the glance of the page on which it was done. Sooner, and whoever works by keyboard loses
    # their place.
    response.headers["HX-Trigger-After-Settle"] = "facts"
    return response


def section(request: HttpRequest, customer: Customer, **more: Any) -> HttpResponseBase:
    """The section alone."""
    now = timezone.now()
    shown = {"customer": customer, "now": now, "beside": False, **contents(customer, agent_of(request), now), **more}
    return render(request, "book/facts/section.html", shown)


@page("/customers/<str:public_id>/facts", may="book.read", name="facts")
def facts(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """All that is known of a customer, and what no longer holds."""
    customer = who.customer(agent_of(request), public_id)
    if "HX-Request" in request.headers:
        return section(request, customer)
    return whole(request, customer, {})


def whole(request: HttpRequest, customer: Customer, seen: dict[str, str]) -> HttpResponseBase:
    """The page, with the words of those sensitive ones that were asked for, by public id."""
    agent, now = agent_of(request), timezone.now()
    shown = {
        "customer": customer,
        "name": who.person(customer).name,
        "now": now,
        "beside": False,
        **contents(customer, agent, now, whole=True),
        "seen": seen,
        "past": showing.past_of(customer, agent, now),
    }
    return render(request, "book/facts/facts.html", shown)


@page("/customers/<str:public_id>/facts/propose", may="book.write", methods=("POST",), name="propose_fact")
def propose(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """What a line seems to mean, in a form to confirm or change."""
    customer, form = who.customer(agent_of(request), public_id), typed(request, ("text", "moment"))
    if not form.value("text"):
        return again(request, customer)
    return proposing(request, customer, form.value("text"), form.value("moment"))


def proposing(request: HttpRequest, customer: Customer, line: str, moment: str) -> HttpResponseBase:
    """The form with what a line seems to mean; `moment` is the public id of where it was said, or empty."""
    zone, now = timezone.get_current_timezone(), timezone.now()
    found = understood(line, now, zone, stay_ends(customer, now))
    filled = forms.proposed(found)
    return asked(request, customer, Form({**filled.typed, "moment": moment}), found)


def stay_ends(customer: Customer, now: datetime) -> date | None:
    """The last day of the visit that is on now."""
    on = Visit.objects.filter(customer=customer, starts_at__lte=now, ends_at__gt=now, status=Visit.CAME)
    ends = on.order_by("-starts_at").values_list("ends_local", flat=True).first()
    return date.fromisoformat(ends[:10]) if ends else None


def asked(
    request: HttpRequest, customer: Customer, form: Form, found: Proposal | None = None, fact: Fact | None = None
) -> HttpResponseBase:
    """The form of a fact, in its place on the page where a script asked, else on a page of its own."""
    within = "HX-Request" in request.headers
    adding = url("add_fact", public_id=customer.public_id)
    shown = {
        "customer": customer,
        "name": who.person(customer).name,
        "form": form,
        "found": found,
        "fact": fact,
        "within": within,
        "path": url("correct_fact", public_id=fact.public_id) if fact else adding,
        **forms.offered(form, found),
    }
    response = render(request, "book/facts/form.html" if within else "book/facts/ask.html", shown)
    if within:
        response.headers["HX-Retarget"] = "#fact-entry"
    return response


@page("/customers/<str:public_id>/facts/add", may="book.write", methods=("POST",), name="add_fact")
def add(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Keep what the form says."""
    customer, form = who.customer(agent_of(request), public_id), typed(request, forms.FIELDS)
    said = forms.said_in(form, timezone.get_current_timezone_name())
    now = timezone.now()
    kept = acts.add(customer, said, agent_of(request), now, moment=evidence(request, form.value("moment")))
    if isinstance(kept, tuple):
        return asked(request, customer, form.with_faults(*kept))
    tell(request, _("Noted.") if kept.at == now else _("This was known already. It counts as seen again."))
    return again(request, customer)


@page("/messages/<str:public_id>/remember", may="book.write", name="remember")
def remember(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """A line for what a message says of them, which will lead back to it."""
    said = evidence(request, public_id)
    if said is None:
        raise Http404(public_id)
    shown = {
        "customer": said.customer,
        "name": who.person(said.customer).name,
        "moment": said,
        "letter": letters([said.pk]).get(said.pk),
    }
    return render(request, "book/facts/remember.html", shown)


def evidence(request: HttpRequest, public_id: str) -> Moment | None:
    """What happened, from which a fact is known, if whoever asks may see it. It may stand in another's book."""
    said = Moment.objects.select_related("customer", "conversation__joined_to").filter(public_id=public_id).first()
    return said if said and eyes_of(agent_of(request)).may_see(said.conversation) else None


@page("/facts/renew", may="book.read", name="facts_to_renew")
def renew(request: HttpRequest) -> HttpResponseBase:
    """What nobody has used for a year, the longest unused first."""
    cursor = paging.read(request.GET.get("after", ""))
    part = renewing.asking(agent_of(request), timezone.now(), cursor.place)
    return render(request, "book/facts/renew.html", {"part": part, "cursor": cursor, "words": words})


@page("/facts/<str:public_id>", may="book.read", name="fact")
def fact(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """How do you know that? Where it comes from, what it said before, and how it has fared."""
    found = fact_of(request, public_id, forgotten_at=None)
    if found.replaced_by is not None:
        return redirect("fact", public_id=found.replaced_by.public_id)
    now, agent = timezone.now(), agent_of(request)
    marks, before = history.course_of(found, agent, now)
    shown = {
        "customer": found.customer,
        "name": who.person(found.customer).name,
        "fact": showing.one(found, agent, now),
        "marks": marks,
        "before": before,
        "words": words,
    }
    return render(request, "book/facts/fact.html", shown)


@page("/facts/<str:public_id>/mark/<str:kind>", may="book.write", methods=("POST",), name="mark_fact")
def mark(request: HttpRequest, public_id: str, kind: str) -> HttpResponseBase:
    """Say that it was honoured, did not fit, or still holds."""
    found = fact_of(request, public_id, forgotten_at=None)
    if kind not in DONE:
        raise Http404(kind)
    made = acts.mark(found, kind, agent_of(request), timezone.now())
    if isinstance(made, Refused):
        tell(request, made.reason)
    else:
        undo = url("unmark_fact", public_id=public_id, kind=kind)
        tell(request, str(DONE[kind]), undo, int(course.UNDO.total_seconds()))
    return again(request, found.customer)


@page("/facts/<str:public_id>/unmark/<str:kind>", may="book.write", methods=("POST",), name="unmark_fact")
def unmark(request: HttpRequest, public_id: str, kind: str) -> HttpResponseBase:
    """Take that back."""
    refused = acts.unmark(fact_of(request, public_id, forgotten_at=None), kind, agent_of(request), timezone.now())
    tell(request, refused.reason if refused else _("Taken back."))
    return redirect(page_before(request))


@page("/facts/<str:public_id>/correct", may="book.write", methods=("GET", "POST"), name="correct_fact")
def correct(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Put another in its place; what stood there stays as its history."""
    found = fact_of(request, public_id, forgotten_at=None)
    if found.sensitive and not agent_of(request).may("fact.sensitive"):
        raise PermissionDenied("fact.sensitive")
    if request.method != "POST":
        # Looking at a sensitive one is written down, and a page that is only opened writes nothing.
        if found.sensitive:
            return redirect("fact", public_id=public_id)
        return asked(request, found.customer, forms.written(acts.said_by(found)), fact=found)
    form = typed(request, forms.FIELDS)
    said = forms.said_in(form, timezone.get_current_timezone_name())
    kept = acts.correct(found, said, agent_of(request), timezone.now())
    if isinstance(kept, tuple):
        return asked(request, found.customer, form.with_faults(*kept), fact=found)
    tell(request, _("Corrected. What stood there before is kept as its history."))
    return again(request, found.customer)


@page("/facts/<str:public_id>/forget", may="book.write", methods=("POST",), name="forget_fact")
def forget(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Let it be gone, after a few minutes for good."""
    found = fact_of(request, public_id, forgotten_at=None)
    acts.forget(found, actor(request), timezone.now())
    undo = url("recall_fact", public_id=public_id)
    tell(request, _("Forgotten. In five minutes it is gone for good."), undo, int(course.UNDO.total_seconds()))
    return again(request, found.customer)


@page("/facts/<str:public_id>/recall", may="book.write", methods=("POST",), name="recall_fact")
def recall(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Have it back."""
    there = Fact.objects.filter(public_id=public_id).exists()
    found = fact_of(request, public_id) if there else None
    refused = acts.recall(found, actor(request), timezone.now()) if found else Refused(_("It is gone."))
    tell(request, refused.reason if refused else _("It is back."))
    return redirect(page_before(request))


@page("/facts/<str:public_id>/show", may="fact.sensitive", methods=("POST",), name="show_fact")
def show(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Show what is sensitive, to who asks and this once. The audit trail keeps that they asked."""
    found = fact_of(request, public_id, forgotten_at=None)
    seen = {public_id: acts.show(found, actor(request), timezone.now())}
    if "correct" in request.GET and agent_of(request).may("book.write"):
        return asked(request, found.customer, forms.written(acts.said_by(found)), fact=found)
    if "HX-Request" in request.headers:
        return section(request, found.customer, seen=seen)
    return whole(request, found.customer, seen)
