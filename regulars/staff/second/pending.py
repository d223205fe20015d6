"""Somebody who has given the right password, and has still to show a second factor."""

from datetime import datetime, timedelta

from django.http import HttpRequest

from regulars.staff.models import Agent, Session

KEY = "regulars.half"
LIVES = timedelta(minutes=10)


def wait_for_second(request: HttpRequest, agent: Agent, onward: str, now: datetime) -> None:
    """Remember in this browser who it is and where they want to go. It is no seat yet."""
    # A session that somebody else may have begun, or planted, is not carried on.
    request.session.flush()
    hash_now = agent.get_session_auth_hash()
    request.session[KEY] = {"agent": agent.pk, "at": now.isoformat(), "onward": onward, "hash": hash_now}


def still_seated(request: HttpRequest, agent: Agent, onward: str, now: datetime) -> bool:
    """Whether who has just changed a role may go on. Else that ended their own seat, since the role asks them for a
    second factor now, and they are to set one up."""
    if Session.objects.filter(session_key=request.session.session_key).exists():
        return True
    wait_for_second(request, agent, onward, now)
    return False


def waiting(request: HttpRequest, now: datetime) -> tuple[Agent, str] | None:
    """Who it is and where they want to go, for ten minutes, and only while the password is still the same."""
    kept = request.session.get(KEY)
    if not kept or now - datetime.fromisoformat(kept["at"]) > LIVES:
        return None
    agent = Agent.objects.filter(pk=kept["agent"], is_active=True).first()
    if agent is None or agent.get_session_auth_hash() != kept["hash"]:
        return None
    return agent, kept["onward"]


def done(request: HttpRequest) -> None:
    """Forget it."""
    request.session.pop(KEY, None)
