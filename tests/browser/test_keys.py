"""Keys: through lists, to pages and to acts, without a mouse; and they can be switched off."""

from typing import TYPE_CHECKING

from tests import builders
from tests.browser.by_keyboard import comes_true
from tests.web.conftest import Desk

if TYPE_CHECKING:
    from playwright.sync_api import Page

FOCUSED = "(document.activeElement.innerText || document.activeElement.id).trim()"


def press(page: "Page", *keys: str) -> str:
    """What has the focus after these keys."""
    for key in keys:
        page.keyboard.press(key)
    said: str = page.evaluate(FOCUSED)
    return said


def test_through_a_list_into_a_conversation_and_back(page: "Page", desk: Desk) -> None:
    builders.conversation(builders.customer("Boris Okafor", "boris.okafor@veloworks.example"), "A bent wheel")
    page.goto("/")
    subjects = page.locator(".list .about a").all_inner_texts()
    assert press(page, "j") == subjects[0]
    assert press(page, "j", "j", "k") == subjects[1]
    page.keyboard.press("Enter")
    page.wait_for_url("**/conversations/**")
    page.go_back()
    comes_true(page, f"{FOCUSED} === {subjects[1]!r}")
    page.keyboard.press("g")
    page.keyboard.press("q")
    page.wait_for_url("**/quarantine")
    assert press(page, "/") == "find"
    assert page.evaluate("document.activeElement.id") == "find"
    press(page, "Escape")
    assert page.evaluate("document.activeElement.id") != "find"


def test_one_key_takes_up_whom_we_left_hanging(page: "Page", desk: Desk) -> None:
    page.goto("/today")
    press(page, "?")
    assert "reply:" not in page.locator("#keys").inner_text()
    press(page, "Escape")
    assert press(page, "j") == page.locator("#today [data-row-link]").first.inner_text()
    page.goto("/hanging")
    press(page, "j")
    page.keyboard.press("o")
    page.wait_for_url("**/recoveries/*")


def test_the_list_of_keys_says_what_this_page_answers_to(page: "Page", desk: Desk) -> None:
    page.goto("/jobs")
    page.evaluate("document.querySelector('main button').dataset.key = 'y'")
    page.keyboard.press("?")
    said = page.locator("#keys").inner_text()
    assert "Try all again" in said
    assert "Quarantine" in said
    page.keyboard.press("Escape")
    page.keyboard.press("y")
    page.get_by_text("All goes well").wait_for()


def test_single_letters_can_be_switched_off(page: "Page", desk: Desk) -> None:
    page.goto("/")
    page.keyboard.press("?")
    page.get_by_label("Single letters act").uncheck()
    page.keyboard.press("Escape")
    page.goto("/")
    press(page, "g", "q", "j")
    assert page.url.endswith("/")
    assert page.evaluate("document.activeElement === document.body")
    page.keyboard.press("Control+k")
    page.locator("#palette-input").wait_for()


def test_what_was_done_is_told_and_undone_by_a_key(page: "Page", desk: Desk) -> None:
    page.goto(f"/conversations/{desk.conversation.public_id}")
    form = "<form method=post action='/jobs/retry'><button data-key=u>Undo</button></form>"
    page.evaluate(f"""document.getElementById('told').innerHTML = "<p><span>Closed</span></p>{form}";
        document.querySelector('#told form').append(document.querySelector('[name=csrfmiddlewaretoken]'))""")
    page.keyboard.press("Control+z")
    page.wait_for_url("**/jobs")


def test_what_is_told_for_a_while_goes_and_leaves_what_came_after_it(page: "Page", desk: Desk) -> None:
    page.goto(f"/conversations/{desk.conversation.public_id}")
    put = """line => { document.getElementById('told').innerHTML = line + '<form><button>Undo</button></form>';
        document.dispatchEvent(new Event('htmx:oobAfterSwap'));
        return new Promise(done => setTimeout(() => done(document.getElementById('told').innerText), 100)); }"""
    told = page.locator("#told")
    assert "Goes out" in page.evaluate(put, "<p data-seconds='0.2'><span>Goes out</span></p>")
    told.wait_for(state="hidden")
    page.evaluate(put, "<p data-seconds='0.2'><span>Goes out</span></p>")
    page.evaluate(put, "<p><span>Closed</span></p>")
    page.wait_for_timeout(300)
    assert "Undo" in told.inner_text(), "an earlier line's time is not this one's"
