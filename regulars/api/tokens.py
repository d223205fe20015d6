"""Tokens: made once, shown once, withdrawn by a word."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.api import rules
from regulars.api.models import Token
from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.book.eyes import eyes_of
from regulars.engine import audit
from regulars.staff import changes
from regulars.staff.auditing import ACTS
from regulars.staff.models import Agent

ACTS.offer("token.made", gettext_lazy("made a token for a program"))
ACTS.offer("token.withdrawn", gettext_lazy("withdrew the token of a program"))
changes.offer("token", {"scopes": changes.Field(gettext_lazy("What may be done"), changes.among(rules.SCOPES))})
LONGEST_NAME = 80
USED_EVERY = timedelta(minutes=10)
LONGEST_DAYS = 3650


@dataclass(frozen=True, slots=True)
class Made:
    """A new token, and the one time that its secret is seen."""

    token: Token
    secret: str


def make(name: str, scopes: Sequence[str], days: int | None, agent: Agent, now: datetime) -> Made | Refused:
    """A new token that may do `scopes`, for `days` or without end."""
    if not 1 <= len(name) <= LONGEST_NAME:
        return Refused(_("Say in up to 80 letters what the token is for."), "name")
    wanted = sorted(set(scopes) & set(rules.SCOPES))
    if not wanted:
        return Refused(_("Choose what the token may do."), "scope")
    if not eyes_of(agent).see_all:
        return Refused(_("A program sees all customers. Somebody makes its token from whom nothing is kept."))
    if days is not None and not 1 <= days <= LONGEST_DAYS:
        return Refused(_("A token can be good for 1 to 3650 days, or without end."), "days")
    secret = rules.PREFIX + secrets.token_urlsafe(32)
    ends = now + timedelta(days=days) if days else None
    with transaction.atomic():
        token = Token.objects.create(
            name=name, digest=rules.digest(secret), scopes=wanted, made_by=agent, made_at=now, expires_at=ends
        )
        said = {"name": name, "scopes": wanted, "expires_at": ends.isoformat() if ends else None}
        audit.record("token.made", on(token), by=agent.name, by_id=agent.public_id, after=said, now=now)
    return Made(token, secret)


def withdraw(token: Token, agent: Agent, now: datetime) -> None:
    """Let a token open nothing from now on. Doing it twice changes nothing."""
    with transaction.atomic():
        if Token.objects.filter(pk=token.pk, withdrawn_at=None).update(withdrawn_at=now):
            said = {"name": token.name}
            audit.record("token.withdrawn", on(token), by=agent.name, by_id=agent.public_id, before=said, now=now)


def on(token: Token) -> str:
    """What the audit trail calls it."""
    return f"token:{token.public_id}"


def found(secret: str, now: datetime) -> Token | None:
    """The token of this secret, while it opens anything. That it was used is written down every ten minutes."""
    token = Token.objects.filter(digest=rules.digest(secret)).select_related("made_by").first()
    if token is None or not rules.live(token.expires_at, token.withdrawn_at, now) or not is_answered_for(token):
        return None
    if token.used_at is None or now - token.used_at >= USED_EVERY:
        Token.objects.filter(pk=token.pk).update(used_at=now)
    return token


def is_answered_for(token: Token) -> bool:
    """Whether who made it may still make one: nobody leaves a door behind, at the end of a seat or of a role."""
    return token.made_by.may("api.settle")
