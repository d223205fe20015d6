"""People's words on readings: the last one counts, and reading again does not speak over it."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from regulars.base.results import Refused
from regulars.book.models import Message
from regulars.intake.models import Delivery, Inbox
from regulars.reading.slots import READERS, Reader, present
from regulars.reading.values import Speaker
from regulars.readings import acts, asking, correcting, texts
from regulars.readings.correcting import Ref, ref
from regulars.readings.models import Correction, Reading
from regulars.readings.shown import readings_of
from regulars.staff.models import Team
from tests import builders
from tests.mails import mail, take_in

pytestmark = pytest.mark.slow

Settle = Callable[[], int]
SPEAKERS = frozenset({Speaker.CUSTOMER})


@pytest.fixture(autouse=True)
def known() -> object:
    """Readers of these kinds, where there are none yet."""
    labels = {"sentiment": ("negative", "neutral", "positive"), "thanks": ("thanks", "delight")}
    made = [kind for kind in labels if kind not in present()]
    for kind in made:
        READERS.offer(kind, Reader(kind, 1, SPEAKERS, frozenset({"en"}), labels[kind]))
    yield
    for kind in made:
        READERS.withdraw(kind)


@pytest.fixture
def read(answers: object, settled: Settle, db: None) -> Message:
    filed = take_in(mail(text="Thank you, it is broken.")).filed
    # It once had no message, and nobody could say why.
    assert filed == 1, list(Delivery.objects.values_list("state", "cause", "detail"))
    settled()
    return Message.objects.get()


def first_ref(reader: str) -> Ref:
    row = Reading.objects.get(reader=reader)
    return Ref(row.message_id, reader, row.label, row.start, row.end)


def correct(on: Ref, verdict: str, instead: str = "", role: str = "agent") -> Correction | Refused:
    return correcting.correct(on, verdict, builders.agent(role), timezone.now(), instead)


def shown(message: Message) -> list[tuple[str, str]]:
    return [(one.reader, one.label) for one in readings_of([message.pk])[message.pk]]


def test_what_is_wrong_is_hidden_and_stays_hidden(read: Message) -> None:
    correct(first_ref("sentiment"), "wrong")
    assert shown(read) == [("thanks", "thanks")]
    acts.read(texts.of_messages([read.pk]), asking.BOOKS, timezone.now, again=True)
    assert Reading.objects.filter(reader="sentiment").exists()
    assert shown(read) == [("thanks", "thanks")]


def test_what_is_right_stays_when_no_reader_finds_it_any_more(read: Message) -> None:
    correct(first_ref("thanks"), "right")
    Reading.objects.all().delete()
    [one] = readings_of([read.pk])[read.pk]
    assert (one.label, one.sure, one.word is not None) == ("thanks", True, True)


def test_another_label_takes_its_place(read: Message) -> None:
    correct(first_ref("sentiment"), "instead", "neutral")
    assert shown(read) == [("thanks", "thanks"), ("sentiment", "neutral")]
    Reading.objects.filter(reader="sentiment").update(label="positive")
    assert shown(read) == [("thanks", "thanks"), ("sentiment", "neutral")]


def test_a_missing_one_can_be_added(read: Message) -> None:
    on = Ref(read.pk, "thanks", "delight", 11, 13)
    added = correcting.add_missing(on, builders.agent(), timezone.now())
    assert isinstance(added, Correction)
    assert ("thanks", "delight") in shown(read)
    assert added.quote == read.text[11:13]


def test_the_last_word_counts_and_saying_it_twice_is_once(read: Message) -> None:
    on = first_ref("thanks")
    first = correct(on, "right")
    assert correct(on, "right") == first
    correct(on, "wrong")
    assert list(Correction.objects.filter(withdrawn_at=None).values_list("verdict", flat=True)) == ["wrong"]
    assert Correction.objects.count() == 2
    correct(on, "right", role="lead")
    assert ("thanks", "thanks") in shown(read)


def test_a_word_taken_back_leaves_the_reading_as_it_was(read: Message) -> None:
    said = correct(first_ref("thanks"), "wrong")
    assert isinstance(said, Correction)
    for _ in range(2):
        assert correcting.withdraw(said, builders.agent("lead"), timezone.now()) is None
    assert ("thanks", "thanks") in shown(read)
    said.refresh_from_db()
    assert said.withdrawn_by == builders.agent("lead")


def test_it_finds_its_words_in_a_newer_version_of_the_text(read: Message) -> None:
    correct(first_ref("thanks"), "right")
    newer = Message.objects.create(moment=read.moment, version=2, text="Dear all, Thank you.")
    [one] = readings_of([newer.pk])[newer.pk]
    assert newer.text[one.start : one.end] == "Thank you"
    gone = Message.objects.create(moment=read.moment, version=3, text="Nothing of that.")
    assert readings_of([gone.pk]) == {}


def test_who_may_not_see_the_inbox_says_nothing(read: Message) -> None:
    Inbox.objects.get().teams.add(Team.objects.create(name="Billing"))
    assert isinstance(correct(first_ref("thanks"), "wrong"), Refused)


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("verdict", "instead"), [("", ""), ("missing", ""), ("perhaps", ""), ("instead", ""), ("instead", "furious")]
)
def test_no_other_words_are_taken(read: Message, verdict: str, instead: str) -> None:
    assert isinstance(correct(first_ref("thanks"), verdict, instead), Refused)


@pytest.mark.sqlite
@pytest.mark.parametrize(("start", "end"), [(5, 5), (9, 4), (0, 5000)])
def test_a_span_lies_in_the_text(read: Message, start: int, end: int) -> None:
    assert isinstance(correct(Ref(read.pk, "thanks", "thanks", start, end), "right"), Refused)


@pytest.mark.parametrize("text", ["", "1:a:b:2", "1:a:b:2:x", "²:a:b:1:2", f"1:a:b:{'9' * 30}:1", "1:a:b:1:2:3"])
def test_what_is_no_reference_is_none(text: str) -> None:
    assert ref(text) is None


def test_a_reference_is_read_as_it_is_written() -> None:
    on = Ref(4, "sentiment", "negative", 0, 12)
    assert ref(str(on)) == on
