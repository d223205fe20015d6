"""A customer calls, is promised a call, and gets it: written down in a real browser, from one day to the next."""

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db.models import F
from django.utils import timezone

from regulars.book.models import Moment
from regulars.engine import outbox
from regulars.practices.promises import acts, desk
from regulars.practices.promises.models import Promise
from tests import builders

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.slow
FIELD = "#call-text"


def night() -> None:
    """What was said was said a day ago; the time until which it is to be kept is still to come."""
    day = timedelta(days=1)
    Moment.objects.update(at=F("at") - day)
    Promise.objects.update(said_at=F("said_at") - day)


def test_a_call_that_was_promised_on_the_phone_is_kept_by_the_next_one(page: "Page", transactional_db: None) -> None:
    ana = builders.customer()
    page.goto(f"/customers/{ana.public_id}")
    page.keyboard.press("c")
    page.locator(FIELD).wait_for()
    page.keyboard.insert_text("She waits for the blue kettle. I'll call tomorrow morning.")
    page.locator(".editor mark", has_text="I'll call tomorrow morning").wait_for()
    page.keyboard.press("Alt+Enter")
    page.get_by_text("It counts once this is written down").wait_for()
    page.get_by_label("Minutes").fill("long")
    page.locator(FIELD).press("Control+Enter")
    page.locator("[aria-invalid]").wait_for()
    page.get_by_label("Minutes").fill("4")
    page.locator(FIELD).press("Control+Enter")
    page.get_by_text("They called us, 4 minutes").wait_for()
    promise = Promise.objects.get(said_at__isnull=False)
    outbox.pump()
    with page.expect_response(re.compile("/live")):
        page.goto("/today")
    row = page.locator("main").get_by_text("Ana Novak").first
    row.wait_for()
    acts.hand_over(promise, builders.agent(), builders.agent(), timezone.now())
    outbox.pump()
    row.wait_for(state="detached")
    night()
    assert promise.conversation
    page.goto(f"/conversations/{promise.conversation.public_id}")
    page.keyboard.press("c")
    page.locator(FIELD).wait_for()
    assert page.locator(FIELD).input_value() == ""
    page.get_by_label("Who called").select_option("we")
    page.locator(FIELD).fill("Told her that it is on its way.")
    page.locator(FIELD).press("Control+Enter")
    page.get_by_text("We called them").first.wait_for()
    desk.look_at(Moment.objects.filter(kind="call").latest("pk"), timezone.now())
    page.goto(f"/conversations/{promise.conversation.public_id}")
    page.get_by_role("button", name="Yes, kept").click()
    page.get_by_text("Kept. Noted.").wait_for()
    promise.refresh_from_db()
    assert promise.state == "kept"
