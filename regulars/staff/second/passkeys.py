"""Passkeys: what the browser is asked, and what its answer proves. Source: W3C Web Authentication, level 2."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import Any

from allauth.core import context
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.staff import trail
from regulars.staff.models import Agent
from regulars.staff.second.factors import first_codes
from regulars.staff.trail import Actor

Json = Mapping[str, Any]
# In the session of who gave the password again: the library keeps one challenge, whatever it was asked for.
MAKING = "regulars.making"


@cache
def library() -> Any:
    """What checks passkeys. It is loaded when the first one is shown, for the first page's sake."""
    return import_module("allauth.mfa.webauthn.internal.auth")


def ask_to_make(request: HttpRequest, agent: Agent) -> dict[str, Any]:
    """What the browser is to make a passkey with: one that knows its owner, and asks for finger, face or PIN."""
    request.session[MAKING] = agent.pk
    with context.request_context(request):
        return dict(library().begin_registration(agent, passwordless=True))


def keep(request: HttpRequest, who: Actor, name: str, answer: Json, now: datetime) -> list[str] | Refused:
    """Keep the passkey that the browser made; gives back the recovery codes if they are new."""
    strange = Refused(_("That passkey does not belong to this page. Load it again and try once more."))
    if request.session.pop(MAKING, None) != who.agent.pk:
        return strange
    with context.request_context(request):
        try:
            library().parse_registration_response(answer)
            library().complete_registration(dict(answer))
        except (ValidationError, ValueError, KeyError, TypeError):
            return strange
    with transaction.atomic():
        library().WebAuthn.add(who.agent, name.strip()[:60] or _("Passkey"), dict(answer))
        codes = first_codes(who.agent)
        trail.record(who, "second.passkey", f"agent:{who.agent.public_id}", after={"name": name}, now=now)
    return codes


def ask_for_one(request: HttpRequest, agent: Agent | None) -> dict[str, Any]:
    """What the browser is to show a passkey for: one of this agent's, or any that it has for this desk."""
    with context.request_context(request):
        return dict(library().begin_authentication(agent))


def proved(request: HttpRequest, agent: Agent | None, answer: Json, now: datetime) -> Agent | Refused:
    """The agent whom the browser's answer proves, `agent` where somebody has given a password before."""
    wrong = Refused(_("That passkey is not one of this desk's. Try another one, or sign in with your password."))
    with context.request_context(request):
        found = agent or owner_of(answer)
        if found is None or not found.is_active:
            return wrong
        try:
            library().parse_authentication_response(answer)
            used = library().complete_authentication(found, dict(answer))
        except (ValidationError, ValueError, KeyError, TypeError):
            return wrong
    with transaction.atomic():
        Authenticator.objects.filter(pk=used.pk).update(last_used_at=now)
    return found


def owner_of(answer: Json) -> Agent | None:
    """Whom a passkey says that it is for; nothing is proved by that yet."""
    try:
        named = import_module("fido2.utils").websafe_decode(answer["response"]["userHandle"]).decode("ascii")
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    return Agent.objects.filter(public_id=named).first()
