"""What was read, on screen: beside the words, on a page of its own, over time; and put right with one click."""

from typing import Any

import pytest
from django.test import Client

from regulars.book.models import Message
from regulars.intake.models import Inbox
from regulars.readings.models import Correction, Reading, Understanding
from regulars.staff.models import Team
from tests import mails
from tests.builders import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LETTER = "The oven came late. Your ten-day rule is absurd. I am rather cross."
LATE, RULE, CROSS = (0, 19), (20, 48), (49, 67)
HTMX = {"HX-Request": "true"}


def row(text: Message, reader: str, label: str, span: tuple[int, int], *, sure: bool = True) -> Reading:
    return Reading.objects.create(
        message=text,
        reader=reader,
        reader_version=1,
        label=label,
        score=0.9 if sure else 0.4,
        start=span[0],
        end=span[1],
        sure=sure,
    )


def understood(text: Message, negative: float) -> None:
    scores = {"sentiment": {"negative": negative, "positive": 1 - negative}}
    Understanding.objects.create(
        message=text, edition="full", tier="full", language="en", at=text.moment.at, scores=scores
    )


@pytest.fixture
def letter() -> Message:
    """Ana's letter, read."""
    mails.take_in(mails.mail(text=LETTER))
    text = Message.objects.select_related("moment__conversation", "moment__customer").get()
    row(text, "failure", "delivery", LATE)
    row(text, "rule", "complaint", RULE)
    row(text, "feeling", "annoyed", CROSS, sure=False)
    understood(text, 0.9)
    return text


@pytest.fixture
def ada() -> Client:
    """Ada's seat."""
    return signed_in("agent")


def page(seat: Client, letter: Message) -> str:
    """The conversation."""
    assert letter.moment.conversation
    return seat.get(f"/conversations/{letter.moment.conversation.public_id}").content.decode()


def judge(
    seat: Client, letter: Message, reader: str, label: str, span: tuple[int, int], verdict: str, **sent: str
) -> Any:
    path = f"/messages/{letter.moment.public_id}/readings/{reader}/{label}/{span[0]}-{span[1]}/{verdict}"
    return seat.post(path, sent, headers=HTMX)


def test_notes_stand_beside_the_words_and_guesses_do_not_crowd_them(letter: Message, ada: Client) -> None:
    shown = page(ada, letter)
    assert 'data-words="The oven came late."' in shown
    assert 'data-words="Your ten-day rule is absurd."' in shown
    assert "annoyed" not in shown


def test_a_guess_says_that_it_is_one_where_nothing_else_is_known(letter: Message, ada: Client) -> None:
    Reading.objects.filter(sure=True).delete()
    assert "perhaps annoyed" in page(ada, letter)
    assert (
        "Not sure: nothing is done because of it."
        in ada.get(f"/messages/{letter.moment.public_id}/readings").content.decode()
    )


def test_one_click_takes_a_wrong_reading_out_and_another_brings_it_back(letter: Message, ada: Client) -> None:
    answer = judge(ada, letter, "rule", "complaint", RULE, "wrong")
    assert "Noted, thank you." in answer.content.decode()
    assert "ten-day" not in page(ada, letter).replace(LETTER, "")
    word = Correction.objects.get()
    ada.post(f"/corrections/{word.public_id}/take-back", headers=HTMX)
    assert 'data-words="Your ten-day rule is absurd."' in page(ada, letter)


def test_who_said_that_it_is_right_stands_beside_it(letter: Message, ada: Client) -> None:
    judge(ada, letter, "rule", "complaint", RULE, "right")
    assert "a rule of ours annoys, says" in page(ada, letter)


def test_something_else_instead_is_shown_from_then_on(letter: Message, ada: Client) -> None:
    row(letter, "preference", "fact", CROSS)
    judge(ada, letter, "preference", "fact", CROSS, "instead", instead="need")
    shown = page(ada, letter)
    assert "needs this, says" in shown
    assert "says something about themselves" not in shown


def test_a_label_that_is_none_is_refused_with_words(letter: Message, ada: Client) -> None:
    answer = judge(ada, letter, "rule", "complaint", RULE, "instead", instead="moon")
    assert "Choose what it is instead." in answer.content.decode()
    assert not Correction.objects.exists()


def test_what_nobody_read_is_added_in_its_words(letter: Message, ada: Client) -> None:
    path = f"/messages/{letter.moment.public_id}/readings/add"
    wrong = ada.post(path, {"what": "repeat:repeat", "words": "a third time"})
    assert wrong.status_code == 422
    assert "a third time" in wrong.content.decode()
    ada.post(path, {"what": "repeat:repeat", "words": "rather cross"})
    assert Correction.objects.get().quote == "rather cross"
    assert "has asked before, says" in page(ada, letter)


def test_nobody_corrects_what_is_kept_for_others(letter: Message, ada: Client) -> None:
    Inbox.objects.get().teams.add(Team.objects.create(name="Returns"))
    assert ada.get(f"/messages/{letter.moment.public_id}/readings").status_code == 404
    assert judge(ada, letter, "rule", "complaint", RULE, "wrong").status_code == 404


def test_a_seat_without_that_permission_sees_no_buttons(letter: Message) -> None:
    shown = signed_in("night-shift").get(f"/messages/{letter.moment.public_id}/readings")
    assert shown.status_code == 403


def test_feeling_over_time_is_a_line_in_words_too(letter: Message, ada: Client) -> None:
    assert 'class="feeling"' not in page(ada, letter)
    mails.take_in(mails.reply("one@nordbake.example", message_id="two@nordbake.example", text="Now it is lovely."))
    understood(Message.objects.exclude(pk=letter.pk).get(), 0.1)
    shown = page(ada, letter)
    assert 'class="feeling"' in shown
    assert "lately glad" in shown
    book = ada.get(f"/customers/{letter.moment.customer.public_id}").content.decode()
    assert "lately glad" in book
