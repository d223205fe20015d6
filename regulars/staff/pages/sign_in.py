"""Signing in and out, and the page on which the first owner takes the desk."""

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.staff import acts
from regulars.staff.models import Agent
from regulars.staff.pages.halfway import let_in
from regulars.staff.rules import available_time_zones
from regulars.staff.seat import FIRST_PAGE
from regulars.staff.second.company import company
from regulars.web.forms import Form, typed
from regulars.web.routes import ANYONE, SIGNED_IN, page


def onward(request: HttpRequest) -> str:
    """Where to go after signing in: the page that was asked for, one of ours; else where one begins the day."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    own = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if own and wanted != "/" else FIRST_PAGE


def sign_in_form(request: HttpRequest, form: Form, status: int = 200) -> HttpResponse:
    """The page with its form; it says so where nobody can sign in yet."""
    nobody = not acts.has_owner()
    shown = {"form": form, "next": onward(request), "nobody": nobody, "company": company()}
    return render(request, "staff/sign_in.html", shown, status=status)


@page("/sign-in", may=ANYONE, methods=("GET", "POST"), slow=True)
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Address and password."""
    if request.method != "POST":
        return HttpResponseRedirect(onward(request)) if request.user.is_authenticated else sign_in_form(request, Form())
    form = typed(request, ("email",))
    now = timezone.now()
    answer = acts.sign_in(request, form.value("email"), request.POST.get("password", ""), now)
    if isinstance(answer, Refused):
        return sign_in_form(request, form.with_faults(answer), 422)
    return let_in(request, answer, onward(request))


@page("/sign-out", may=SIGNED_IN, methods=("POST",))
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """Leave the seat. What this browser kept of the desk goes with it."""
    logout(request)
    response = HttpResponseRedirect("/sign-in")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@page("/first-run", may=ANYONE, methods=("GET", "POST"), slow=True)
def first_run(request: HttpRequest) -> HttpResponseBase:
    """The first owner takes the desk, by the key that the start printed. Once there is an owner it leads to sign-in."""
    if acts.has_owner():
        return HttpResponseRedirect("/sign-in")
    key = request.POST.get("key") or request.GET.get("key", "")
    form = typed(request, ("name", "email", "time_zone")) if request.method == "POST" else Form()
    if not acts.is_first_run_key(key):
        wrong = Refused(_("That key is not the one this desk was started with. Open the link that the start printed."))
        return first_run_form(request, form.with_faults(wrong), key, 403)
    return take_desk(request, form, key) if request.method == "POST" else first_run_form(request, form, key)


def first_run_form(request: HttpRequest, form: Form, key: str, status: int = 200) -> HttpResponse:
    """The page with its form."""
    shown = {"form": form, "key": key, "zones": sorted(available_time_zones())}
    return render(request, "staff/first_run.html", shown, status=status)


def take_desk(request: HttpRequest, form: Form, key: str) -> HttpResponse:
    """Make the owner and let them in, or show what is wrong with what was typed."""
    name, email, password = form.value("name"), form.value("email"), request.POST.get("password", "")
    zone = form.value("time_zone") or "UTC"
    faults = acts.owner_faults(name, email, password, zone)
    answer = None if faults else acts.make_owner(name, email, password, timezone.now(), zone)
    if isinstance(answer, Agent):
        acts.take_seat(request, answer, timezone.now())
        return HttpResponseRedirect(FIRST_PAGE)
    return first_run_form(request, form.with_faults(*faults, *([answer] if answer else [])), key, 422)
