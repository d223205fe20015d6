"""One's own account: name, zone, language, look, password, being away, and where one is signed in."""

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from regulars.staff import accounts, sessions, trail
from regulars.staff.accounts import Preferences
from regulars.staff.models import Agent
from regulars.staff.rules import available_time_zones
from regulars.staff.seat import agent_of
from regulars.web.flash import tell
from regulars.web.forms import Form, typed
from regulars.web.routes import SIGNED_IN, page

FIELDS = ("name", "time_zone", "language", "theme", "density")


def as_it_is(agent: Agent) -> Form:
    """The form with what holds now."""
    return Form({name: getattr(agent, name) for name in FIELDS})


def account_page(request: HttpRequest, form: Form, status: int = 200) -> HttpResponse:
    """The page with its forms; what is wrong may be about any of them."""
    agent, now = agent_of(request), timezone.now()
    shown = {
        "form": form,
        "zones": sorted(available_time_zones()),
        "languages": [("", _("As the browser says")), *settings.LANGUAGES],
        "seats": sessions.seats(agent, request.session.session_key or "", now),
        "away_since": agent.away_since,
        "has_password": agent.has_usable_password(),
    }
    return render(request, "staff/account.html", shown, status=status)


@page("/account", may=SIGNED_IN, methods=("GET", "POST"))
def account(request: HttpRequest) -> HttpResponseBase:
    """One's own name, zone, language and look."""
    agent = agent_of(request)
    if request.method != "POST":
        return account_page(request, as_it_is(agent))
    # What a form leaves out stays as it is.
    form = typed(request, FIELDS)
    wanted = {name: form.value(name) if name in request.POST else getattr(agent, name) for name in FIELDS}
    faults = accounts.change_account(agent, Preferences(**wanted))
    if faults:
        return account_page(request, Form(wanted, faults), 422)
    tell(request, _("Kept."))
    return HttpResponseRedirect("/account")


@page("/account/password", may=SIGNED_IN, methods=("POST",), slow=True)
def change_password(request: HttpRequest) -> HttpResponseBase:
    """A new password."""
    old, new = request.POST.get("old", ""), request.POST.get("password", "")
    refused = accounts.change_password(request, trail.actor(request), old, new, timezone.now())
    if refused:
        return account_page(request, as_it_is(agent_of(request)).with_faults(refused), 422)
    tell(request, _("Your password is changed, and you are signed out everywhere else."))
    return HttpResponseRedirect("/account")


@page("/account/away", may=SIGNED_IN, methods=("POST",))
def away(request: HttpRequest) -> HttpResponseBase:
    """Go away from the desk."""
    accounts.go_away(agent_of(request), timezone.now())
    tell(request, _("You are away. Nothing new is given to you until you are back."), undo="/account/back")
    return HttpResponseRedirect("/account")


@page("/account/back", may=SIGNED_IN, methods=("POST",))
def back(request: HttpRequest) -> HttpResponseBase:
    """Come back to it."""
    accounts.come_back(agent_of(request))
    tell(request, _("Welcome back."))
    return HttpResponseRedirect("/account")


@page("/account/sessions/<str:mark>/end", may=SIGNED_IN, methods=("POST",))
def end_session(request: HttpRequest, mark: str) -> HttpResponseBase:
    """Sign out in one browser."""
    if sessions.end_one(agent_of(request), mark):
        tell(request, _("Signed out there."))
    return HttpResponseRedirect("/account")


@page("/account/sessions/end", may=SIGNED_IN, methods=("POST",))
def end_sessions(request: HttpRequest) -> HttpResponseBase:
    """Sign out everywhere, here too."""
    sessions.end_all(agent_of(request))
    logout(request)
    return HttpResponseRedirect("/sign-in")
