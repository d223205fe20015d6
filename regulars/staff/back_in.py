"""A way back in for who has lost the password: a link that somebody at the desk, or at its machine, makes for them.

It is signed and nothing is kept of it: a new password makes it worthless, and so does a day. It lets nobody in who has
a second factor and does not show it.
"""

from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.engine import audit
from regulars.staff import sessions, trail
from regulars.staff.accounts import password_fault
from regulars.staff.models import Agent
from regulars.staff.people import may_touch
from regulars.staff.second import factors
from regulars.staff.trail import Actor

LIVES = timedelta(days=1)
SALT = "regulars.staff.back_in"


def make(who: Actor, agent: Agent, now: datetime) -> str | Refused:
    """What stands in a link for this agent. Nobody makes one for themselves: who has a seat left open needs none."""
    if agent.pk == who.agent.pk:
        return Refused(_("You are in. You change your password on your account page."))
    if refused := may_touch(who.agent, agent) or switched_off(agent):
        return refused
    with transaction.atomic():
        trail.record(who, "agent.way_in", f"agent:{agent.public_id}", now=now)
    return token(agent, now)


def make_at_machine(email: str, now: datetime, *, without_second: bool = False) -> str | Refused:
    """The same for who runs the machine that the desk is on, and nobody has to be there who may; `without_second` takes
    all their second factors away."""
    agent = Agent.objects.filter(email=email.strip().lower()).first()
    if agent is None:
        return Refused(_("Nobody at this desk has the address %(email)s.") % {"email": email})
    if refused := switched_off(agent):
        return refused
    with transaction.atomic():
        done = ["agent.way_in", *(["second.reset"] if without_second and factors.forget_all(agent) else [])]
        for act in done:
            audit.record(act, f"agent:{agent.public_id}", by="command line", now=now)
    return token(agent, now)


def switched_off(agent: Agent) -> Refused | None:
    """A link would lead them nowhere."""
    said = _("%(name)s is switched off. Switch them on again first.")
    return None if agent.is_active else Refused(said % {"name": agent.name})


def token(agent: Agent, now: datetime) -> str:
    """Who it is for, until when, and with which password it ends."""
    kept = [agent.public_id, int((now + LIVES).timestamp()), mark(agent)]
    return signing.Signer(salt=SALT).sign_object(kept)


def mark(agent: Agent) -> str:
    """What a link knows of the password that it is to replace; nobody learns anything of that by it."""
    return salted_hmac(SALT, f"{agent.pk} {agent.password}", algorithm="sha256").hexdigest()[:32]


def find(written: str, now: datetime) -> Agent | Refused:
    """Whom a link is for, while it counts."""
    try:
        named, until, marked = signing.Signer(salt=SALT).unsign_object(written)
    except (signing.BadSignature, ValueError, TypeError):
        return Refused(_("This link is not whole. Open the one that you were given, or copy all of it."))
    agent = Agent.objects.filter(public_id=named, is_active=True).first()
    if agent is None or not constant_time_compare(marked, mark(agent)):
        return Refused(_("This link counts no longer. Sign in, or ask for a new one."))
    if now.timestamp() >= until:
        return Refused(_("This link was good for a day, which is over. Ask for a new one."))
    return agent


def settle(agent: Agent, password: str, address: str, now: datetime) -> Refused | None:
    """The new password. They are signed out everywhere, and of two who come with one link the first is heard."""
    if fault := password_fault(agent.name, agent.email, password):
        return fault
    before = agent.password
    # Hashing takes its time by design, so it is done before the transaction.
    agent.set_password(password)
    with transaction.atomic():
        if not Agent.objects.filter(pk=agent.pk, password=before).update(password=agent.password):
            return Refused(_("This link counts no longer. Sign in, or ask for a new one."))
        sessions.end_all(agent)
        trail.record(Actor(agent, address), "agent.password", f"agent:{agent.public_id}", now=now)
    return None
