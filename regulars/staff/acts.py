"""How people come to have a seat at the desk, and how they take it."""

import secrets
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth import authenticate, login
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.engine.keys import kept_key
from regulars.engine.limits import allow, give_back
from regulars.staff import sessions
from regulars.staff.accounts import account_faults, password_fault
from regulars.staff.models import Agent
from regulars.staff.rules import OWNER
from regulars.staff.trail import client_of

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"

MINUTES = 15
TRIES_OF_ADDRESS = 10
TRIES_OF_CLIENT = 50


def first_run_key() -> str:
    """The key that lets somebody become the owner, kept in REGULARS_HOME/keys/first-run.key until there is one."""
    return kept_key(_key_file())


def is_first_run_key(key: str) -> bool:
    """Whether `key` is the one. Always False where none was made."""
    path = _key_file()
    return path.exists() and secrets.compare_digest(key.encode(), kept_key(path).encode())


def owner_faults(name: str, email: str, password: str, time_zone: str) -> tuple[Refused, ...]:
    """All that is wrong with what a first owner typed."""
    checks = (email_fault(email), password_fault(name, email, password))
    return (*account_faults(name, time_zone), *(fault for fault in checks if fault))


def make_owner(name: str, email: str, password: str, now: datetime, time_zone: str = "UTC") -> Agent | Refused:
    """The first agent, who owns the desk. Refused where something typed is wrong or somebody was quicker.

    Two holders of the one-time key could both get through in the same millisecond; both were meant to.
    """
    name, email = name.strip(), email.strip().lower()
    for fault in owner_faults(name, email, password, time_zone):
        return fault
    owner = Agent(name=name, email=email, role="owner", time_zone=time_zone, created_at=now)
    # Hashing takes its time by design, so it is done before the transaction.
    owner.set_password(password)
    if not _seated(owner):
        return Refused(_("The desk has an owner already. Sign in instead."))
    _key_file().unlink(missing_ok=True)
    return owner


def ensure_owner(email: str, password: str) -> Refused | None:
    """The owner whom the environment names: made if there is no such agent; never changed if there is. Refused where
    the password would not do for anybody else."""
    email = email.strip().lower()
    if Agent.objects.filter(email=email).exists():
        return None
    name = email.partition("@")[0]
    if fault := password_fault(name, email, password):
        return fault
    owner = Agent(name=name, email=email, role="owner")
    owner.set_password(password)
    try:
        with transaction.atomic():
            owner.save(force_insert=True)
    except IntegrityError:
        return None
    _key_file().unlink(missing_ok=True)
    return None


def sign_in(request: HttpRequest, email: str, password: str, now: datetime) -> Agent | Refused:
    """The agent whom address and password prove; they are not let in yet. Wrong pairs are counted by address and by
    client, known or not, and right ones are not.

    Django hashes also for an unknown address, so the time taken does not tell which addresses exist.
    """
    email = email.strip().lower()[:254]
    client, address = f"sign-in client {client_of(request)}", f"sign-in address {email}"[:200]
    # Counted before the check and given back after it: many tries at once must not all be let through.
    within = allow(client, TRIES_OF_CLIENT, MINUTES * 60, now)
    if not (within and allow(address, TRIES_OF_ADDRESS, MINUTES * 60, now)):
        return Refused(_("Too many tries. Wait %(minutes)s minutes, then try again.") % {"minutes": MINUTES})
    agent = authenticate(request, username=email, password=password)
    if not isinstance(agent, Agent):
        return Refused(_("Address and password do not fit together. Check both; capitals count in the password."))
    for key in (client, address):
        give_back(key, MINUTES * 60, now)
    return agent


def take_seat(request: HttpRequest, agent: Agent, now: datetime) -> None:
    """Let somebody in who has proved who they are, under a new session."""
    login(request, agent, MODEL_BACKEND)
    sessions.note_where(request.session, request, client_of(request), now)


def has_owner() -> bool:
    """Whether somebody has taken the desk. Colleagues may be there before."""
    return Agent.objects.filter(role=OWNER).exists()


def _key_file() -> Path:
    return Path(settings.REGULARS_HOME) / "keys" / "first-run.key"


def _seated(owner: Agent) -> bool:
    try:
        with transaction.atomic():
            if has_owner():
                return False
            owner.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def email_fault(email: str) -> Refused | None:
    """What is wrong with a mail address."""
    try:
        validate_email(email)
    except ValidationError:
        return Refused(_("That is no mail address. Write it like anna@example.com."), "email")
    return Refused(_("At most 254 letters, please."), "email") if len(email) > 254 else None
