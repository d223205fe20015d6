"""Merging somebody with another: choose who, look at both, and do it."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from regulars.base.results import Refused
from regulars.book import who
from regulars.book.eyes import eyes_of
from regulars.book.glance.look import language_name
from regulars.book.merging import acts, rules
from regulars.book.merging.pages.picking import alike, asked_for, others, standing
from regulars.book.merging.preview import preview, values
from regulars.book.models import Customer
from regulars.staff.seat import agent_of
from regulars.web.routes import page
from regulars.web.templating import url


@page("/customers/<str:public_id>/merge", may="book.merge", methods=("GET", "POST"), name="merge_customer")
def merge_customer(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Find the other one, then both books side by side; sent, they become one."""
    of = who.customer(agent_of(request), public_id)
    if request.method == "POST":
        return become_one(request, of)
    other = chosen(request, request.GET.get("with", ""), of)
    return looked_at(request, of, other, request.GET.get("stays", "")) if other else choosing(request, of)


def chosen(request: HttpRequest, public_id: str, of: Customer) -> Customer | None:
    """The book that stands for whom was chosen, unless it is this one, or kept from this agent."""
    other = standing(request, [public_id]) if public_id else None
    return other if other != of else None


def choosing(request: HttpRequest, of: Customer) -> HttpResponse:
    """The page that looks for the other one; it begins with people of the same name."""
    typed = asked_for(request)
    but = (of.public_id,)
    found = others(request, typed, but) if typed else alike(request, of.name, but)
    shown = {"customer": of, "name": who.person(of).name, "typed": typed, "found": found, "target": "merge_customer"}
    return render(request, "book/merging/choose.html", shown)


def looked_at(
    request: HttpRequest, one: Customer, other: Customer, stays: str, refused: Refused | None = None
) -> HttpResponse:
    """Both books side by side."""
    both = preview(one, other, eyes_of(agent_of(request)), stays)
    shown = {"customer": one, "both": both, "refused": refused, "said": said}
    return render(request, "book/merging/preview.html", shown, status=409 if refused else 200)


def said(field: str, value: str) -> str:
    """A field as people say it."""
    return language_name(value) if field == "language" and value else value


def become_one(request: HttpRequest, of: Customer) -> HttpResponseBase:
    """Merge as was chosen."""
    other = chosen(request, request.POST.get("other", ""), of)
    if other is None:
        # The second click of two: the first has made them one.
        return redirect(url("customer", public_id=of.public_id))
    stays, gone = (of, other) if request.POST.get("stays") == of.public_id else (other, of)
    kept = [name for name in rules.FIELDS if request.POST.get(name) == gone.public_id and values(gone)[name]]
    made = acts.merge(gone, stays, kept, agent_of(request), timezone.now())
    if isinstance(made, Refused):
        return looked_at(request, of, other, stays.public_id, made)
    return redirect(url("merged", public_id=made.public_id))
