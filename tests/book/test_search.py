"""Search over real rows, the same on both databases."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regulars.base.folding import LONGEST_FIELD
from regulars.book.models import Attachment, Conversation, Customer, Message, Moment
from regulars.book.search import Page, find, forget_moments, index_moments, rebuild
from regulars.book.search import tasks as search_tasks
from regulars.book.search.index import engine, texts
from regulars.book.search.postgresql import PROBE, WINDOW
from regulars.book.search.query import read
from regulars.book.search.rows import Row
from regulars.engine.models import Job
from regulars.engine.outbox import Entry

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def say(text: str, *, at: datetime = NOW, subject: str = "Hello", conversation: Conversation | None = None) -> Moment:
    """A moment with a text by Ana, not yet in the index."""
    ana, _ = Customer.objects.get_or_create(name="Ana Novak")
    conversation = conversation or thread(ana, subject)
    moment = Moment.objects.create(
        kind="message",
        customer=ana,
        birth_customer=ana,
        conversation=conversation,
        direction=Moment.IN,
        received_at=at,
        recorded_at=NOW,
        at=at,
    )
    Message.objects.create(
        moment=moment, sender_name="Ana Novak", sender_email="ana@nordbake.example", subject=subject, text=text
    )
    return moment


def thread(customer: Customer, subject: str = "Hello", joined_to: Conversation | None = None) -> Conversation:
    return Conversation.objects.create(
        customer=customer,
        birth_customer=customer,
        subject=subject,
        opened_at=NOW,
        last_at=NOW,
        joined_to=joined_to,
    )


def found(query: str) -> list[str]:
    """Public ids of the moments that a query finds, newest first."""
    return [result.moment for result in find(query).results]


def indexed(*texts: str) -> list[Moment]:
    """These texts, a minute apart, in the index."""
    moments = [say(text, at=NOW + timedelta(minutes=minute)) for minute, text in enumerate(texts)]
    assert index_moments(moment.pk for moment in moments) == len(moments)
    return moments


def test_words_phrases_beginnings_alternatives_and_exclusions() -> None:
    lamp, kettle, both = indexed("a blue lamp", "the lamp is not blue, the kettle", "Kettles and lamps, blue lamp")
    assert found("lamp ") == [both.public_id, kettle.public_id, lamp.public_id]
    assert found("blue lamp kettle ") == [kettle.public_id]
    assert found('"blue lamp"') == [both.public_id, lamp.public_id]
    assert found("kettl*") == [both.public_id, kettle.public_id]
    assert found("lam") == [both.public_id, kettle.public_id, lamp.public_id]
    assert found("kettle or kettles ") == [both.public_id, kettle.public_id]
    assert found("lamp -kettle ") == [both.public_id, lamp.public_id]
    assert found('lamp -"blue lamp" ') == [kettle.public_id]
    assert found("-kettle ") == [both.public_id, lamp.public_id]
    assert found("-kettle -kettles ") == [lamp.public_id]
    assert found("saucer ") == []


def test_umlauts_are_found_however_they_are_written() -> None:
    plain, spelled, other = indexed("Frau Müller", "Frau Mueller", "Frau Muller")
    assert found("mueller ") == [other.public_id, spelled.public_id, plain.public_id]
    assert found("MÜLLER ") == [other.public_id, spelled.public_id, plain.public_id]
    assert found("Mu\u0308ller ") == [other.public_id, spelled.public_id, plain.public_id]
    assert found("-mueller ") == []
    assert found('"frau mueller"') == [spelled.public_id]


def test_subject_sender_and_file_names_are_found() -> None:
    moment = say("nothing much", subject="Überweisung doppelt")
    Attachment.objects.create(
        message=moment.messages.get(), position=1, name="invoice-7731.pdf", content_type="application/pdf", size=1
    )
    index_moments([moment.pk])
    for query in ("uberweisung", "ana@nordbake.example", "novak", "invoice-7731", "7731", "pdf "):
        assert found(query) == [moment.public_id]


def test_a_phrase_does_not_run_from_one_field_into_the_next() -> None:
    moment = say("lamp", subject="blue")
    index_moments([moment.pk])
    assert found('"ana novak"') == [moment.public_id]
    assert found('"blue ana"') == []
    assert found('"novak lamp"') == []
    assert found('"example lamp"') == []


def test_other_scripts() -> None:
    japanese, arabic, german = indexed("昨日注文した商品が届きません", "أين كِتابي؟ ١٢٣٤٥٦٧", "Die Größe passt nicht")
    assert found("商品が") == [japanese.public_id]
    assert found("した 商品") == [japanese.public_id]
    assert found("商品した") == []
    assert found("كتابي") == [arabic.public_id]
    assert found("4567") == [arabic.public_id]
    assert found("GRÖSSE") == [german.public_id]


def test_newest_first_by_when_it_happened_and_page_by_page() -> None:
    moments = [say(f"lamp {number}", at=NOW - timedelta(days=number % 7, seconds=number)) for number in range(25)]
    index_moments(moment.pk for moment in moments)
    wanted = [one.public_id for one in sorted(moments, key=lambda one: (one.at, one.pk), reverse=True)]
    seen: list[str] = []
    after: str | None = None
    for _ in range(4):
        page = find("lamp ", after, limit=10)
        seen += [result.moment for result in page.results]
        after = page.next
        if after is None:
            break
    assert seen == wanted


def test_a_word_being_typed_is_a_beginning_where_it_fills_no_page() -> None:
    moments = indexed(*["a lamp" if number % 2 else "two lamps" for number in range(8)])
    ids = [moment.public_id for moment in reversed(moments)]
    page = find("lamp", limit=3)
    assert [result.moment for result in page.results] == ids[0:6:2]
    assert [result.moment for result in find("lamp", page.next, limit=3).results] == ids[6::2]
    page = find("lam", limit=5)
    assert [result.moment for result in page.results] == ids[:5]
    assert [result.moment for result in find("lam", page.next, limit=5).results] == ids[5:]
    assert find("lam ").results == []


def test_no_more_of_a_text_is_read_than_is_folded() -> None:
    moment = say("kettle " + "a" * LONGEST_FIELD)
    (text,) = texts([moment.pk])
    assert len(text.fields[-1]) == LONGEST_FIELD
    index_moments([moment.pk])
    assert found("kettle") == [moment.public_id]
    forget_moments([moment.pk])
    assert found("kettle") == []


def test_indexing_again_changes_nothing() -> None:
    (moment,) = indexed("a blue lamp")
    assert index_moments([moment.pk]) == 0
    assert found("lamp ") == [moment.public_id]


def test_a_newer_reading_of_the_text_takes_the_place_of_the_old() -> None:
    first, moment, last = indexed("a blue lamp", "a yellow lamp", "a blue lamp")
    Message.objects.create(moment=moment, version=2, text="a green lamp")
    assert index_moments([first.pk, moment.pk, last.pk]) == 1
    assert found("green ") == [moment.public_id]
    assert found("yellow ") == []
    assert found("lamp ") == [last.public_id, moment.public_id, first.public_id]


def test_what_is_forgotten_is_not_found() -> None:
    first, second = indexed("a blue lamp", "a blue kettle")
    forget_moments([first.pk])
    assert found("blue ") == [second.public_id]
    assert found("lamp ") == []
    assert index_moments([first.pk, second.pk]) == 1
    assert found("lamp ") == [first.public_id]


def test_rebuilding_finds_the_same() -> None:
    indexed("a blue lamp", "a blue kettle")
    unindexed = say("a blue moon", at=NOW + timedelta(days=1))
    assert rebuild() == 3
    assert found("blue ")[0] == unindexed.public_id
    assert len(found("blue ")) == 3


def test_a_result_of_a_joined_conversation_is_shown_in_its_root() -> None:
    ana = Customer.objects.create(name="Ana Novak")
    root = thread(ana)
    branch = thread(ana, joined_to=thread(ana, joined_to=root))
    moment = say("a blue lamp", conversation=branch)
    index_moments([moment.pk])
    (result,) = find("lamp ").results
    assert result.conversation == root.public_id
    assert (result.customer, result.customer_name) == (ana.public_id, "Ana Novak")
    assert result.snippet == [("a blue ", False), ("lamp", True)]
    assert result.at == NOW


def test_a_moment_of_no_conversation_is_found() -> None:
    moment = say("a blue lamp")
    Moment.objects.filter(pk=moment.pk).update(conversation=None)
    index_moments([moment.pk])
    assert find("lamp ").results[0].conversation == ""


@pytest.mark.parametrize("after", ["", "x", "-1", "²", "9" * 19, "9" * 500, "b", "b7", "bb7", None])
def test_any_cursor_gives_a_page(after: str | None) -> None:
    indexed("a blue lamp")
    assert isinstance(find("lamp ", after), Page)


def test_nothing_asked_nothing_found() -> None:
    indexed("a blue lamp")
    assert find("").results == find("  -lamp ☕ ").results == []


def test_the_outbox_brings_moments_into_the_index() -> None:
    first, second, third = say("a blue lamp"), say("a blue kettle"), say("a blue moon")
    search_tasks.follow(
        [
            Entry(1, "moments", {"ids": [first.pk, second.pk]}, NOW),
            Entry(2, "moment", {"id": third.pk, "kind": "message"}, NOW),
            Entry(3, "work", {"topics": []}, NOW),
        ]
    )
    assert len(found("blue ")) == 3


def test_a_long_backlog_becomes_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_tasks, "BATCH", 2)
    moments = [say(f"lamp {number}") for number in range(5)]
    search_tasks.follow([Entry(1, "moments", {"ids": [moment.pk for moment in moments]}, NOW)])
    assert len(found("lamp ")) == 2
    for job in Job.objects.filter(kind=search_tasks.INDEX):
        search_tasks.index.run(job.payload)
    assert len(found("lamp ")) == 5


QUERIES = st.text(st.one_of(st.sampled_from("ab1 \"'*-()|&!:^~\\注é\u0000"), st.characters()), max_size=30)


@pytest.fixture
def one_row() -> None:
    indexed("a blue lamp, 注文した")


# The one row is read and never changed.
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(query=QUERIES)
def test_no_query_raises(one_row: None, query: str) -> None:
    find(query)


def filled(rows: int, word: str, where: range) -> None:
    """An index of that many one-word texts; `word` stands in those of `where`, counted from the oldest."""
    texts = ([word] if number in where else ["other"] for number in range(rows))
    engine().put(Row((number + 1) << 30, 1, ([], [], [], words)) for number, words in enumerate(texts))


@pytest.mark.postgres
@pytest.mark.parametrize("where", [range(10), range(PROBE + 5), range(WINDOW + PROBE + 30)])
def test_rare_old_and_common_words_come_newest_first(where: range) -> None:
    filled(WINDOW + PROBE + 30, "lamp", where)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE book_search")
    wanted = [(number + 1) << 30 for number in reversed(where)]
    assert engine().newest(read("lamp "), 1 << 62, 5) == wanted[:5]
    assert engine().newest(read("lamp "), wanted[4], 5) == wanted[5:10]


@pytest.mark.sqlite
def test_the_index_is_sound_after_changes() -> None:
    moments = indexed(*[f"a blue lamp {number}" for number in range(20)])
    forget_moments([moment.pk for moment in moments[::3]])
    engine().tidy()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO book_search (book_search) VALUES ('integrity-check')")
