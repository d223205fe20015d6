"""Noting a fact while talking: two keys for a line, and what is selected in a message."""

from typing import TYPE_CHECKING

import pytest

from regulars.book.models import Fact
from tests.web.conftest import Desk

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.slow


def test_a_line_and_two_keys_keep_a_fact(page: "Page", desk: Desk) -> None:
    page.goto(f"/conversations/{desk.conversation.public_id}")
    page.keyboard.press("f")
    page.keyboard.type("no eggs, her daughter")
    page.keyboard.press("Enter")
    page.locator("form.fact-form button.main:focus").wait_for()
    page.keyboard.press("Enter")
    page.locator("#facts summary").get_by_text("no eggs, her daughter").wait_for()
    fact = Fact.objects.get(allergen="eggs")
    assert fact.customer == desk.conversation.customer
    page.locator("#facts summary").get_by_text("no eggs, her daughter").click()
    page.get_by_role("button", name="Honoured").filter(visible=True).click()
    page.locator("#told").get_by_text("Honoured, and counted.").wait_for()
    page.locator("#told button").get_by_text("Undo").click()
    page.locator("#told").get_by_text("Taken back.").wait_for()
    fact.refresh_from_db()
    assert fact.honoured == 0


def test_what_is_selected_in_a_message_is_remembered(page: "Page", desk: Desk) -> None:
    page.goto(f"/conversations/{desk.conversation.public_id}")
    letter = page.locator(".letter", has=page.locator("[data-remember]")).first
    letter.locator(".words").first.evaluate("words => getSelection().selectAllChildren(words)")
    letter.locator("[data-remember]").click()
    line = page.locator("#fact-line")
    assert "leaks" in line.input_value()
    line.fill("cares for her kettle")
    page.keyboard.press("Enter")
    page.locator("form.fact-form").wait_for()
    page.get_by_role("button", name="Keep", exact=True).click()
    page.locator("#facts summary").get_by_text("cares for her kettle").wait_for()
    assert Fact.objects.get(text="cares for her kettle").moment == desk.moment
