"""Working through the inbox by keyboard alone, while mail comes in."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from regulars.book.models import Conversation
from regulars.conversations import acts
from regulars.conversations.models import Event
from regulars.engine import outbox
from tests import builders, mails
from tests.builders import NOW

if TYPE_CHECKING:
    from playwright.sync_api import Page


def five() -> list[Conversation]:
    """Five open conversations, the newest first."""
    ana = builders.customer()
    return [builders.conversation(ana, f"Matter {n}", last_at=NOW - timedelta(hours=n)) for n in range(5)]


def press(page: "Page", *keys: str) -> None:
    """One key after the other."""
    for key in keys:
        page.keyboard.press(key)


def focused(page: "Page") -> str:
    """The words of what has the focus."""
    return str(page.evaluate("(document.activeElement.innerText || '').trim()"))


def in_menu(page: "Page") -> None:
    """Wait until the menu that was opened has the focus, as a person's eye does."""
    page.locator("#acts details[open] :focus").wait_for()


def statuses(many: list[Conversation]) -> list[str]:
    """How each stands."""
    return [Conversation.objects.get(pk=one.pk).status for one in many]


def until(page: "Page", true: Callable[[], bool]) -> None:
    """Wait for the desk; the page lives on meanwhile."""
    for _ in range(2000):
        if true():
            return
        page.wait_for_timeout(50)
    raise AssertionError(page.inner_text("main"))


def test_through_the_inbox_by_keyboard_alone(page: "Page", transactional_db: None) -> None:
    many = five()
    page.goto("/")
    press(page, "j", "x", "j", "x")
    assert page.inner_text("#chosen") == "2 chosen"
    press(page, "e")
    page.get_by_text("2 closed.").wait_for()
    assert statuses(many)[:2] == ["closed", "closed"]
    assert focused(page) == "Matter 3"
    press(page, "u")
    until(page, lambda: statuses(many)[:2] == ["open", "open"])
    page.get_by_text("Taken back.").wait_for()
    press(page, "k", "j", "j", "a")
    in_menu(page)
    press(page, *"me", "Enter")
    page.get_by_text("Given over.").wait_for()
    assert sum(one.assignee is not None for one in Conversation.objects.all()) == 1
    press(page, "s")
    in_menu(page)
    press(page, "Tab", "Enter")
    page.get_by_text("Put off until").wait_for()
    assert statuses(many).count("snoozed") == 1


def test_a_row_appears_and_the_others_stay_where_they_are(page: "Page", transactional_db: None) -> None:
    many = five()
    outbox.pump()
    with page.expect_response(re.compile("/live")):
        page.goto("/")
    press(page, "j", "j", "x")
    before, at = page.locator("#list").bounding_box(), focused(page)
    mails.take_in(mails.mail(mails.BORIS, "A bent wheel", message_id="wheel@veloworks.example"))
    acts.tag(many[2], "vip", builders.agent(), NOW)
    acts.close(many[4], builders.agent(), NOW)
    outbox.pump()
    page.get_by_role("link", name="1 new · show", exact=True).wait_for()
    page.locator("#list .chip", has_text="vip").wait_for()
    page.locator("li.gone", has_text="Matter 4").wait_for()
    assert page.locator("#list").bounding_box() == before
    assert focused(page) == at
    assert page.locator("input[name=on]:checked").count() == 1
    page.get_by_role("link", name="1 new · show", exact=True).click()
    assert "Boris Okafor" in page.locator("#list li.fresh").inner_text()
    assert page.locator("input[name=on]:checked").count() == 1
    assert focused(page) == "A bent wheel"
    assert page.get_by_text("Matter 4").count() == 0
    page.locator("#queues a").nth(1).focus()
    on = page.evaluate("document.activeElement.getAttribute('href')")
    acts.tag(many[1], "late", builders.agent(), NOW)
    outbox.pump()
    page.locator("#list .chip", has_text="late").wait_for()
    assert page.evaluate("document.activeElement.getAttribute('href')") == on


def test_shift_chooses_all_between_and_one_box_all_there_are(page: "Page", transactional_db: None) -> None:
    five()
    page.goto("/")
    boxes = page.locator("input[name=on]")
    boxes.nth(1).click()
    boxes.nth(3).click(modifiers=["Shift"])
    assert page.inner_text("#chosen") == "3 chosen"
    page.locator("#all").click()
    assert page.inner_text("#chosen") == "5 chosen"
    page.reload()
    press(page, "*", "a")
    assert page.inner_text("#chosen") == "5 chosen"


def test_a_reason_counts_once_and_does_not_choose_by_itself(page: "Page", transactional_db: None) -> None:
    many = five()
    builders.agent("lead")
    page.goto("/")
    press(page, "j", "a")
    in_menu(page)
    page.keyboard.type("leo")
    page.get_by_label("Why, for the others").first.focus()
    page.keyboard.type("speaks Polish")
    press(page, "Enter")
    page.get_by_text("Given over.").wait_for()
    press(page, "j", "a")
    in_menu(page)
    press(page, "Enter")
    until(page, lambda: Conversation.objects.get(pk=many[1].pk).assignee == builders.agent("owner"))
    given = Event.objects.filter(kind="assigned").order_by("id")
    assert [one.payload.get("why") for one in given] == ["speaks Polish", None]
    press(page, "s")
    in_menu(page)
    page.get_by_label("Why, for the others").last.focus()
    page.keyboard.type("back soon")
    first = page.locator("#acts details[open] button").first.inner_text()
    press(page, "Enter")
    assert focused(page) == first
    assert "snoozed" not in statuses(many)


def test_beyond_the_page_the_whole_list_is_chosen(page: "Page", transactional_db: None) -> None:
    ana = builders.customer()
    for n in range(55):
        builders.conversation(ana, f"Matter {n}", last_at=NOW - timedelta(hours=n))
    page.goto("/")
    assert page.locator("#choose-whole").is_hidden()
    press(page, "*", "a")
    assert page.inner_text("#chosen") == "50 chosen"
    press(page, "*", "w")
    assert "All of this list is chosen" in page.inner_text("#chosen")
    press(page, "e")
    page.get_by_text("55 closed.").wait_for()
    assert not Conversation.objects.filter(status="open").exists()


def test_without_a_network_nothing_is_lost_and_that_is_said(page: "Page", transactional_db: None) -> None:
    many = five()
    page.goto("/")
    press(page, "j", "x", "j", "x")
    page.context.set_offline(True)
    press(page, "e")
    page.get_by_text("That did not work").wait_for()
    assert page.inner_text("#chosen") == "2 chosen"
    page.context.set_offline(False)
    page.context.clear_cookies()
    page.locator("#news").evaluate("(bar) => { bar.hidden = true; }")
    press(page, "e")
    page.get_by_text("That did not work").wait_for()
    assert page.inner_text("#chosen") == "2 chosen"
    assert set(statuses(many)) == {"open"}


def test_of_a_full_page_what_moves_up_is_not_new(
    page: "Page", transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("regulars.conversations.queues.lists.SIZE", 3)
    monkeypatch.setattr("regulars.conversations.queues.rows.SIZE", 3)
    many = five()
    for path, leaves in (("/", many[1]), ("/?order=oldest", many[3])):
        page.goto(path)
        shown = page.locator("#list [data-row]").all_inner_texts()
        assert len(shown) == 3
        acts.close(leaves, builders.agent(), NOW)
        outbox.pump()
        page.locator("li.gone", has_text=leaves.subject).wait_for()
        assert page.locator("#news").is_hidden()
        assert page.locator("#list [data-row]").count() == 3
