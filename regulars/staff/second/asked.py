"""Whom a role asks for a second factor, and who has none: they lose their seats, and set one up on the way back in."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from regulars.staff.models import Agent, Session

REAL = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def end_seats_without(role: str) -> int:
    """Sign out everybody with this role who has nothing but the password; how many sessions ended."""
    proved = Authenticator.objects.filter(type__in=REAL).values("user_id")
    bare = Agent.objects.filter(role=role).exclude(pk__in=proved)
    with transaction.atomic():
        return Session.objects.filter(agent__in=bare).delete()[0]
