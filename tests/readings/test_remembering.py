"""What somebody says of themselves is offered to be noted, beside their words."""

import re
from typing import Any

import pytest
from django.test import Client

from regulars.book.models import Fact, Message
from regulars.intake.models import Inbox
from regulars.readings.models import Reading
from regulars.staff.models import Team
from tests import mails
from tests.builders import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LETTER = "We come on Friday. My daughter is allergic to nuts. We love a quiet room."
NUTS, QUIET = (19, 51), (52, 73)
HTMX = {"HX-Request": "true"}


def row(text: Message, span: tuple[int, int], *, sure: bool = True, label: str = "need") -> None:
    where = {"start": span[0], "end": span[1], "sure": sure, "score": 0.9 if sure else 0.4}
    Reading.objects.create(message=text, reader="preference", reader_version=1, label=label, **where)


@pytest.fixture
def letter() -> Message:
    """Ana's letter, in which two things of hers were read."""
    mails.take_in(mails.mail(text=LETTER))
    text = Message.objects.select_related("moment__conversation", "moment__customer").get()
    row(text, NUTS)
    row(text, QUIET)
    return text


@pytest.fixture
def ada() -> Client:
    """Ada's seat."""
    return signed_in("agent")


def offered(seat: Client, letter: Message) -> list[str]:
    """The paths to note things, on the page of the conversation."""
    assert letter.moment.conversation
    page = seat.get(f"/conversations/{letter.moment.conversation.public_id}").content.decode()
    return re.findall(r'hx-post="(/messages/\w+/remember/\d+-\d+)"', page)


def keep(seat: Client, path: str) -> Any:
    """Ask for it, and keep what the form says."""
    form = seat.post(path, headers=HTMX)
    assert form.headers["HX-Retarget"] == "#fact-entry"
    page = form.content.decode()
    fields = dict(re.findall(r'<input[^>]*name="(text|moment)"[^>]*value="([^"]*)"', page))
    chosen = dict(re.findall(r'<select[^>]*name="(\w+)".*?<option value="(\w*)" selected', page, re.DOTALL))
    add = re.findall(r'action="(/customers/\w+/facts/add)"', page)[0]
    return seat.post(add, {**chosen, **fields})


def test_each_is_offered_until_it_is_noted(letter: Message, ada: Client) -> None:
    paths = offered(ada, letter)
    assert sorted(paths) == [f"/messages/{letter.moment.public_id}/remember/{a}-{b}" for a, b in (NUTS, QUIET)]
    for left, path in zip((2, 0), sorted(paths), strict=True):
        assert keep(ada, path).status_code == 302
        assert len(offered(ada, letter)) == left
    nuts, quiet = Fact.objects.order_by("pk")
    assert (nuts.text, nuts.kind, nuts.allergen) == ("My daughter is allergic to nuts.", "need", "nuts")
    assert (quiet.text, quiet.kind, quiet.origin) == ("We love a quiet room.", "preference", "said")
    assert nuts.moment == quiet.moment == letter.moment


def test_a_guess_is_not_offered(letter: Message, ada: Client) -> None:
    Reading.objects.update(sure=False)
    assert offered(ada, letter) == []


def test_nothing_is_proposed_of_what_one_may_not_see_or_of_no_words(letter: Message, ada: Client) -> None:
    moment = letter.moment.public_id
    assert ada.post(f"/messages/{moment}/remember/900-950", headers=HTMX).status_code == 404
    Inbox.objects.get().teams.add(Team.objects.create(name="Others"))
    assert ada.post(f"/messages/{moment}/remember/{NUTS[0]}-{NUTS[1]}", headers=HTMX).status_code == 404
