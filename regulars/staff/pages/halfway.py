"""Between the password and the seat: the second factor, or setting one up where the role asks for it."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.engine.limits import allow
from regulars.staff import acts
from regulars.staff.models import Agent
from regulars.staff.pages.second import sent_answer
from regulars.staff.seat import FIRST_PAGE
from regulars.staff.second import factors, passkeys, pending
from regulars.staff.trail import Actor, client_of
from regulars.web.forms import Form
from regulars.web.routes import ANYONE, page


def let_in(request: HttpRequest, agent: Agent, onward: str) -> HttpResponse:
    """The seat for who has proved enough, or the page that asks for the second factor."""
    now = timezone.now()
    if not factors.is_needed(agent):
        acts.take_seat(request, agent, now)
        return HttpResponseRedirect(onward)
    pending.wait_for_second(request, agent, onward, now)
    return HttpResponseRedirect("/sign-in/second" if factors.has_second(agent) else "/sign-in/set-up")


def seated(request: HttpRequest, agent: Agent, onward: str) -> HttpResponse:
    """The seat at last."""
    pending.done(request)
    acts.take_seat(request, agent, timezone.now())
    return HttpResponseRedirect(onward)


@page("/sign-in/second", may=ANYONE, methods=("GET", "POST"), slow=True)
def second_step(request: HttpRequest) -> HttpResponseBase:
    """The code of an app, a recovery code, or a passkey."""
    half = pending.waiting(request, timezone.now())
    if half is None:
        return HttpResponseRedirect("/sign-in")
    agent, onward = half
    refused = None
    if request.method == "POST":
        refused = factors.check_code(agent, request.POST.get("code", "")[:40], timezone.now())
        if refused is None:
            return seated(request, agent, onward)
    shown = {"form": Form(faults=(refused,) if refused else ()), "factors": factors.factors(agent)}
    return render(request, "staff/second_step.html", shown, status=422 if refused else 200)


@page("/sign-in/set-up", may=ANYONE, methods=("GET", "POST"), slow=True)
def set_up_second(request: HttpRequest) -> HttpResponseBase:
    """The role asks for a second factor, and there is none yet: an app is tied before the seat is taken."""
    half = pending.waiting(request, timezone.now())
    if half is None or factors.has_second(half[0]):
        return HttpResponseRedirect("/sign-in")
    agent, onward = half
    secret = factors.secret_of(agent, request.POST.get("secret", ""))
    if not secret:
        return set_up_page(request, factors.new_app(request, agent), Form())
    code, who = request.POST.get("code", ""), Actor(agent, client_of(request))
    answer = factors.tie_app(who, secret, code, timezone.now())
    if isinstance(answer, Refused):
        return set_up_page(request, factors.shown_app(request, agent, secret), Form(faults=(answer,)))
    seated(request, agent, onward)
    return render(request, "staff/first_codes.html", {"codes": answer, "onward": onward})


def set_up_page(request: HttpRequest, app: factors.NewApp, form: Form) -> HttpResponse:
    """The picture to scan, and the field for the first code."""
    return render(request, "staff/set_up.html", {"app": app, "form": form}, status=422 if form.faults else 200)


@page("/sign-in/passkey/ask", may=ANYONE, methods=("POST",), slow=True)
def ask_for_passkey(request: HttpRequest) -> HttpResponseBase:
    """What the browser is to show a passkey for."""
    now = timezone.now()
    if not allow(f"passkey client {client_of(request)}", acts.TRIES_OF_CLIENT, acts.MINUTES * 60, now):
        said = _("Too many tries. Wait %(minutes)s minutes, then try again.") % {"minutes": acts.MINUTES}
        return JsonResponse({"fault": said}, status=422)
    half = pending.waiting(request, now)
    return JsonResponse(passkeys.ask_for_one(request, half[0] if half else None))


@page("/sign-in/passkey", may=ANYONE, methods=("POST",), slow=True)
def sign_in_by_passkey(request: HttpRequest) -> HttpResponseBase:
    """The seat for who holds the passkey: it is a thing one has, opened by finger, face or PIN, and so both factors."""
    half = pending.waiting(request, timezone.now())
    answer = passkeys.proved(request, half[0] if half else None, sent_answer(request), timezone.now())
    if isinstance(answer, Refused):
        shown = {"form": Form(faults=(answer,)), "half": half is not None}
        return render(request, "staff/no_passkey.html", shown, status=422)
    return seated(request, answer, half[1] if half else FIRST_PAGE)
