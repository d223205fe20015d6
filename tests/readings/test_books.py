"""Rows of readings: replaced, never added to; read again when readers change; gone with whom they were about."""

from collections.abc import Callable
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.utils import timezone

from regulars.book.leaving.acts import ask
from regulars.book.leaving.carrying import carry_out
from regulars.book.models import Customer, Message, Moment
from regulars.engine import outbox
from regulars.engine.models import Job, Outbox
from regulars.reading.values import Reading as Found
from regulars.readings import acts, books, editions, recording, texts
from regulars.readings.models import Correction, Reading, Rereading, Understanding
from regulars.readings.slots import READ, JustRead
from regulars.readings.tasks import read_books
from tests import builders
from tests.mails import BORIS, mail, take_in
from tests.readings.test_correcting import correct, first_ref

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
Settle = Callable[[], int]
NOW = builders.NOW


def said(text: str, number: int = 2) -> bytes:
    return mail(BORIS, text=text, message_id=f"{number}@veloworks.example")


def raise_version() -> None:
    """As if a release had come with a better reader."""
    editions.versions.cache_clear()
    editions.versions()["thanks"] = 99


@pytest.fixture(autouse=True)
def own_versions() -> object:
    editions.versions.cache_clear()
    yield
    editions.versions.cache_clear()


def labels() -> list[tuple[str, str]]:
    return sorted(Reading.objects.values_list("reader", "label"))


def test_read_twice_it_is_the_same_rows(answers: object, settled: Settle) -> None:
    take_in(said("Thank you, it is broken."))
    settled()
    before = labels()
    outbox.append("moments", {"ids": list(Moment.objects.values_list("pk", flat=True)), "topics": []})
    settled()
    assert labels() == before == [("sentiment", "negative"), ("thanks", "thanks")]
    assert Understanding.objects.count() == 1


def test_a_new_version_of_a_text_is_read_in_place_of_the_old(answers: object, settled: Settle) -> None:
    take_in(said("Thank you."))
    settled()
    old = Message.objects.get()
    new = Message.objects.create(moment=old.moment, version=2, text="It is broken.")
    outbox.append("moments", {"ids": [old.moment_id], "topics": []})
    settled()
    assert set(Reading.objects.values_list("message", "label")) == {(new.pk, "negative")}
    assert not Understanding.objects.get(message=old).vector
    assert not books.newest(editions.stale(), 10)


def test_what_machines_wrote_is_not_read(answers: object, settled: Settle) -> None:
    take_in(mail(text="Thank you", headers=[("Auto-Submitted", "auto-replied")]))
    settled()
    assert not Understanding.objects.exists()


def test_staff_are_read_as_staff(answers: object, settled: Settle) -> None:
    [*_, ours] = builders.messages(builders.conversation(builders.customer()), ["Thank you", "We will call. Thank you"])
    outbox.append("moments", {"ids": [ours.pk], "topics": []})
    settled()
    assert labels() == [("promise", "explicit")]


@pytest.mark.sqlite
def test_history_waits_and_is_read_newest_first(answers: list[dict[str, object]], settled: Settle) -> None:
    take_in(said("Thank you, old"), history=True)
    take_in(said("Thank you, live", 3))
    settled()
    read = [text["text"] for one in answers if one["do"] == "read" for text in one["texts"]]  # type: ignore[attr-defined]
    assert read == ["Thank you, live\n", "Thank you, old\n"]
    assert set(Understanding.objects.values_list("tier", flat=True)) == {"full"}


def test_texts_that_stood_there_before_are_read_newest_first(answers: list[dict[str, object]], settled: Settle) -> None:
    on = builders.conversation(builders.customer())
    builders.messages(on, [f"Thank you {number}" for number in range(120)])
    while books.go_through(timezone.now):
        pass
    assert Understanding.objects.filter(tier="full").count() == 120
    first = answers[0]["texts"][0]["text"]  # type: ignore[index]
    assert first == "Thank you 119"


