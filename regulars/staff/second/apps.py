"""The library's applications, for their tables alone.

Its own `ready` would load all of its pages, forms and providers at start, and ask for a middleware in every request;
none of that is used here (docs/decisions/0009).
"""

from django.apps import AppConfig


class Account(AppConfig):
    """Tables that the two others lean on."""

    name = "allauth.account"
    default_auto_field = "django.db.models.AutoField"


class SecondFactors(AppConfig):
    """Codes, recovery codes and passkeys of agents."""

    name = "allauth.mfa"
    default_auto_field = "django.db.models.BigAutoField"


class OutsideAccounts(AppConfig):
    """Which account at the company's own sign-in is which agent."""

    name = "allauth.socialaccount"
    default_auto_field = "django.db.models.AutoField"
