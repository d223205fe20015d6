"""Signing in by OpenID Connect: the library goes to the provider and back, and we decide whose seat it is.

Source: OpenID Connect Core 1.0; RFC 7636 (PKCE); RFC 8176 (what `amr` says).
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import requests
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.base.results import Refused
from regulars.staff import invitations, trail
from regulars.staff.models import Agent
from regulars.staff.seat import FIRST_PAGE
from regulars.staff.second.company import Company, company
from regulars.staff.trail import Actor, client_of

CALLBACK = "/sign-in/company/back"
# What a provider says of a sign-in that took more than a password. Source: RFC 8176, section 2.
STRONG = frozenset({"mfa", "otp", "hwk", "fpt", "face", "sc"})
ARRIVED = "regulars.arrived"

Answer = Callable[[HttpRequest, "Arrived | Refused"], HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Arrived:
    """Somebody whom the provider has proved. `email` is lower-cased, and empty where it is not to be believed."""

    subject: str
    email: str
    name: str
    strong: bool
    onward: str


class Provider(OpenIDConnectProvider):
    """The provider that the environment names."""

    def get_oauth2_adapter(self, request: HttpRequest) -> "Road":
        """Ours."""
        return Road(request, self.app.provider_id)


class Road(OpenIDConnectOAuth2Adapter):
    """The way to the provider and back to our own page."""

    def get_provider(self) -> Provider:
        """From the environment; no row is kept of it."""
        return provider(self.request)

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Where the provider sends people back to."""
        return request.build_absolute_uri(CALLBACK)


class Doorkeeper(DefaultSocialAccountAdapter):
    """Stops the library where it would let somebody in, or show a page of its own."""

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> Any:
        """Nothing: the library makes no agents here."""
        return sociallogin.user

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Somebody is proved: what becomes of it is decided by whom the request was made for."""
        raise ImmediateHttpResponse(request.META[ARRIVED](request, arrived(sociallogin, company())))

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        """It went wrong on the way, or somebody thought better of it."""
        raise ImmediateHttpResponse(request.META[ARRIVED](request, astray()))


def provider(request: HttpRequest) -> Provider:
    """The library's side of it. Raises LookupError where none is named."""
    named = company()
    if named is None:
        raise LookupError("no provider")
    app = SocialApp(provider="openid_connect", provider_id=named.issuer, name=named.name, client_id=named.client_id)
    app.secret, app.settings = named.client_secret, {"server_url": named.issuer, "oauth_pkce_enabled": True}
    return Provider(request, app)


def set_out(request: HttpRequest, onward: str) -> HttpResponseBase | Refused:
    """To the provider, with a way back that only this browser can take."""
    with context.request_context(request):
        try:
            there: HttpResponseBase = provider(request).redirect(request, process="login", next_url=onward)
        except (requests.RequestException, KeyError, ValueError):
            return silent()
    return there


def come_back(request: HttpRequest, answer: Answer) -> HttpResponseBase:
    """From the provider: `answer` is called with who has arrived, or why nobody did."""
    request.META[ARRIVED] = answer
    with context.request_context(request):
        try:
            named = company()
            back = OAuth2CallbackView.adapter_view(Road(request, named.issuer if named else ""))
            page: HttpResponseBase = back(request)
        except (requests.RequestException, KeyError, ValueError):
            return answer(request, silent())
    return page


def arrived(login: SocialLogin, named: Company | None) -> Arrived | Refused:
    """Who it is, by what the provider says. The two places in which it says so must agree.

    Source: OpenID Connect Core 1.0, section 5.3.2.
    """
    said = login.account.extra_data
    proved, more = said.get("id_token") or {}, said.get("userinfo") or {}
    if not proved or (more and more.get("sub") != proved.get("sub")):
        return astray()
    both = {**more, **{key: value for key, value in proved.items() if value not in (None, "")}}
    believed = both.get("email_verified") in (True, "true") or bool(named and named.trusted)
    methods = proved.get("amr") or []
    return Arrived(
        subject=str(proved["sub"]),
        email=str(both.get("email", "")).strip().lower() if believed else "",
        name=str(both.get("name") or "")[:120],
        strong=isinstance(methods, list) and not STRONG.isdisjoint(map(str, methods)),
        onward=str(login.state.get("next") or FIRST_PAGE),
    )


def agent_for(request: HttpRequest, who: Arrived, now: datetime) -> Agent | Refused:
    """The agent whom the provider has proved: tied before, or known by address, or invited, or of our own domain."""
    named = company()
    if named is None:
        return astray()
    tied = SocialAccount.objects.filter(provider=kept_as(named), uid=who.subject).select_related("user").first()
    agent = tied.user if tied else by_address(who, named, now)
    if isinstance(agent, Refused):
        return agent
    if not agent.is_active:
        return Refused(_("Your seat at this desk is switched off. Ask whoever runs it."))
    return agent if tied else tie(request, agent, who, named, now)


def by_address(who: Arrived, named: Company, now: datetime) -> Agent | Refused:
    """The agent with this address; a new one where they are invited, or come from a domain that may."""
    if not who.email:
        return Refused(_("Your company's sign-in does not vouch for your address. Ask whoever runs it."))
    agent = Agent.objects.filter(email=who.email).first()
    if agent is not None:
        return agent
    fresh = Agent(email=who.email, name=who.name or who.email.partition("@")[0], created_at=now)
    fresh.set_unusable_password()
    if invitation := invitations.open_to(who.email, now):
        fresh.role = invitation.role
        return invitations.seat(invitation, fresh, now)
    no_seat = _("%(email)s has no seat at this desk. Ask whoever runs it for an invitation.")
    if who.email.partition("@")[2] not in named.domains:
        return Refused(no_seat % {"email": who.email})
    return newcomer(fresh, now)


def newcomer(fresh: Agent, now: datetime) -> Agent | Refused:
    """Somebody of our own domain, with the least role."""
    try:
        with transaction.atomic():
            fresh.save(force_insert=True)
            told = {"role": fresh.role, "domain": fresh.email.partition("@")[2]}
            trail.record(Actor(fresh), "agent.joined", f"agent:{fresh.public_id}", after=told, now=now)
    except IntegrityError:
        return astray()
    return fresh


def tie(request: HttpRequest, agent: Agent, who: Arrived, named: Company, now: datetime) -> Agent | Refused:
    """From now on the provider's subject is this agent, whatever becomes of the address. One subject for one agent."""
    if SocialAccount.objects.filter(provider=kept_as(named), user_id=agent.pk).exists():
        return Refused(_("Another account of your company is tied to this seat. Ask whoever runs the desk."))
    try:
        with transaction.atomic():
            # What the provider says of a person is not kept.
            SocialAccount.objects.create(user=agent, provider=kept_as(named), uid=who.subject, extra_data={})
            on = f"agent:{agent.public_id}"
            trail.record(Actor(agent, client_of(request)), "agent.tied", on, after={"issuer": named.issuer}, now=now)
    except IntegrityError:
        return astray()
    return agent


def kept_as(named: Company) -> str:
    """What stands in our rows for the provider. Not its name in the library, which would look up the row by it, and
    write down all that the provider says of the person."""
    return f"agents of {named.issuer}"[:200]


def astray() -> Refused:
    """The way there and back was not gone to its end."""
    return Refused(_("Signing in there did not come to its end. Try it once more."))


def silent() -> Refused:
    """The provider does not answer, or not as one should."""
    return Refused(_("Your company's sign-in does not answer just now. Try again in a moment, or use your password."))