def test_raised_versions_read_the_books_again_and_a_kill_forgets_nothing(answers: object, settled: Settle) -> None:
    on = builders.conversation(builders.customer())
    builders.messages(on, [f"Thank you {number}" for number in range(240)])
    while books.go_through(timezone.now):
        pass
    raise_version()
    with patch.object(acts, "tell", side_effect=[None, KeyboardInterrupt]), pytest.raises(KeyboardInterrupt):
        books.go_through(timezone.now)
    half = Understanding.objects.filter(edition__in=editions.stale())
    assert half.count() == 140
    # The newest were read first.
    assert half.order_by("-at").first().message.text == "Thank you 139"  # type: ignore[union-attr]
    row = Rereading.objects.get(finished_at=None)
    assert (row.texts, row.done) == (240, 100)
    while books.go_through(timezone.now):
        pass
    assert not half.exists()
    assert Rereading.objects.get(pk=row.pk).finished_at


def test_the_books_are_left_while_other_work_waits(answers: object, settled: Settle) -> None:
    from regulars.engine import jobs

    builders.messages(builders.conversation(builders.customer()), ["Thank you"])
    jobs.enqueue("mail.parse", {})
    assert books.go_through(timezone.now)
    assert not Reading.objects.exists()
    read_books.run({})
    assert Job.objects.get(kind=acts.BOOKS).run_at > timezone.now()


def test_who_listens_hears_what_is_sure(answers: object, settled: Settle) -> None:
    heard: list[JustRead] = []
    READ.offer("test", lambda read, now: heard.extend(read))
    try:
        take_in(said("Thank you, perhaps."), said("It is broken.", 3))
        settled()
    finally:
        READ.withdraw("test")
    assert [(one.moment.text, [each.label for each in one.readings]) for one in heard] == [
        ("Thank you, perhaps.\n", []),
        ("It is broken.\n", ["negative"]),
    ]
    assert not any(one.again for one in heard)
    assert heard[1].readings[0].quote == "broken"


def test_open_pages_are_told(answers: object, settled: Settle) -> None:
    take_in(said("Thank you."))
    settled()
    entry = Outbox.objects.get(kind="readings")
    assert entry.payload["topics"] == [f"conversation:{Moment.objects.get().conversation.public_id}"]  # type: ignore[union-attr]


def test_what_changes_while_it_is_read_is_not_written(answers: object) -> None:
    [moment] = builders.messages(builders.conversation(builders.customer()), ["Thank you"])
    found = texts.of_moments([moment.pk])
    Message.objects.update(text="")
    assert acts.read(found, 10, timezone.now) == 0
    assert not Reading.objects.exists()


def test_erasing_leaves_nothing_of_what_was_read(answers: object, settled: Settle) -> None:
    take_in(mail(text="Thank you, it is broken."))
    settled()
    correct(first_ref("thanks"), "wrong")
    erasure = ask(Customer.objects.get(), None, NOW)
    carry_out(erasure, NOW + timedelta(days=31))  # type: ignore[arg-type]
    settled()
    assert not Reading.objects.exists()
    row = Understanding.objects.get()
    assert (row.language, row.scores, len(row.vector), row.message.text) == ("", {}, 0, "")
    assert Correction.objects.get().quote == ""


def test_all_can_be_read_again(answers: list[dict[str, object]], settled: Settle) -> None:
    take_in(said("Thank you."))
    settled()
    assert books.again(timezone.now(), most=1) == 1
    settled()
    assert Understanding.objects.get().edition
    assert len([one for one in answers if one["do"] == "read"]) == 2


def test_of_what_a_head_is_not_sure_of_the_likeliest_is_kept() -> None:
    guesses = [Found("feeling", label, score, 0, 9, 1, sure=False) for label, score in (("angry", 0.4), ("calm", 0.3))]
    fired = Found("rule", "complaint", 0.2, 0, 4, 1, sure=False, fired=((0, 2),))
    sure = Found("feeling", "annoyed", 0.9, 0, 9, 1)
    kept = recording.readings(1, [*guesses, fired, sure])
    assert sorted((row["label"], row["sure"]) for row in kept) == [
        ("angry", False),
        ("annoyed", True),
        ("complaint", False),
    ]
