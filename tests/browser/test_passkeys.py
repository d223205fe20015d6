"""The second factor in a real browser, by keyboard alone, with an authenticator that lives in it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from regulars.staff.second import factors
from tests.browser.by_keyboard import begin, go, named, stands_at, told, write
from tests.builders import PASSWORD, agent
from tests.pace import PATIENCE
from tests.staff.test_second import code

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
    # The browser gives the first field the focus when it first draws the page.
    stands_at(page, "Mail address")
    page.keyboard.type("ada@desk.example")
    write(page, "Password", PASSWORD)
    go(page)


def tie_app(page: "Page") -> None:
    """From the page of one's account, with the code that the app shows."""
    begin(page, "/account/second")
    go(page, "Tie an app")
    write(page, "Code", code(page.inner_text("main code")))
    write(page, "Password", PASSWORD)
    go(page)
    assert named(page).startswith("Your recovery codes"), "what is shown once is read out"


@pytest.mark.slow
def test_an_app_is_tied_and_a_passkey_signs_in_with_and_without_the_password(visitor: "Page") -> None:
    give_password(visitor)
    tie_app(visitor)
    begin(visitor, "/account/second")
    write(visitor, "Name", "Blue phone")
    write(visitor, "Password", "wrong")
    visitor.keyboard.press("Enter")
    visitor.get_by_text("That is not your password").wait_for()
    visitor.keyboard.press("ControlOrMeta+a")
    visitor.keyboard.type(PASSWORD)
    go(visitor)
    told(visitor, "A passkey is tied to your seat.")
    assert [one.name for one in factors.factors(agent()).passkeys] == ["Blue phone"]

    visitor.context.clear_cookies()
    give_password(visitor)
    assert named(visitor) == "Code"
    go(visitor, "Use a passkey")
    visitor.wait_for_url("**/today")

    visitor.context.clear_cookies()
    visitor.goto("/sign-in")
    go(visitor, "Sign in with a passkey")
    visitor.wait_for_selector(".seat")
    assert factors.factors(agent()).passkeys[0].last_used_at is not None

    factors.Authenticator.objects.all().delete()
    visitor.context.clear_cookies()
    visitor.goto("/sign-in")
    go(visitor, "Sign in with a passkey")
    visitor.get_by_text("not one of this desk").wait_for()
