"""What agents settle for themselves: how they are called, how the desk looks to them, their password, being away."""

from dataclasses import asdict
from datetime import datetime

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.engine.limits import allow, give_back
from regulars.staff import sessions, trail
from regulars.staff.models import Agent
from regulars.staff.rules import is_zone
from regulars.staff.trail import Actor

TRIES, MINUTES = 10, 15
THEMES = ("auto", "light", "dark")
DENSITIES = ("comfortable", "dense")


@dataclass(frozen=True, slots=True)
class Preferences:
    """How somebody wants to be called, and how the desk is to look to them. An empty language is the browser's."""

    name: str
    time_zone: str
    language: str = ""
    theme: str = "auto"
    density: str = "comfortable"


def account_faults(name: str, time_zone: str) -> tuple[Refused, ...]:
    """All that is wrong with how somebody wants to be called, and with their zone."""
    checks = (
        Refused(_("Say what you are called."), "name") if not name else None,
        Refused(_("At most 120 letters, please."), "name") if len(name) > 120 else None,
        None if is_zone(time_zone) else Refused(_("Choose a zone such as Europe/Lisbon."), "time_zone"),
    )
    return tuple(fault for fault in checks if fault)


def preference_faults(wanted: Preferences) -> tuple[Refused, ...]:
    """The same with what no form of ours offers."""
    known = (
        ("language", wanted.language, ("", *(code for code, _name in settings.LANGUAGES))),
        ("theme", wanted.theme, THEMES),
        ("density", wanted.density, DENSITIES),
    )
    strange = [Refused(_("Choose one of these."), name) for name, value, there in known if value not in there]
    return (*account_faults(wanted.name, wanted.time_zone), *strange)


def change_account(agent: Agent, wanted: Preferences) -> tuple[Refused, ...]:
    """Settle an agent's preferences; nothing changes where something is wrong."""
    faults = preference_faults(wanted)
    if not faults:
        with transaction.atomic():
            Agent.objects.filter(pk=agent.pk).update(**asdict(wanted))
    return faults


def password_fault(name: str, email: str, password: str) -> Refused | None:
    """What is wrong with a new password of somebody with this name and address."""
    try:
        validate_password(password, Agent(name=name, email=email))
    except ValidationError as fault:
        return Refused(" ".join(fault.messages), "password")
    return None


def proved_again(agent: Agent, password: str, field: str, now: datetime) -> Refused | None:
    """Whether somebody who has a seat has given their password once more: a seat left open is not enough to change
    how one gets in. Who has no password is asked for none."""
    if not agent.has_usable_password():
        return None
    key = f"password again {agent.pk}"
    if not allow(key, TRIES, MINUTES * 60, now):
        return Refused(_("Too many tries. Wait %(minutes)s minutes, then try again.") % {"minutes": MINUTES})
    if not agent.check_password(password):
        return Refused(_("That is not your password. Capitals count."), field)
    give_back(key, MINUTES * 60, now)
    return None


def change_password(request: HttpRequest, who: Actor, old: str, new: str, now: datetime) -> Refused | None:
    """A new password for who knows the old one. All other sessions of theirs end."""
    agent = who.agent
    if refused := proved_again(agent, old, "old", now):
        return refused
    if fault := password_fault(agent.name, agent.email, new):
        return fault
    agent.set_password(new)
    with transaction.atomic():
        agent.save(update_fields=["password"])
        sessions.end_all(agent, request.session.session_key or "")
        trail.record(who, "agent.password", f"agent:{agent.public_id}", now=now)
    update_session_auth_hash(request, agent)
    return None


def go_away(agent: Agent, now: datetime) -> None:
    """Away from the desk: nothing new is given to them until they are back."""
    with transaction.atomic():
        Agent.objects.filter(pk=agent.pk, away_since=None).update(away_since=now)


def come_back(agent: Agent) -> None:
    """At the desk again."""
    with transaction.atomic():
        Agent.objects.filter(pk=agent.pk).update(away_since=None)
