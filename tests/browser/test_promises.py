"""A promise that is being written, in a real browser: underlined, recorded by one key, stopped, put right and sent."""

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from regulars.base.ids import public_id
from regulars.base.times import LocalTime
from regulars.book.models import Conversation, Reward
from regulars.conversations.models import Outgoing
from regulars.practices.promises.models import Answer, Promise
from tests.conversations.sending_inbox import connect
from tests.web.conftest import Desk

if TYPE_CHECKING:
    from playwright.sync_api import Page

# Where the lines of the mirror break, and where those of the field do: they must be the same.
SAME_LINES = """() => {
  const form = document.querySelector("form.editor:not([hidden])"), text = form.elements.text;
  const marks = form.querySelector(".marks"), mark = marks.querySelector("mark").getBoundingClientRect();
  const field = text.getBoundingClientRect();
  return [text.scrollHeight === marks.scrollHeight, text.scrollTop === marks.scrollTop,
          mark.left >= field.left && mark.right <= field.right];
}"""


def reward(of: Conversation) -> tuple[str, str]:
    """A reward of Ana's that ends in ten days; that day, and the one after it, in words."""
    ends = (timezone.now() + timedelta(days=10)).replace(hour=23, minute=59, second=0, microsecond=0, tzinfo=None)
    Reward.objects.create(
        source="desk",
        source_id=public_id(),
        customer=of.customer,
        birth_customer=of.customer,
        programme="Winter stay",
        unit="points",
        balance=500,
        expires_local=ends.isoformat(),
        expires_zone="UTC",
        expires_at=LocalTime(ends, "UTC").utc(),
        updated_at=timezone.now(),
    )
    after = ends + timedelta(days=1)
    return f"{ends.day} {ends:%B}", f"{after.day} {after:%B} {after.year}"


@pytest.mark.slow
def test_a_promise_is_underlined_recorded_by_a_key_stopped_put_right_and_sent(page: "Page", desk: Desk) -> None:
    on = Conversation.objects.get(subject="The blue kettle")
    connect(on.inbox)
    right, wrong = reward(on)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    # The first question after the words is lost, and asked again.
    page.route("**/drafts/hints", lambda route: route.abort(), times=1)
    with page.expect_response(re.compile("/presence")):
        page.goto(f"/conversations/{on.public_id}#latest")
    page.keyboard.press("r")
    filler = "Thank you for writing, and for the picture of it. " * 30
    page.keyboard.insert_text(f"Dear Ana,\n{filler}\nI'll call you tomorrow at 10:00. Your reward expires on {wrong}.")
    page.locator(".editor:not([hidden]) mark", has_text="I'll call you tomorrow at 10:00").wait_for(timeout=60_000)
    page.get_by_text("Promise: call you").wait_for()
    assert page.evaluate(SAME_LINES) == [True, True, True]
    page.locator("#reply-text").evaluate(
        "one => one.setSelectionRange(one.value.indexOf('call'), one.value.indexOf('call'))"
    )
    page.keyboard.press("Alt+Enter")
    page.get_by_text("It counts from when this is sent").wait_for()
    assert Promise.objects.get(conversation=on, what="call you").said_at is None
    page.keyboard.press("Control+Enter")
    page.get_by_text("Nothing was sent yet").wait_for()
    assert not Outgoing.objects.filter(conversation=on, agent__role="owner").exists()
    page.get_by_role("button", name="Put it right").click()
    page.locator("#reply-text", has_text=right).wait_for(state="attached")
    page.locator("#reply-text").press("Control+Enter")
    page.get_by_label("Not sent yet").wait_for()
    sent = Outgoing.objects.filter(conversation=on, agent__role="owner").get()
    assert right in sent.text
    assert wrong not in sent.text
    assert Answer.objects.get().kind == Answer.CORRECTED
    assert [one for one in said if "Content Security Policy" in one] == []
    page.goto("about:blank")
