"""Noting a fact while talking: what is selected in a message."""

from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from regulars.book.facts.acts import add, forget
from regulars.book.facts.course import Said
from regulars.book.models import Fact, Message
from regulars.engine import outbox
from regulars.readings.models import Reading
from regulars.staff.trail import Actor
from tests.browser.by_keyboard import comes_true
from tests.builders import agent
from tests.web.conftest import Desk

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.slow


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


@pytest.mark.parametrize("width", [1280, 375])
def test_what_was_read_of_them_is_proposed_beside_it(page: "Page", desk: Desk, width: int) -> None:
    text = Message.objects.filter(moment=desk.moment).latest("version")
    span = {"start": 0, "end": len(text.text.split(".")[0])}
    read = {"reader": "preference", "label": "need", "reader_version": 1, "score": 0.9, "sure": True}
    Reading.objects.create(message=text, **read, **span)
    Fact.objects.update(moment=None)
    page.set_viewport_size({"width": width, "height": 760})
    page.goto(f"/conversations/{desk.conversation.public_id}")
    page.get_by_role("button", name="Remember it").click()
    page.locator("form.fact-form").wait_for()
    # On a narrow screen the page of the person is turned to, and the focus is on what keeps it.
    comes_true(page, "document.activeElement.matches('form.fact-form button.main')")
    page.keyboard.press("Enter")
    page.locator("#facts summary").get_by_text(text.text[: span["end"]][:20]).wait_for()
    assert Fact.objects.latest("pk").moment == desk.moment


def test_on_paper_stands_what_we_know_and_no_button(page: "Page", desk: Desk) -> None:
    page.goto(f"/customers/{desk.conversation.customer.public_id}")
    known = page.locator("#facts .fact > summary").first
    acts = (
        page.locator("main")
        .locator("button, .button, input, .right details:not(.fact) > summary")
        .locator("visible=true")
    )
    known.wait_for()
    assert acts.count() > 3
    page.emulate_media(media="print")
    assert known.is_visible()
    assert [one.evaluate("it => it.outerHTML") for one in acts.all()] == []


@pytest.mark.parametrize("beside", [False, True])
def test_what_is_noted_stands_at_a_glance_at_once(page: "Page", desk: Desk, beside: bool) -> None:
    on = desk.conversation
    page.goto(f"/conversations/{on.public_id}" if beside else f"/customers/{on.customer.public_id}")
    page.locator("#fact-line").fill("no nuts, his daughter")
    page.keyboard.press("Enter")
    page.locator("form.fact-form").wait_for()
    page.get_by_role("button", name="Keep", exact=True).click()
    line = page.locator("#glance .is-allergy").get_by_text("no nuts, his daughter")
    line.wait_for()
    page.locator("#facts summary").get_by_text("no nuts, his daughter").click()
    page.locator("#facts details[open]").get_by_role("button", name="Forget").click()
    line.wait_for(state="detached")
    assert page.locator("#glance").count() == 1


def test_what_a_colleague_notes_stands_there_at_once_unless_one_is_at_work_there(page: "Page", desk: Desk) -> None:
    ana = desk.conversation.customer
    outbox.pump()
    with page.expect_request(lambda asked: "/live?" in asked.url):
        page.goto(f"/conversations/{desk.conversation.public_id}")
    first = add(ana, Said("Needs a lift.", "need"), agent("lead"), timezone.now())
    outbox.pump()
    page.locator("#facts summary").get_by_text("Needs a lift.").wait_for()
    page.locator("#glance").get_by_text("Needs a lift.").wait_for()
    assert page.locator("#news").is_hidden()
    page.locator("#fact-line").focus()
    page.keyboard.type("Takes tea")
    assert isinstance(first, Fact)
    forget(first, Actor(agent("lead")), timezone.now())
    outbox.pump()
    page.locator("#more-below, #present").first.wait_for(state="attached")
    assert page.input_value("#fact-line") == "Takes tea"
    page.locator("#fact-line").fill("")
    page.locator("#fact-line").blur()
    page.locator("#facts summary").get_by_text("Needs a lift.").wait_for(state="detached")
