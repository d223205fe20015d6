"""The company's own sign-in, as the environment names it."""

from django.conf import settings

from regulars.base.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Company:
    """An OpenID Connect provider. `domains`: who comes from one of these gets a seat without being invited.

    `trusted`: addresses that the provider does not call verified are believed too.
    """

    issuer: str
    client_id: str
    client_secret: str
    name: str = ""
    domains: frozenset[str] = frozenset()
    trusted: bool = False


def company() -> Company | None:
    """The provider, if one is named."""
    named: Company | None = settings.REGULARS_COMPANY
    return named
