"""Signing in by the company's own sign-in, against a provider on this machine."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from regulars.config.environment import WrongSetting, company
from regulars.staff import invitations, rules
from regulars.staff.models import Agent, Role
from regulars.staff.second.company import Company
from regulars.staff.trail import Actor
from tests.builders import agent

from .provider import CLIENT, SECRET, Provider

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    """One for all of these tests."""
    made = Provider()
    yield made
    made.close()


@pytest.fixture
def provider(running: Provider, settings: Settings) -> Provider:
    """The provider, named in the settings, with Ada before it."""
    running.person = {"sub": "ada-1", "email": "Ada@Desk.example", "email_verified": True, "name": "Ada Byrne"}
    running.more = None
    settings.REGULARS_COMPANY = Company(running.issuer, CLIENT, SECRET, "Nordbake")
    return running


def set_out(client: Client, onward: str = "/search?q=kettle") -> str:
    """From our page to the provider's."""
    response = client.post("/sign-in/company", {"next": onward})
    return str(response.headers["Refresh"]).partition("url=")[2]


def came_back(provider: Provider, client: Client | None = None) -> tuple[Client, Any]:
    """The whole way there and back."""
    client = client or Client()
    return client, client.get(provider.agreed(set_out(client)))


def test_an_agent_comes_in_by_their_verified_address(provider: Provider) -> None:
    agent()
    assert "Sign in with Nordbake" in Client().get("/sign-in").content.decode()
    client, response = came_back(provider)
    assert response.url == "/search?q=kettle"
    assert client.get("/account").status_code == 200
    tied = SocialAccount.objects.get()
    assert (tied.user_id, tied.uid, tied.extra_data) == (agent().pk, "ada-1", {})
    assert provider.faults == []


def test_once_tied_the_address_no_longer_matters(provider: Provider) -> None:
    agent()
    came_back(provider)
    provider.person = {"sub": "ada-1", "email": "new@else.example", "email_verified": False}
    assert came_back(provider)[1].status_code == 302
    provider.person = {"sub": "another", "email": "ada@desk.example", "email_verified": True}
    assert "Another account" in came_back(provider)[1].content.decode()
    assert SocialAccount.objects.count() == 1


def test_who_has_no_seat_gets_none(provider: Provider) -> None:
    client, response = came_back(provider)
    assert response.status_code == 403
    assert "ada@desk.example has no seat" in response.content.decode()
    assert not Agent.objects.exists()
    assert client.get("/account").status_code == 302


@pytest.mark.parametrize("claims", [{"email_verified": False}, {"email_verified": None}, {"email": ""}])
def test_an_address_that_nobody_vouches_for_opens_nothing(provider: Provider, claims: dict[str, Any]) -> None:
    agent()
    provider.person |= claims
    assert "does not vouch" in came_back(provider)[1].content.decode()


def test_an_owner_can_trust_a_provider_that_says_nothing_of_it(provider: Provider, settings: Settings) -> None:
    agent()
    settings.REGULARS_COMPANY = replace(settings.REGULARS_COMPANY, trusted=True)
    del provider.person["email_verified"]
    assert came_back(provider)[1].status_code == 302


def test_who_is_invited_takes_the_seat(provider: Provider) -> None:
    invitations.invite(Actor(agent("owner")), "ada@desk.example", "lead", (), timezone.now())
    assert came_back(provider)[1].status_code == 302
    ada = Agent.objects.get(email="ada@desk.example")
    assert (ada.role, ada.name, ada.has_usable_password()) == ("lead", "Ada Byrne", False)


def test_who_comes_from_our_own_domain_gets_the_least_seat(provider: Provider, settings: Settings) -> None:
    settings.REGULARS_COMPANY = replace(settings.REGULARS_COMPANY, domains=frozenset({"desk.example"}))
    assert came_back(provider)[1].status_code == 302
    assert Agent.objects.get().role == "agent"


def test_who_is_switched_off_stays_out(provider: Provider) -> None:
    agent(is_active=False)
    assert "switched off" in came_back(provider)[1].content.decode()


def test_the_role_asks_for_a_second_factor_unless_the_provider_had_one(provider: Provider) -> None:
    agent()
    Role.objects.create(name="agent", label="Agent", permissions=sorted(rules.FRONTLINE), needs_second=True)
    assert came_back(provider)[1].url == "/sign-in/set-up"
    provider.person["amr"] = ["pwd", "mfa"]
    assert came_back(provider)[1].url == "/search?q=kettle"


def test_the_way_back_is_for_the_browser_that_set_out(provider: Provider) -> None:
    agent()
    back = provider.agreed(set_out(Client()))
    response = Client().get(back)
    assert response.status_code == 403
    assert "did not come to its end" in response.content.decode()


def test_a_way_back_is_gone_once(provider: Provider) -> None:
    agent()
    client = Client()
    there = set_out(client)
    assert client.get(provider.agreed(there)).status_code == 302
    assert Client().get(provider.agreed(there)).status_code == 403


@pytest.mark.parametrize("back", ["?error=access_denied&state={state}", "?code=wrong&state={state}", "?code=x", ""])
def test_what_goes_wrong_on_the_way_leads_to_our_own_page(provider: Provider, back: str) -> None:
    client = Client()
    state = set_out(client).partition("state=")[2].partition("&")[0]
    response = client.get(f"/sign-in/company/back{back.format(state=state)}")
    assert response.status_code == 403
    assert "Try it once more" in response.content.decode()


def test_the_two_places_where_it_says_who_it_is_must_agree(provider: Provider) -> None:
    agent()
    provider.person["sub"], provider.more = "mallory", {"sub": "ada-1", "email": "ada@desk.example"}
    assert came_back(provider)[1].status_code == 403


@pytest.mark.parametrize("claims", [{"iss": "https://other.example"}, {"aud": "another"}, {"exp": 1}])
def test_a_token_for_others_is_none(provider: Provider, claims: dict[str, Any]) -> None:
    agent()
    provider.person |= claims
    assert came_back(provider)[1].status_code == 403


def test_a_provider_that_is_silent_leaves_the_password(provider: Provider, settings: Settings) -> None:
    settings.REGULARS_COMPANY = replace(settings.REGULARS_COMPANY, issuer="http://127.0.0.1:9")
    response = Client().post("/sign-in/company")
    assert response.status_code == 502
    assert "does not answer" in response.content.decode()


def test_onward_only_to_our_own_pages(provider: Provider) -> None:
    agent()
    client = Client()
    assert client.get(provider.agreed(set_out(client, "https://evil.example/"))).url == "/today"


NAMED = {
    "REGULARS_OIDC_ISSUER": "https://login.example.com/",
    "REGULARS_OIDC_CLIENT_ID": "desk",
    "REGULARS_OIDC_CLIENT_SECRET": "s",
}


def test_the_environment_names_the_provider() -> None:
    assert company({}) is None
    named = company(NAMED | {"REGULARS_OIDC_DOMAINS": "Desk.example, ", "REGULARS_OIDC_ADDRESSES": "trusted"})
    assert named == Company("https://login.example.com", "desk", "s", "", frozenset({"desk.example"}), trusted=True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"REGULARS_OIDC_CLIENT_SECRET": ""},
        {"REGULARS_OIDC_ISSUER": "http://login.example.com"},
        {"REGULARS_OIDC_ISSUER": "login"},
    ],
)
def test_half_a_provider_is_a_wrong_setting(wrong: dict[str, str]) -> None:
    with pytest.raises(WrongSetting):
        company(NAMED | wrong)
