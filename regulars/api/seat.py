"""Who asks as a program: its token, what that may do, and how much is left to it."""

import threading
import time
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja.security import HttpBearer

from regulars.api import rules, tokens
from regulars.api.faults import FORBIDDEN, TOO_MANY, WRONG, Fault
from regulars.api.models import Token
from regulars.api.rules import Allowance, Bucket

MOST_BUCKETS = 10_000
ALLOWANCE, TOKEN = "regulars.api.allowance", "regulars.api.token"


class Buckets:
    """What is left to each token. One per process: an installation with several lets through as often more, which is
    still a limit, and spares every request a write."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._of: dict[int, Bucket] = {}

    def take(self, token: int, now: float) -> Allowance:
        """Take one request of this token out."""
        with self._guard:
            found = rules.take(self._of.get(token), now)
            if len(self._of) >= MOST_BUCKETS:
                self._of.clear()
            self._of[token] = found.bucket
        return found


BUCKETS = Buckets()


class Scoped(HttpBearer):
    """Lets those in whose token may do `scope`. Raises Fault where it may not, or asks too often."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        if scope not in rules.SCOPES:
            raise KeyError(scope)
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        """The token's row; None, and so 401, where it opens nothing."""
        known = tokens.found(token, timezone.now())
        if known is None:
            return None
        request.META[TOKEN] = known
        allowance = BUCKETS.take(known.pk, time.monotonic())
        request.META[ALLOWANCE] = allowance
        if not allowance.allowed:
            raise Fault(TOO_MANY, "too_many", f"Wait {allowance.reset} s, then ask again.")
        if self.scope not in known.scopes:
            raise Fault(FORBIDDEN, "forbidden", f"This token may not do {self.scope}.")
        if b"\\u0000" in request.body or "%00" in request.META["QUERY_STRING"]:
            # PostgreSQL keeps no text with it.
            raise Fault(WRONG, "invalid", "Send texts without U+0000.")
        return known


def told(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """The answer with what is left to the token.

    Source: draft-ietf-httpapi-ratelimit-headers, in the three fields that most programs know; RFC 9110, 10.2.3.
    """
    allowance: Allowance | None = request.META.get(ALLOWANCE)
    if allowance:
        answer.headers["X-RateLimit-Limit"] = str(rules.RATE)
        answer.headers["X-RateLimit-Remaining"] = str(allowance.remaining)
        answer.headers["X-RateLimit-Reset"] = str(allowance.reset)
        if answer.status_code == TOO_MANY:
            answer.headers["Retry-After"] = str(allowance.reset)
    return answer


def token_of(request: HttpRequest) -> Token:
    """The token with which an operation was asked for."""
    found: Token = request.META[TOKEN]
    return found


def through(token: Token) -> dict[str, str]:
    """Who did it, for the audit trail: the agent who made the token, through it."""
    return {"by": f"{token.made_by.name} through {token.name}", "by_id": token.made_by.public_id}


def moment_of(request: HttpRequest) -> datetime:
    """Now, once for a request."""
    found: datetime = request.META.setdefault("regulars.api.now", timezone.now())
    return found
