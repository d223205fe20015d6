"""A working day in small, in a real browser."""

import re
from typing import TYPE_CHECKING

from regulars.engine import outbox
from tests import builders, mails
from tests.browser.by_keyboard import go, reach, stands_at
from tests.pace import PATIENCE
from tests.web.conftest import Desk

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


def test_signing_in_and_reading_by_keyboard_alone(served: str, browser: "Browser", desk: Desk) -> None:
    builders.agent(with_password=True)
    context = browser.new_context(base_url=served)
    context.set_default_timeout(1000 * PATIENCE)
    page = context.new_page()
    page.goto("/")
    stands_at(page, "Mail address")
    page.keyboard.type("ada@desk.example")
    page.keyboard.press("Tab")
    page.keyboard.type(builders.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/today")
    go(page, "Inbox")
    go(page, "The blue kettle")
    assert "It does not boil." in page.inner_text("main")
    go(page, "Ana Novak")
    assert "A picture of the kettle" in page.inner_text("main")
    page.keyboard.press("/")
    page.keyboard.type("kettle")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=kettle")
    reach(page, "Ada Byrne")
    page.keyboard.press("Enter")
    go(page, "Sign out")
    page.wait_for_url("**/sign-in")
    context.close()


def test_what_is_new_announces_itself_and_waits(page: "Page", desk: Desk) -> None:
    with page.expect_response(re.compile("/live")):
        page.goto("/")
    before = page.locator("main").bounding_box()
    mails.take_in(mails.mail(mails.BORIS, "A bent wheel", message_id="wheel@veloworks.example"))
    outbox.pump()
    page.get_by_role("link", name=re.compile("new · show")).wait_for()
    assert "A bent wheel" not in page.inner_text("main")
    assert page.locator("main").bounding_box() == before
    page.get_by_role("link", name=re.compile("new · show")).click()
    page.get_by_role("link", name="A bent wheel").wait_for()


def test_one_mail_is_one_thing_new_and_is_seen_far_down(page: "Page", desk: Desk) -> None:
    builders.messages(desk.conversation, [f"Line {place}. " * 40 for place in range(20)])
    outbox.pump()
    with page.expect_response(re.compile("/live")):
        page.goto(f"/customers/{desk.conversation.customer.public_id}#latest")
    mails.take_in(mails.reply("picture@nordbake.example", message_id="three@nordbake.example"))
    outbox.pump()
    page.get_by_role("link", name="1 new · show", exact=True).wait_for()
    assert page.evaluate("scrollY") > 1000
    assert page.get_by_role("link", name="1 new · show").bounding_box()["y"] < 800


def test_a_conversation_opens_at_its_newest_message(page: "Page", transactional_db: None) -> None:
    on = builders.conversation(builders.customer())
    builders.messages(on, [f"Line {place}. " * 40 for place in range(60)])
    page.goto("/")
    page.get_by_role("link", name="The blue kettle").click()
    page.wait_for_url("**#latest")
    assert page.locator("#latest").bounding_box()["y"] < 800
