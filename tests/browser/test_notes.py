"""Notes in the margin: put right with one click, taken back, and new ones appear without moving what one reads."""

from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from regulars.book.models import Message
from regulars.engine import outbox
from regulars.readings import correcting
from regulars.readings.acts import READ_KIND
from regulars.readings.correcting import Ref
from regulars.readings.models import Correction, Reading
from tests import builders, mails
from tests.browser.by_keyboard import comes_true
from tests.pace import until

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

pytestmark = pytest.mark.slow
LETTER = "The oven came late. Your ten-day rule is absurd.\n\n" + "It is a long story.\n\n" * 60
LATE, RULE = (0, 19), (20, 48)


@pytest.fixture
def letter(transactional_db: None) -> Message:
    """Ana's long letter, in which a rule was read that annoys."""
    mails.take_in(mails.mail(text=LETTER))
    text = Message.objects.select_related("moment__conversation").get()
    read(text, "rule", "complaint", RULE)
    return text


def read(text: Message, reader: str, label: str, span: tuple[int, int]) -> None:
    row = {"reader_version": 1, "score": 0.9, "start": span[0], "end": span[1]}
    Reading.objects.create(message=text, reader=reader, label=label, **row)


def opened(page: "Page", letter: Message) -> None:
    """The conversation, listening for what changes."""
    assert letter.moment.conversation
    with page.expect_request(lambda asked: "/live?" in asked.url):
        page.goto(f"/conversations/{letter.moment.conversation.public_id}")


def tell(letter: Message) -> None:
    """What the worker says once it has read."""
    assert letter.moment.conversation
    topics = [f"conversation:{letter.moment.conversation.public_id}"]
    outbox.append(READ_KIND, {"messages": [letter.pk], "again": False, "topics": topics})
    outbox.pump()


def test_one_key_says_that_it_is_right_and_another_takes_it_back(page: "Page", letter: Message) -> None:
    held: list[Route] = []
    # Before there is a page: what is held back of an open one may take hold a moment after the next request.
    page.route("**/right", lambda route: held.append(route))  # noqa: PLW0108 (Playwright takes no built-in method)
    opened(page, letter)
    page.get_by_role("button", name="That is right").focus()
    while_news_come(page, letter, held)
    page.get_by_text("a rule of ours annoys. Noted, thank you.").wait_for()
    assert Correction.objects.get().verdict == "right"
    comes_true(page, "document.activeElement.textContent === 'Take that back'")
    page.keyboard.press("Enter")
    page.locator(".noticed").get_by_text("Taken back.").wait_for()
    assert Correction.objects.get().withdrawn_at is not None
    comes_true(page, "document.activeElement.matches('.noticed')")
    news_come(page, 2)
    assert page.locator(".noticed").all_inner_texts() == ["Taken back."]


def while_news_come(page: "Page", letter: Message, held: "list[Route]") -> None:
    """Press Enter, and let news come before the answer, to a browser that gives what is clicked no focus."""
    page.keyboard.press("Enter")
    until(lambda: page.evaluate("true") and held)
    read(letter, "failure", "delivery", LATE)
    news_come(page, 1)
    held.pop().continue_()


def news_come(page: "Page", number: int) -> None:
    """One more mail, while nothing has the focus."""
    page.evaluate("document.activeElement.blur()")
    mails.take_in(mails.reply("one@nordbake.example", message_id=f"{number}@nordbake.example"))
    outbox.pump()
    page.locator("#more-below").get_by_text(f"{number} new message").wait_for()


def test_what_was_read_appears_and_nothing_moves_or_is_lost(page: "Page", letter: Message) -> None:
    page.set_viewport_size({"width": 375, "height": 720})
    opened(page, letter)
    page.keyboard.press("r")
    page.keyboard.type("Dear Ana, ")
    before = page.evaluate("document.activeElement.getBoundingClientRect().top")
    page.get_by_text("Saved", exact=True).wait_for()
    read(letter, "failure", "delivery", LATE)
    tell(letter)
    page.locator('.noticed[data-words="The oven came late."]').wait_for(state="attached")
    assert abs(page.evaluate("document.activeElement.getBoundingClientRect().top") - before) < 2
    page.keyboard.type("we are sorry.")
    assert page.evaluate("document.activeElement.value").startswith("Dear Ana, we are sorry.")


def test_a_colleagues_word_appears(page: "Page", letter: Message) -> None:
    opened(page, letter)
    page.locator('.noticed[data-words="Your ten-day rule is absurd."]').wait_for()
    leo = builders.agent("lead")
    correcting.correct(Ref(letter.pk, "rule", "complaint", *RULE), "right", leo, timezone.now())
    outbox.pump()
    page.get_by_text("a rule of ours annoys, says Leo Marsh").wait_for()
