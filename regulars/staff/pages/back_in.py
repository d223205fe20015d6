"""The way back in for who has lost the password: made on a person's page, walked by the person."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from regulars.base.results import Refused
from regulars.staff import back_in, trail
from regulars.staff.models import Agent
from regulars.staff.pages.halfway import let_in
from regulars.staff.pages.people import known_agent, person_page
from regulars.staff.seat import FIRST_PAGE
from regulars.web.forms import Form
from regulars.web.routes import ANYONE, page


@page("/staff/people/<str:public_id>/way-in", may="staff.manage", methods=("POST",))
def make_way_in(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """A link for somebody, shown this once."""
    agent = known_agent(public_id)
    made = back_in.make(trail.actor(request), agent, timezone.now())
    if isinstance(made, Refused):
        return person_page(request, agent, (made,))
    return person_page(request, agent, way_in=request.build_absolute_uri(f"/way-in/{made}"))


@page("/way-in/<str:token>", may=ANYONE, methods=("GET", "POST"), slow=True)
def way_in(request: HttpRequest, token: str) -> HttpResponseBase:
    """A new password, by the link; then as at any other sign-in."""
    now = timezone.now()
    agent = back_in.find(token, now)
    if isinstance(agent, Refused):
        return way_in_page(request, None, Form(faults=(agent,)), 410)
    if request.method != "POST":
        return way_in_page(request, agent, Form())
    refused = back_in.settle(agent, request.POST.get("password", ""), trail.client_of(request), now)
    return way_in_page(request, agent, Form(faults=(refused,)), 422) if refused else let_in(request, agent, FIRST_PAGE)


def way_in_page(request: HttpRequest, agent: Agent | None, form: Form, status: int = 200) -> HttpResponse:
    """The page with its form, or with why the link does not count."""
    return render(request, "staff/way_in.html", {"form": form, "person": agent}, status=status)
