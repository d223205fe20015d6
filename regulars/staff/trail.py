"""Who did it, for the audit trail."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from regulars.base.frozen import dataclass
from regulars.engine import audit
from regulars.staff.models import Agent
from regulars.staff.seat import agent_of


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who changes things, and from where."""

    agent: Agent
    address: str = ""


def actor(request: HttpRequest) -> Actor:
    """Who asks. Raises PermissionDenied where nobody is signed in."""
    return Actor(agent_of(request), client_of(request))


def located(answer: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Let entries say from where, whatever room writes them."""

    def from_there(request: HttpRequest) -> HttpResponseBase:
        before = audit.FROM.set(client_of(request))
        try:
            return answer(request)
        finally:
            audit.FROM.reset(before)

    return from_there


def client_of(request: HttpRequest) -> str:
    """The address that asks. Behind a web server with TLS, the last one in X-Forwarded-For, which that server wrote.

    Else all the world would be one client, and anybody could use up the tries of everybody.
    """
    written = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    passed_on: str = written.rpartition(",")[2].strip()[:60]
    return passed_on or str(request.META.get("REMOTE_ADDR", ""))


def record(
    who: Actor,
    act: str,
    on: str,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    now: datetime,
) -> None:
    """Append it to the audit trail, as the last statement of the change's transaction."""
    audit.record(
        act,
        on,
        by=who.agent.name,
        by_id=who.agent.public_id,
        address=who.address,
        before=before,
        after=after,
        now=now,
    )
