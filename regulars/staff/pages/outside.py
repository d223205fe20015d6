"""Signing in by the company's own sign-in."""

from importlib import import_module
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from regulars.base.results import Refused
from regulars.staff import acts
from regulars.staff.pages.halfway import let_in
from regulars.staff.pages.sign_in import onward, sign_in_form
from regulars.staff.second.company import company
from regulars.web.forms import Form
from regulars.web.routes import ANYONE, page


def outside() -> Any:
    """The part that speaks to the provider. It brings an HTTP client along, so it is loaded when first needed."""
    return import_module("regulars.staff.second.outside")


@page("/sign-in/company", may=ANYONE, methods=("POST",), slow=True)
def to_company(request: HttpRequest) -> HttpResponseBase:
    """Off to the provider."""
    if company() is None:
        raise Http404("no provider")
    answer = outside().set_out(request, onward(request))
    if isinstance(answer, Refused):
        return sign_in_form(request, Form(faults=(answer,)), 502)
    # A redirect would be the form's own way out of the desk, which the content policy stops; a page may lead there.
    there = answer.headers["Location"]
    return led(render(request, "staff/off.html", {"there": there}), there)


def led(response: HttpResponse, there: str) -> HttpResponse:
    """A page that leads on by itself."""
    response.headers["Refresh"] = f"0; url={there}"
    return response


@page("/sign-in/company/back", may=ANYONE, slow=True)
def from_company(request: HttpRequest) -> HttpResponseBase:
    """Back from it."""
    if company() is None:
        raise Http404("no provider")
    back: HttpResponseBase = outside().come_back(request, decide)
    return back


def decide(request: HttpRequest, arrived: Any) -> HttpResponseBase:
    """The seat for who has arrived, if it is theirs."""
    now = timezone.now()
    agent = arrived if isinstance(arrived, Refused) else outside().agent_for(request, arrived, now)
    if isinstance(agent, Refused):
        return sign_in_form(request, Form(faults=(agent,)), 403)
    if arrived.strong:
        acts.take_seat(request, agent, now)
        return HttpResponseRedirect(arrived.onward)
    return let_in(request, agent, arrived.onward)
