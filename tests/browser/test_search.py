"""Finding while one types, in a real browser, by keyboard alone."""

from typing import TYPE_CHECKING

import pytest

from regulars.book.search import people, rebuild
from tests import builders
from tests.browser.by_keyboard import comes_true
from tests.web.conftest import Desk

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.slow


def at(page: "Page") -> str:
    """What has the focus: its id, or else its words."""
    return str(page.evaluate("document.activeElement.id || document.activeElement.innerText"))


def test_finding_beside_a_page_and_on_the_page_of_search(page: "Page", desk: Desk) -> None:
    rebuild()
    whose = builders.customer("Kettleby Jones", "jones@samphire.example")
    people.index([whose.pk])
    page.goto(f"/conversations/{desk.conversation.public_id}")
    here = page.url
    page.keyboard.press("/")
    page.keyboard.type("kettl")
    panel = page.locator("#found")
    panel.get_by_role("link", name="The blue kettle").first.wait_for()
    assert page.locator("#counted").inner_text().endswith("found")
    page.keyboard.press("ArrowDown")
    assert at(page) == "Kettleby Jones"
    page.keyboard.press("ArrowDown")
    assert at(page).endswith("The blue kettle")
    page.keyboard.press("Escape")
    assert at(page) == "find"
    page.keyboard.press("Escape")
    assert panel.is_hidden()
    assert at(page) == "find"
    assert page.url == here

    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=kettl")
    go_on_typing(page)


def go_on_typing(page: "Page") -> None:
    """On the page of search: a typo, an operator taken from what is suggested, an address to share, a hit opened."""
    page.locator("#find").fill("")
    page.locator("#find").press_sequentially("kettel is")
    page.get_by_text("“kettel” stands nowhere").wait_for()
    # The answer to the first word alone may have come before.
    page.locator("#hits .suggested a").first.wait_for()
    page.keyboard.press("ArrowDown")
    assert at(page).startswith("is:")
    # An answer that comes late takes away the row under the focus, and leaves one in the box.
    page.evaluate("htmx.trigger('#find', 'search')")
    comes_true(page, "document.activeElement.id === 'find'")
    page.keyboard.press("ArrowDown")
    assert at(page).startswith("is:")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="is:open").wait_for()
    assert at(page) == "find"
    assert page.locator("#find").input_value() == "kettel is:"
    page.get_by_role("link", name="is:open").click()
    page.wait_for_url("**/search?q=kettel%20is%3Aopen%20")
    page.locator("#hits mark").first.wait_for()
    shared = page.url
    page.reload()
    assert page.url == shared
    assert page.locator("#hits mark").count()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/conversations/**")
