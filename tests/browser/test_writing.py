"""Writing in a real browser: by keyboard alone, with the network gone, and with somebody else at it."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from regulars.book.models import Conversation
from regulars.conversations import acts
from regulars.conversations.models import Macro, Outgoing
from regulars.engine import outbox
from tests import builders, mails
from tests.browser.by_keyboard import comes_true
from tests.pace import until

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route


def sent(on: Conversation) -> list[tuple[str, str]]:
    """Text and state of what was sent from this seat."""
    return list(Outgoing.objects.filter(conversation=on, agent__role="owner").values_list("text", "state"))


def saved(page: "Page") -> None:
    """Wait until the desk has what was typed."""
    page.locator("form.editor:not([hidden]) .state", has_text="Saved").wait_for()


@pytest.mark.slow
def test_from_the_inbox_to_sent_by_keyboard_alone(page: "Page", kettle: Conversation) -> None:
    page.goto("/")
    page.locator(".list").wait_for()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "The blue kettle":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/conversations/**")
    page.keyboard.press("r")
    page.keyboard.type("Dear Ana,\nwe send a new one.")
    page.locator("#write-reply .chip bdi", has_text="Ana Novak").wait_for()
    assert page.evaluate("document.activeElement.id") == "reply-text"
    page.keyboard.press("Control+Enter")
    page.get_by_label("Not sent yet").wait_for()
    assert sent(kettle) == [("Dear Ana,\nwe send a new one.", "held")]
    assert page.evaluate("document.activeElement.textContent") == "Reply"
    page.keyboard.press("u")
    page.locator("#reply-text", has_text="we send a new one").wait_for(state="attached")
    page.locator("#reply-text:focus").wait_for()
    assert sent(kettle) == [("Dear Ana,\nwe send a new one.", "undone")]
    page.locator("#write-reply .chip bdi", has_text="Ana Novak").wait_for()
    page.locator("#reply-to").press("Escape")
    page.locator("#write-reply").wait_for(state="hidden")
    whom_it_goes_to(page)


def whom_it_goes_to(page: "Page") -> None:
    """A pasted list becomes chips; what is no address says so, and goes back to be mended by a key."""
    page.goto("/write")
    to = page.get_by_label("To", exact=True)
    to.fill("Ana Novak <ana@nordbake.example>,")
    to.fill('"Okafor, Boris" <boris@veloworks.example>; nobody, ')
    chips = page.locator(".editor .chips").first.locator("bdi")
    assert chips.all_inner_texts() == ["Ana Novak", "Okafor, Boris", "nobody"]
    page.get_by_text("“nobody” has no @.").wait_for()
    to.press("Backspace")
    page.keyboard.press("Delete")
    assert to.input_value() == "nobody"
    to.fill("")
    saved(page)
    assert chips.all_inner_texts() == ["Ana Novak", "Okafor, Boris"]
    page.keyboard.press("Backspace")
    # A slow hand: the field that was left has looked by then whether something is written in it.
    page.wait_for_timeout(200)
    page.keyboard.press("Backspace")
    assert chips.all_inner_texts() == ["Ana Novak"]
    to.fill("chloe@samphire.example")
    page.locator("textarea").focus()
    page.locator(".editor .chip", has_text="chloe@samphire.example").wait_for()
    assert page.input_value("[name=to]") == "Ana Novak <ana@nordbake.example>, chloe@samphire.example"


@pytest.mark.slow
def test_the_network_gone_in_the_middle_of_a_reply_loses_nothing(page: "Page", kettle: Conversation) -> None:
    page.keyboard.press("r")
    page.keyboard.type("Before the tunnel.")
    saved(page)
    page.context.set_offline(True)
    page.keyboard.type(" In the tunnel.")
    page.get_by_text("Not saved yet").wait_for()
    page.keyboard.press("Control+Enter")
    page.get_by_text("It goes out when it is back").wait_for()
    assert sent(kettle) == []
    page.context.set_offline(False)
    page.get_by_label("Not sent yet").wait_for()
    assert sent(kettle) == [("Before the tunnel. In the tunnel.", "held")]


@pytest.mark.slow
def test_what_the_desk_has_not_got_is_there_again_on_return_and_gone_at_sign_out(
    page: "Page", kettle: Conversation
) -> None:
    page.keyboard.press("r")
    page.context.set_offline(True)
    page.keyboard.type("Typed while the desk was away.")
    page.get_by_text("Not saved yet").wait_for()
    page.evaluate("window.stop()")
    page.goto("about:blank")
    page.context.set_offline(False)
    page.goto(f"/conversations/{kettle.public_id}")
    # Chromium lets the last word of a page through even then, sometimes; without it the browser's copy comes back.
    comes_true(page, "document.getElementById('reply-text').value === 'Typed while the desk was away.'")
    if page.locator("#write-reply").is_hidden():
        page.keyboard.press("r")
    else:
        page.get_by_text("is here again, and saved").wait_for()
    page.context.set_offline(True)
    page.locator("#reply-text").press_sequentially(" More.")
    page.get_by_text("Not saved yet").wait_for()
    page.context.set_offline(False)
    page.evaluate("document.querySelector('form[action=\"/sign-out\"]').requestSubmit()")
    page.wait_for_url("**/sign-in")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('regulars.'))") == []


@pytest.mark.slow
@pytest.mark.parametrize("arrives", [True, False])
def test_a_reply_whose_answer_was_lost_comes_back_only_where_it_was_not_sent(
    page: "Page", kettle: Conversation, *, arrives: bool
) -> None:
    page.context.route("**/write/reply", lambda route: lost(route, arrives=arrives))
    page.context.route("**/drafts/save", lambda route: route.abort(), times=1)
    page.goto(f"/conversations/{kettle.public_id}")
    page.keyboard.press("r")
    page.keyboard.type("It leaves today.")
    page.keyboard.press("Control+Enter")
    page.get_by_text("It goes out when it is back").wait_for()
    begun = page.input_value("#write-reply [name=draft]")
    page.goto("about:blank")
    page.context.unroute_all()
    page.goto(f"/conversations/{kettle.public_id}")
    if arrives:
        comes_true(page, "Object.keys(localStorage).every((key) => !key.includes('unsaved'))")
        assert page.locator("#write-reply").is_hidden()
        assert sent(kettle) == [("It leaves today.", "held")]
    else:
        comes_true(page, "document.getElementById('reply-text').value === 'It leaves today.'")
        assert page.input_value("#write-reply [name=draft]") == begun
        assert sent(kettle) == []


def lost(route: "Route", *, arrives: bool) -> None:
    """A request whose answer does not come back."""
    if arrives:
        route.fetch()
    route.abort()


@pytest.mark.slow
def test_what_comes_in_is_told_and_the_editor_stays(page: "Page", kettle: Conversation) -> None:
    page.keyboard.press("r")
    page.keyboard.type("Dear Ana")
    mails.take_in(mails.reply("one@nordbake.example", message_id="late@nordbake.example", text="It boils again!"))
    outbox.pump()
    page.get_by_text("1 new message below").wait_for()
    assert "It boils again!" not in page.inner_text("main")
    page.keyboard.press("Control+Enter")
    page.get_by_text("nothing was sent").wait_for()
    assert sent(kettle) == []
    page.get_by_role("button", name="Change it first").click()
    page.keyboard.type(", how good.")
    page.get_by_role("button", name="Show").click()
    page.locator(".letter", has_text="It boils again!").wait_for()
    acts.assign(kettle, leo := builders.agent("lead"), leo, timezone.now())
    outbox.pump()
    page.locator(".stands", has_text="with Leo Marsh").wait_for()
    page.locator("#log", has_text="Leo Marsh took it").wait_for()
    assert page.input_value("#reply-text") == "Dear Ana, how good."
    page.locator("#reply-text").press("Control+Enter")
    page.get_by_label("Not sent yet").wait_for()
    assert sent(kettle) == [("Dear Ana, how good.", "held")]


# What is in the middle of the line that tells of news, with an editor open.
TOLD = """() => {
  const bar = document.getElementById("news");
  bar.innerHTML = "<a href='#'>1 new</a>";
  bar.hidden = false;
  const { left, top, width, height } = bar.firstChild.getBoundingClientRect();
  return document.elementFromPoint(left + width / 2, top + height / 2) === bar.firstChild;
}"""


@pytest.mark.slow
@pytest.mark.parametrize("width", [375, 1280])
def test_what_is_new_elsewhere_is_told_beside_the_editor(page: "Page", kettle: Conversation, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 720})
    assert page.evaluate(TOLD)
    page.keyboard.press("r")
    page.locator("#reply-text:focus").wait_for()
    assert page.evaluate(TOLD)


@pytest.mark.slow
def test_a_picture_is_pasted_and_a_colleague_is_named(page: "Page", kettle: Conversation) -> None:
    builders.agent("lead")
    page.keyboard.press("n")
    page.keyboard.type("Look, @mar")
    page.get_by_role("option", name="Leo Marsh").wait_for()
    page.keyboard.press("Enter")
    page.evaluate(
        """() => { const files = new DataTransfer();
        files.items.add(new File(["picture"], "crack.png", { type: "image/png" }));
        document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: files, bubbles: true })); }"""
    )
    page.get_by_role("link", name="crack.png").wait_for()
    page.keyboard.press("Control+Enter")
    page.get_by_text("Told: Leo Marsh.").wait_for()
    note = page.locator(".letter.own")
    note.wait_for()
    assert "crack.png" in note.inner_text()


def test_what_a_macro_ends_with_is_done_by_sending(page: "Page", kettle: Conversation) -> None:
    Macro.objects.create(name="Done", text="It is done.", acts=[["close", ""]], created_at=builders.NOW)
    page.keyboard.press("r")
    text = page.locator("#reply-text")
    text.wait_for()
    page.locator("#write-reply").get_by_text("Macros", exact=True).click()
    page.locator("#write-reply [data-macro]", has_text="Done").click()
    ending = page.locator("#write-reply .buttons > button.main")
    ending.get_by_text("Send and close").wait_for()
    assert ending.count() == 1
    assert page.locator("#write-reply .buttons > button[value=send]").is_visible()
    assert Conversation.objects.get(pk=kettle.pk).status == "open"
    page.context.set_offline(True)
    text.press("ControlOrMeta+Enter")
    page.get_by_text("The network is gone.").wait_for()
    page.context.set_offline(False)
    until(lambda: Conversation.objects.get(pk=kettle.pk).status == "closed")


def test_what_was_to_leave_later_leaves_later_also_where_the_network_was_gone(
    page: "Page", kettle: Conversation
) -> None:
    page.keyboard.press("r")
    page.locator("#reply-text").wait_for()
    page.keyboard.type("Try vinegar.")
    saved(page)
    page.locator("#write-reply").get_by_text("Send and …").click()
    later = page.locator("#write-reply button[value^='later:']").first
    later.wait_for()
    page.context.set_offline(True)
    later.click()
    page.get_by_text("The network is gone.").wait_for()
    page.locator("#reply-text").focus()
    page.context.set_offline(False)
    mail = until(lambda: Outgoing.objects.filter(conversation=kettle).first())
    assert mail.send_at - mail.created_at > timedelta(minutes=5)


@pytest.mark.slow
def test_what_met_another_text_of_ones_own_is_there_when_one_comes_back(page: "Page", kettle: Conversation) -> None:
    second = page.context.new_page()
    second.goto(f"/conversations/{kettle.public_id}")
    page.keyboard.press("r")
    page.keyboard.type("From the first.")
    saved(page)
    second.keyboard.press("r")
    second.keyboard.type("From the second.")
    second.locator(".clash").wait_for()
    second.goto("about:blank")
    page.keyboard.type(" More.")
    until(lambda: kettle.drafts.filter(text="From the first. More.").exists())
    saved(page)
    second.goto(f"/conversations/{kettle.public_id}")
    second.locator(".kept", has_text="From the second.").get_by_role("button").click()
    until(lambda: kettle.drafts.filter(text="From the first. More.\n\nFrom the second.").exists())
    comes_true(second, "!Object.keys(localStorage).some((key) => key.endsWith('.aside'))")
