"""One's own second factors, on the account page."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.staff import accounts, trail
from regulars.staff.models import Agent
from regulars.staff.pages.people import known_agent, person_page
from regulars.staff.people import may_touch
from regulars.staff.seat import agent_of
from regulars.staff.second import factors, passkeys
from regulars.web.flash import tell
from regulars.web.forms import Form, typed
from regulars.web.routes import SIGNED_IN, page

LONGEST_ANSWER = 64 * 1024


def second_page(request: HttpRequest, form: Form, codes: list[str] | None = None) -> HttpResponse:
    """What one has, and the buttons that change it; new recovery codes are shown this once."""
    agent = agent_of(request)
    shown = {
        "factors": factors.factors(agent),
        "form": form,
        "codes": codes,
        "has_password": agent.has_usable_password(),
    }
    return render(request, "staff/second.html", shown, status=422 if form.faults else 200)


def proved_again(request: HttpRequest) -> Refused | None:
    """Whether the password came with the form."""
    return accounts.proved_again(agent_of(request), request.POST.get("password", ""), "password", timezone.now())


@page("/account/second", may=SIGNED_IN)
def second(request: HttpRequest) -> HttpResponseBase:
    """What one has."""
    return second_page(request, Form())


@page("/account/second/app", may=SIGNED_IN, methods=("GET", "POST"), slow=True)
def second_app(request: HttpRequest) -> HttpResponseBase:
    """Tie an app that shows codes."""
    agent = agent_of(request)
    if request.method != "POST":
        return app_page(request, factors.new_app(request, agent), Form())
    secret = factors.secret_of(agent, request.POST.get("secret", ""))
    if not secret:
        late = Refused(_("This page was open for too long. Here is a new picture: scan it instead of the old one."))
        return app_page(request, factors.new_app(request, agent), Form(faults=(late,)))
    answer = proved_again(request) or factors.tie_app(
        trail.actor(request), secret, request.POST.get("code", ""), timezone.now()
    )
    if isinstance(answer, Refused):
        return app_page(request, factors.shown_app(request, agent, secret), Form(faults=(answer,)))
    return kept(request, _("An app is tied to your seat."), answer)


def kept(request: HttpRequest, said: str, codes: list[str]) -> HttpResponse:
    """Recovery codes are shown this once where there are new ones; else a line says that it is there."""
    if codes:
        return second_page(request, Form(), codes)
    tell(request, said)
    return HttpResponseRedirect("/account/second")


def app_page(request: HttpRequest, app: factors.NewApp, form: Form) -> HttpResponse:
    """The picture to scan, and the field for the first code."""
    shown = {"app": app, "form": form, "has_password": agent_of(request).has_usable_password()}
    return render(request, "staff/second_app.html", shown, status=422 if form.faults else 200)


@page("/account/second/app/remove", may=SIGNED_IN, methods=("POST",), slow=True)
def remove_app(request: HttpRequest) -> HttpResponseBase:
    """Untie it."""
    return removed(request, 0)


@page("/account/second/passkeys/<int:passkey>/remove", may=SIGNED_IN, methods=("POST",), slow=True)
def remove_passkey(request: HttpRequest, passkey: int) -> HttpResponseBase:
    """Take a passkey away."""
    return removed(request, passkey)


def removed(request: HttpRequest, passkey: int) -> HttpResponse:
    """Take one away, for who knows the password."""
    if refused := proved_again(request):
        return second_page(request, Form(faults=(refused,)))
    factors.take_away(trail.actor(request), agent_of(request), timezone.now(), passkey)
    tell(request, _("It is taken away."))
    return HttpResponseRedirect("/account/second")


@page("/account/second/codes", may=SIGNED_IN, methods=("POST",), slow=True)
def new_codes(request: HttpRequest) -> HttpResponseBase:
    """New recovery codes, shown once."""
    refused = proved_again(request)
    if refused is None and not factors.has_second(agent_of(request)):
        refused = Refused(
            _("Recovery codes are for when your app or passkey is not at hand. Set up one of them first.")
        )
    if refused:
        return second_page(request, Form(faults=(refused,)))
    return second_page(request, Form(), factors.fresh_codes(trail.actor(request), timezone.now()))


@page("/account/second/passkeys/ask", may=SIGNED_IN, methods=("POST",), slow=True)
def ask_passkey(request: HttpRequest) -> HttpResponseBase:
    """What the browser is to make a passkey with."""
    if refused := proved_again(request):
        return JsonResponse({"fault": refused.reason}, status=422)
    return JsonResponse(passkeys.ask_to_make(request, agent_of(request)))


@page("/account/second/passkeys/keep", may=SIGNED_IN, methods=("POST",), slow=True)
def keep_passkey(request: HttpRequest) -> HttpResponseBase:
    """Keep the one that it made."""
    name = typed(request, ("name",)).value("name")
    answer = passkeys.keep(request, trail.actor(request), name, sent_answer(request), timezone.now())
    if isinstance(answer, Refused):
        return second_page(request, Form(faults=(answer,)))
    return kept(request, _("A passkey is tied to your seat."), answer)


def sent_answer(request: HttpRequest) -> dict[str, Any]:
    """What the browser answered, as JSON in a field of the form; empty where it is none."""
    try:
        answer = json.loads(request.POST.get("answer", "")[:LONGEST_ANSWER])
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


@page("/staff/people/<str:public_id>/second/remove", may="staff.manage", methods=("POST",))
def reset_second(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Take the second factors of somebody away who has lost them."""
    agent: Agent = known_agent(public_id)
    if agent == agent_of(request):
        own = Refused(_("Your own is taken away on your account page, with your password."))
        return person_page(request, agent, (own,))
    if refused := may_touch(agent_of(request), agent):
        return person_page(request, agent, (refused,))
    factors.take_all(trail.actor(request), agent, timezone.now())
    tell(request, _("%(name)s signs in with the password alone until they set up a new one.") % {"name": agent.name})
    return HttpResponseRedirect(f"/staff/people/{public_id}")
