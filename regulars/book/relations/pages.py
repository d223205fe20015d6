"""Relations on screen: who belongs to whom, on the page of each."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.book import who
from regulars.book.eyes import Eyes, eyes_of
from regulars.book.merging.pages.merging import chosen
from regulars.book.merging.pages.picking import asked_for, others
from regulars.book.models import Customer, Relation
from regulars.book.relations import acts, rules
from regulars.book.relations.shown import related_here, related_to
from regulars.book.slots import SECTIONS, Section
from regulars.staff.models import Agent
from regulars.staff.seat import agent_of
from regulars.web.flash import tell
from regulars.web.forms import Form, page_before, typed
from regulars.web.routes import page
from regulars.web.templating import url


def contents(customer: Customer, agent: Agent, _now: datetime) -> Mapping[str, Any]:
    """What the section shows."""
    return {"related": related_here(customer, eyes_of(agent)), "may_write": agent.may("book.write")}


SECTIONS.offer("relations", Section("side", 40, "book/relations/section.html", contents, beside=True))


def both_open(relation: Relation, eyes: Eyes) -> bool:
    """Whether these eyes may know of it."""
    ends = {relation.customer_id, relation.other_id}
    return eyes.books(ends) == ends


def relation_of(request: HttpRequest, public_id: str) -> Relation:
    """One between two books that this agent may open. Raises Http404."""
    found = Relation.objects.select_related("customer", "other").filter(public_id=public_id).first()
    if found is None or not both_open(found, eyes_of(agent_of(request))):
        raise Http404(public_id)
    return found


@page("/customers/<str:public_id>/relations", may="book.write", methods=("GET", "POST"), name="relate")
def relate(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Choose somebody by what is typed, then say what they are to each other and what each sees of the other."""
    customer = who.customer(agent_of(request), public_id)
    other = chosen(request, request.POST.get("other", "") or request.GET.get("other", ""), customer)
    if request.method != "POST" or other is None:
        return asked(request, customer, other, as_known(request, customer, other))
    sent = typed(request, ("kind", "note", "was"))
    shares = [one for one in request.POST.getlist("share") if one in rules.SHARES]
    form = Form({**sent.typed, **dict.fromkeys(shares, "yes")})
    was = relation_of(request, form.value("was")) if form.value("was") else None
    agent, now = agent_of(request), timezone.now()
    made = acts.relate(
        customer, other, form.value("kind"), agent, now, note=form.value("note"), shares=shares, instead_of=was
    )
    if isinstance(made, Refused):
        return asked(request, customer, other, form.with_faults(made))
    undo = url("end_relation", public_id=made.public_id) if made.at == now else ""
    tell(request, _("Noted in both books."), undo)
    return redirect("customer", public_id=customer.public_id)


def as_known(request: HttpRequest, customer: Customer, other: Customer | None) -> Form:
    """What is known of the two, to be changed; empty where nothing is."""
    known = next(
        (one for one in related_to(customer, eyes_of(agent_of(request))) if other and one.other == other.pk), None
    )
    if known is None:
        return Form()
    shared = dict.fromkeys(known.shares, "yes")
    return Form({"kind": known.kind, "note": known.note, "was": known.public_id, **shared})


def asked(request: HttpRequest, customer: Customer, other: Customer | None, form: Form) -> HttpResponseBase:
    """The page that asks for the other, or for what they are to each other."""
    words = asked_for(request)
    shown = {
        "customer": customer,
        "name": who.person(customer).name,
        "other": other,
        "other_name": who.person(other).name if other else "",
        "asked": words,
        "found": others(request, words, [customer.public_id]) if words else [],
        "form": form,
        "kinds": [("", _("Choose")), *rules.KINDS.items()],
        "shares": rules.SHARES,
    }
    return render(request, "book/relations/relate.html", shown)


@page("/relations/<str:public_id>/end", may="book.write", methods=("POST",), name="end_relation")
def end(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """It is over."""
    relation = relation_of(request, public_id)
    acts.end(relation, timezone.now())
    tell(request, _("It no longer stands in their books."), url("resume_relation", public_id=public_id))
    return redirect(page_before(request))


@page("/relations/<str:public_id>/resume", may="book.write", methods=("POST",), name="resume_relation")
def resume(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """It was not over after all."""
    acts.resume(relation_of(request, public_id))
    tell(request, _("It is back."))
    return redirect(page_before(request))
