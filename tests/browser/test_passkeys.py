"""Passkeys in a real browser, with an authenticator that lives in it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from regulars.staff.second import factors
from tests.builders import PASSWORD, agent
from tests.pace import PATIENCE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def visitor(served: str, browser: "Browser", transactional_db: None) -> Iterator["Page"]:
    """A browser without a seat, with an authenticator. A passkey belongs to a name, which an IP address is not."""
    agent(with_password=True)
    context = browser.new_context(base_url=served.replace("127.0.0.1", "localhost"))
    context.set_default_timeout(1000 * PATIENCE)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    yield page
    context.close()


def give_password(page: "Page") -> None:
    """The first half of signing in."""
    page.goto("/sign-in")
    page.fill("#f-email", "ada@desk.example")
    page.fill("#f-password", PASSWORD)
    page.click("button.main")


@pytest.mark.slow
def test_a_passkey_is_made_and_signs_in_with_and_without_the_password(visitor: "Page") -> None:
    give_password(visitor)
    visitor.goto("/account/second")
    visitor.fill("#f-name", "Blue phone")
    visitor.fill("#k-password", "wrong")
    visitor.click("text=Add a passkey")
    visitor.wait_for_selector("text=That is not your password")
    visitor.fill("#k-password", PASSWORD)
    visitor.click("text=Add a passkey")
    visitor.wait_for_selector("text=Your recovery codes")
    assert [one.name for one in factors.factors(agent()).passkeys] == ["Blue phone"]

    visitor.context.clear_cookies()
    give_password(visitor)
    visitor.wait_for_url("**/sign-in/second")
    visitor.click("text=Use a passkey")
    visitor.wait_for_url("**/today")
    assert visitor.inner_text(".seat") != ""

    visitor.context.clear_cookies()
    visitor.goto("/sign-in")
    visitor.click("text=Sign in with a passkey")
    visitor.wait_for_selector(".seat")
    assert factors.factors(agent()).passkeys[0].last_used_at is not None

    factors.Authenticator.objects.all().delete()
    visitor.context.clear_cookies()
    visitor.goto("/sign-in")
    visitor.click("text=Sign in with a passkey")
    visitor.wait_for_selector("text=not one of this desk")
