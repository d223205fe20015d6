"""The page on which somebody who was invited takes the seat."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.staff import invitations
from regulars.staff.invitations import Newcomer
from regulars.staff.models import Agent, Invitation
from regulars.staff.pages.halfway import let_in
from regulars.staff.rules import available_time_zones
from regulars.staff.seat import FIRST_PAGE
from regulars.web.forms import Form, typed
from regulars.web.routes import ANYONE, page


def join_page(request: HttpRequest, form: Form, invitation: Invitation | None, status: int = 200) -> HttpResponse:
    """The page with its form, or with why the link does not count."""
    shown = {
        "form": form,
        "invitation": invitation,
        "zones": sorted(available_time_zones()),
        "languages": [("", _("As the browser says")), *settings.LANGUAGES],
    }
    return render(request, "staff/join.html", shown, status=status)


@page("/join/<str:token>", may=ANYONE, methods=("GET", "POST"), slow=True)
def join(request: HttpRequest, token: str) -> HttpResponseBase:
    """Take the seat that the link is for."""
    now = timezone.now()
    invitation = invitations.find(token, now)
    if isinstance(invitation, Refused):
        return join_page(request, Form().with_faults(invitation), None, 410)
    if request.method != "POST":
        return join_page(request, Form({"time_zone": "UTC"}), invitation)
    form = typed(request, ("name", "time_zone", "language"))
    zone = form.value("time_zone") or "UTC"
    person = Newcomer(form.value("name"), request.POST.get("password", ""), zone, form.value("language")[:10])
    faults = invitations.newcomer_faults(invitation, person)
    answer = None if faults else invitations.accept(invitation, person, now)
    if isinstance(answer, Agent):
        return let_in(request, answer, FIRST_PAGE)
    return join_page(request, form.with_faults(*faults, *([answer] if answer else [])), invitation, 422)
