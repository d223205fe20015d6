"""The inbox and a conversation's page, for what comes in real life."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from regulars.book.models import Conversation, Moment
from regulars.conversations.models import Link
from regulars.web import paging
from tests import builders, mails
from tests.builders import NOW, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabteilung"
ARABIC = "ليلى حداد"


@pytest.fixture
def client() -> Client:
    """At Ada's seat."""
    return signed_in()


def page(client: Client, path: str) -> str:
    """The page at a path; it must be there."""
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def test_an_empty_company_is_told_what_will_come(client: Client) -> None:
    assert "No mail comes in yet" in page(client, "/")
    assert "Nothing is closed" in page(client, "/?show=closed")
    assert "No automatic mail" in page(client, "/?show=automatic")
    assert "Nothing is held here" in page(client, "/quarantine")


def test_an_inbox_of_fifty_and_its_next_page(client: Client) -> None:
    ana = builders.customer()
    for place in range(120):
        builders.conversation(ana, f"Matter {place:03}.", last_at=NOW - timedelta(minutes=place // 3))
    seen: list[str] = []
    path = "/"
    for _ in range(3):
        shown = page(client, path)
        seen += [f"{place:03}" for place in range(120) if f"Matter {place:03}." in shown]
        path = shown.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&") or "/"
    assert sorted(seen) == [f"{place:03}" for place in range(120)]
    assert len(seen) == len(set(seen))


def test_a_wrong_cursor_is_the_first_page_with_a_note(client: Client) -> None:
    builders.conversation(builders.customer())
    shown = page(client, "/?before=nonsense")
    assert "This is the first one" in shown
    assert "The blue kettle" in shown


def test_the_inbox_says_who_wrote_also_without_a_name(client: Client) -> None:
    builders.conversation(builders.customer("", "nobody@samphire.example"))
    assert "nobody@samphire.example" in page(client, "/")


def test_names_and_words_of_any_script_and_length(client: Client) -> None:
    on = builders.conversation(builders.customer(ARABIC), LONG * 5)
    builders.messages(on, [LONG * 20, "<script>alert(1)</script>"])
    shown = page(client, f"/conversations/{on.public_id}")
    assert ARABIC in shown
    assert LONG * 20 in shown
    assert "<script>alert(1)" not in shown


def test_a_thread_of_five_hundred_is_read_in_pages(client: Client) -> None:
    on = builders.conversation(builders.customer())
    builders.messages(on, [f"Line {place:03}." for place in range(500)])
    shown = page(client, f"/conversations/{on.public_id}")
    assert [place for place in range(500) if f"Line {place:03}." in shown] == list(range(470, 500))
    assert shown.index("Line 470.") < shown.index("Line 499.")
    older = shown.partition('" rel="next"')[0].rpartition('href="')[2]
    before = page(client, f"/conversations/{on.public_id}{older}")
    assert [place for place in range(500) if f"Line {place:03}." in before] == list(range(440, 470))


def test_a_page_can_end_with_the_message_that_was_looked_for(client: Client) -> None:
    on = builders.conversation(builders.customer())
    sought = builders.messages(on, [f"Line {place:03}." for place in range(100)])[20]
    shown = page(client, f"/conversations/{on.public_id}?to={sought.public_id}")
    assert "Line 020." in shown
    assert "Line 021." not in shown
    assert "This is the first one" in page(client, f"/conversations/{on.public_id}?to=none")


def test_other_matters_of_the_person_are_lines_between(client: Client) -> None:
    ana = builders.customer()
    on = builders.conversation(ana)
    builders.messages(on, ["First of it."], NOW)
    builders.messages(on, ["Second of it."], NOW + timedelta(days=2))
    between = builders.conversation(ana, "Opening hours")
    builders.messages(between, ["Not shown here."] * 3, NOW + timedelta(days=1))
    shown = page(client, f"/conversations/{on.public_id}")
    places = [shown.index(words) for words in ("First of it.", "Opening hours", "3 messages", "Second of it.")]
    assert places == sorted(places)
    assert "Not shown here." not in shown


def test_another_persons_matters_are_not_shown(client: Client) -> None:
    on = builders.conversation(builders.customer())
    other = builders.conversation(builders.customer("Boris Okafor", "boris@veloworks.example"), "A bent wheel")
    builders.messages(on, ["One."])
    builders.messages(other, ["Two."])
    assert "A bent wheel" not in page(client, f"/conversations/{on.public_id}")


def test_automatic_mail_is_a_quiet_line(client: Client) -> None:
    auto = mails.mail(headers=[("Auto-Submitted", "auto-replied")])
    mails.take_in(auto)
    on = Conversation.objects.get()
    shown = page(client, f"/conversations/{on.public_id}")
    assert 'class="quietly"' in shown
    assert "Automatic answer" in shown or "Out of office" in shown
    assert "The blue kettle" not in page(client, "/")
    assert "The blue kettle" in page(client, "/?show=automatic")


def suggestion() -> Link:
    """That one conversation of Ana's goes on from another."""
    ana = builders.customer()
    first, second = builders.conversation(ana, "First"), builders.conversation(ana, "Second")
    builders.messages(first, ["Words of the first."])
    builders.messages(second, ["Words of the second."])
    return Link.objects.create(
        conversation=second, other=first, kind=Link.CONTINUATION, evidence="same subject", created_at=NOW
    )


def test_a_joined_conversation_is_shown_in_the_other(client: Client) -> None:
    link = suggestion()
    second, first = link.conversation.public_id, link.other.public_id
    assert "Perhaps this goes on from" in page(client, f"/conversations/{second}")
    assert "perhaps goes on from another" in page(client, "/")
    client.post(f"/links/{link.pk}/join")
    assert client.get(f"/conversations/{second}").url == f"/conversations/{first}"
    shown = page(client, f"/conversations/{first}")
    assert "Words of the first." in shown
    assert "Words of the second." in shown
    assert "Second" not in page(client, "/")


def test_whose_conversation_was_joined_is_a_step_away(client: Client) -> None:
    ana, ruth = builders.customer(), builders.customer("Ruth Adeyemi", "ruth@northcourt.example")
    on, joined = builders.conversation(ana), builders.conversation(ruth, "Fwd: The blue kettle")
    joined.participants.create(value="boris@veloworks.example", role="cc")
    Conversation.objects.filter(pk=joined.pk).update(joined_to=on)
    shown = page(client, f"/conversations/{on.public_id}")
    assert f'/customers/{ruth.public_id}"><bdi>Ruth Adeyemi' in shown
    assert "boris@veloworks.example" in shown


def test_why_two_may_belong_together_is_said_in_words(client: Client) -> None:
    link = suggestion()
    assert "it has the same subject" in page(client, f"/conversations/{link.conversation.public_id}")
    Link.objects.update(kind=Link.STRANGER, evidence="in-reply-to")
    shown = page(client, f"/conversations/{link.conversation.public_id}")
    assert "it answers a message there; its writer is new there" in shown
    assert "in-reply-to" not in shown


def test_a_suggestion_that_was_settled_meanwhile_says_so(client: Client) -> None:
    link = suggestion()
    client.post(f"/links/{link.pk}/not")
    response = client.post(f"/links/{link.pk}/join")
    assert response.status_code == 409
    assert "settled this suggestion already" in response.content.decode()
    assert client.post(f"/links/{link.pk}/perhaps").status_code == 404


def test_a_page_asks_the_database_as_often_for_one_row_as_for_fifty(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    ana = builders.customer()
    on = builders.conversation(ana)
    builders.messages(on, ["Words."] * 60)
    for place in range(60):
        builders.conversation(ana, f"Matter {place}")
    # One of them asks practices what outranks the queue: recoveries.
    with django_assert_max_num_queries(14):
        page(client, "/")
    # Practices have one each: promises, at a glance and beside their words too; contradictions; recoveries, at a glance
    # and beside words.
    with django_assert_max_num_queries(38):
        page(client, f"/conversations/{on.public_id}")
    with django_assert_max_num_queries(32):
        page(client, f"/customers/{ana.public_id}")


def test_a_book_shows_what_they_only_take_part_in(client: Client) -> None:
    mails.take_in(mails.mail(), mails.mail(mails.BORIS, "Ours", "Boris alone.", message_id="b@veloworks.example"))
    cc = mails.mail(mails.BORIS, "With Ana", "Ana reads along.", message_id="c@veloworks.example")
    mails.take_in(cc.replace(b"Subject:", b"Cc: ana@nordbake.example\r\nSubject:"))
    ana = Moment.objects.get(messages__message_id="one@nordbake.example").customer
    shown = page(client, f"/customers/{ana.public_id}")
    assert "Ana reads along." in shown
    assert "It does not boil." in shown
    assert "Boris alone." not in shown


def test_a_book_of_many_pages_shows_each_moment_once(client: Client) -> None:
    ana = builders.customer()
    for matter in range(3):
        builders.messages(builders.conversation(ana, f"Matter {matter}"), [f"Line {matter}{n:02}." for n in range(45)])
    seen: list[str] = []
    path = f"/customers/{ana.public_id}"
    for _ in range(5):
        shown = page(client, path)
        seen += [f"{n:03}" for n in range(300) if f"Line {n:03}." in shown]
        path = shown.partition('" rel="next"')[0].rpartition('href="')[2].removesuffix("#said") or path
    assert len(seen) == len(set(seen)) == 135


def test_after_an_import_of_old_mail_the_inbox_shows_that_it_came(client: Client) -> None:
    """Nothing is open, and yet the newest of it is in sight."""
    mails.take_in(mails.mail(subject="An old matter", date="Mon, 05 Jan 2026 08:00:00 +0000"), history=True)
    shown = page(client, "/")
    assert "Nothing is open" in shown
    assert "An old matter" in shown


def test_a_page_on_which_nothing_is_left_says_so(client: Client) -> None:
    """All that was older was closed since the page before it was made."""
    last = paging.written(paging.Place(NOW - timedelta(days=900), 1))
    builders.conversation(builders.customer())
    assert client.get(f"/?before={last}").status_code == 200
