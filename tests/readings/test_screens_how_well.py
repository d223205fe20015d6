"""How well the desk reads, what people put right, and messages found by what they mean."""

from datetime import timedelta

import pytest
from django.test import Client

from regulars.book.models import Message
from regulars.intake.models import Inbox
from regulars.reading.slots import Reader, present
from regulars.reading.values import Speaker
from regulars.readings import asking, how_well, said
from regulars.readings.accuracy import Accuracy
from regulars.readings.asking import Near, Unavailable
from regulars.readings.meaning.layout import SIZE
from regulars.readings.models import Correction, Fit, Reading, Understanding
from regulars.staff.models import Team
from tests import builders, mails
from tests.builders import NOW, signed_in

LETTER = "The oven came late."
VECTOR = bytes([90] * SIZE)


def test_what_was_judged_stands_first_and_what_is_not_measured_says_so() -> None:
    spoken = frozenset({Speaker.CUSTOMER})
    readers = {
        "rule": Reader("rule", 1, spoken, frozenset({"en"}), ("complaint",)),
        "failure": Reader("failure", 1, spoken, frozenset({"en"}), ("product",)),
    }
    rows = how_well.ordered([Accuracy("rule", "en", 9, 1), Accuracy("rule", "fr", 1, 2)], readers, {})
    told = [(row.here.reader, row.here.language, row.measured) for row in rows]
    assert told == [("rule", "en", True), ("rule", "fr", False), ("failure", "en", True)]
    assert rows[2].bar is None
    bar = rows[0].bar
    assert bar is not None
    assert 0 <= bar.low < bar.share < bar.low + bar.width <= how_well.WIDE


@pytest.fixture
def letter(db: None) -> Message:
    """Ana's letter, read for its meaning."""
    mails.take_in(mails.mail(text=LETTER))
    text = Message.objects.select_related("moment__conversation").get()
    Understanding.objects.create(
        message=text, edition="x", tier="full", language="fr", at=text.moment.at, read_at=NOW, vector=VECTOR
    )
    return text


def word(letter: Message, **more: object) -> Correction:
    what = {"reader": "failure", "label": "delivery", "language": "en", "start": 0, "end": 19, "verdict": "right"}
    row = {"moment": letter.moment, "quote": LETTER, "agent": builders.agent("lead"), "at": NOW, **what, **more}
    return Correction.objects.create(**row)


@pytest.mark.slow
def test_the_page_tells_how_often_it_is_right_and_of_what_language_nothing_is_read(letter: Message) -> None:
    word(letter, reader_version=present()["failure"].version)
    Fit.objects.create(
        reader="failure", language="en", at=NOW, labels=40, card={"later": {"texts": 8, "own": 7, "standing": 4}}
    )
    shown = signed_in("lead").get("/readings").content.decode()
    assert "1 word</a>" in shown
    assert "100 of 100" in shown
    assert "French" in shown
    assert "Not kept." in shown
    assert signed_in("agent").get("/readings").status_code == 403


@pytest.mark.slow
def test_a_fit_is_taken_out_and_let_in_again(letter: Message) -> None:
    fit = Fit.objects.create(reader="failure", language="en", at=NOW, labels=40, card={}, kept=True)
    lead = signed_in("lead")
    lead.post(f"/readings/fits/{fit.public_id}/out")
    assert Fit.objects.get().retired_by == builders.agent("lead")
    lead.post(f"/readings/fits/{fit.public_id}/in")
    assert Fit.objects.get().retired_at is None


@pytest.mark.slow
def test_words_are_listed_the_newest_first_and_taken_back_there(letter: Message) -> None:
    words = [word(letter, start=n, at=NOW + timedelta(minutes=n)) for n in range(said.SIZE + 1)]
    lead = signed_in("lead")
    first = lead.get("/readings/corrections?reader=failure&language=en").content.decode()
    assert first.count("<blockquote") == said.SIZE
    assert words[0].public_id not in first
    answer = lead.post(f"/corrections/{words[-1].public_id}/take-back", {"from": "corrections"})
    assert answer["Location"] == "/readings/corrections"
    assert "Taken back by Leo Marsh" in lead.get("/readings/corrections").content.decode()
    Inbox.objects.get().teams.add(Team.objects.create(name="Returns"))
    assert "<blockquote" not in lead.get("/readings/corrections").content.decode()


def other(letter: Message) -> Message:
    """What Boris wrote, which means the same."""
    wrote = builders.conversation(builders.customer("Boris Okafor", "boris@veloworks.example"), "Too late")
    builders.messages(wrote, ["It was not on time."])
    text = Message.objects.select_related("moment").get(moment__conversation=wrote)
    Understanding.objects.create(message=text, edition="x", tier="full", at=NOW, vector=VECTOR)
    return text


def alike(seat: Client, letter: Message) -> str:
    assert letter.moment.conversation
    return seat.get(f"/conversations/{letter.moment.conversation.public_id}/alike").content.decode()


@pytest.mark.slow
def test_messages_like_this_and_by_meaning(letter: Message, monkeypatch: pytest.MonkeyPatch) -> None:
    near = other(letter)
    monkeypatch.setattr(asking, "like", lambda *asked: Near(VECTOR, (letter.pk, near.pk)))
    seat = signed_in("agent")
    shown = alike(seat, letter)
    assert "It was not on time." in shown
    assert f"?to={near.moment.public_id}" in shown
    assert "It was not on time." in seat.get("/search/meaning?q=late").content.decode()


@pytest.mark.slow
def test_where_nobody_reads_the_page_says_so_and_keeps_what_was_typed(
    letter: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    def like(*asked: object) -> Near:
        raise Unavailable("asleep")

    monkeypatch.setattr(asking, "like", like)
    seat = signed_in("agent")
    shown = seat.get("/search/meaning?q=late+ovens").content.decode()
    assert "Search by meaning is not there right now." in shown
    assert 'value="late ovens"' in shown
    assert "Search by meaning is not there right now." in alike(seat, letter)


@pytest.mark.slow
def test_news_bring_the_notes_of_what_a_page_shows(letter: Message) -> None:
    assert letter.moment.conversation
    row = {"reader_version": 1, "score": 0.9, "start": 0, "end": 19}
    Reading.objects.create(message=letter, reader="failure", label="delivery", **row)
    path = f"/conversations/{letter.moment.conversation.public_id}/news?after={letter.moment_id}"
    seat = signed_in("agent")
    assert 'data-words="The oven came late."' not in seat.get(path).content.decode()
    assert 'data-words="The oven came late."' in seat.get(f"{path}&noted={letter.moment.public_id}").content.decode()
