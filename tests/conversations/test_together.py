"""What belongs together and what does not, through the pages."""

from datetime import timedelta

import pytest
from django.test import Client

from regulars.book.models import Conversation, Moment
from regulars.conversations import acts
from regulars.conversations.models import Link
from tests.builders import NOW, agent, conversation, customer, messages, signed_in
from tests.conversations.list_pages import page, rows, told
from tests.mails import mail, take_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def client() -> Client:
    """At Ada's seat."""
    return signed_in()


def merge(client: Client, *on: Conversation) -> None:
    """Choose some in a list and merge them."""
    client.post("/acts/merge", {"on": [one.public_id for one in on], "back": "show=open"})


def test_merging_and_splitting_through_the_page(client: Client) -> None:
    ana = customer()
    one, two = conversation(ana, "One"), conversation(ana, "Two", opened_at=NOW + timedelta(hours=1))
    messages(one, ["A", "B", "C"])
    messages(two, ["D"])
    path = f"/conversations/{one.public_id}/together"
    assert "Two" in page(client, path)
    assert client.post(path, {"other": "nothing like it", "how": "merge"}).status_code == 422
    address = f"https://desk.example/conversations/{two.public_id}#latest"
    assert one.public_id in client.post(path, {"other": address, "how": "merge"}).url
    client.post(told(client)[1])
    two.refresh_from_db()
    assert two.joined_to is None
    client.post(path, {"other": two.public_id, "how": "link"})
    assert "Two" in page(client, f"/conversations/{one.public_id}")
    third = one.moments.order_by("-at")[0]
    made = client.post(f"/conversations/{one.public_id}/split", {"moment": third.public_id})
    assert "began this as a conversation of its own" in page(client, made.url.partition("#")[0])


def test_several_of_one_person_are_merged_at_once_and_go_back_as_one(client: Client) -> None:
    ana = customer()
    many = [conversation(ana, f"Matter {n}", opened_at=NOW + timedelta(hours=n)) for n in range(3)]
    acts.tag(many[2], "vip", agent(), NOW)
    acts.merge(many[1], many[0], agent(), NOW)
    merge(client, many[0], many[1])
    assert told(client)[0] == "2 stayed as they are: Choose two or more that belong together."
    stranger = conversation(customer("Boris Okafor", "boris@veloworks.example"))
    merge(client, *many, stranger)
    assert "These are of different people." in told(client)[0]
    assert rows(page(client, "/?show=open")) == ["The blue kettle", "Matter 2", "Matter 0"]
    merge(client, many[2], many[1])
    said, undo = told(client)
    assert said == "2 are one conversation now."
    assert rows(page(client, "/?show=open")) == ["The blue kettle", "Matter 0"]
    assert many[0].taggings.count() == 1
    client.post(undo)
    assert rows(page(client, "/?show=open")) == ["The blue kettle", "Matter 2", "Matter 0"]
    assert not many[0].taggings.exists()


def test_of_two_people_one_is_told_so_and_only_what_was_said_begins_a_conversation(client: Client) -> None:
    one, two = conversation(customer()), conversation(customer("Boris Okafor", "boris@veloworks.example"))
    messages(one, ["A", "B"])
    row = {"customer": one.customer, "birth_customer": one.customer, "received_at": NOW, "recorded_at": NOW}
    Moment.objects.create(conversation=one, kind="failure", direction="out", at=NOW + timedelta(days=1), **row)
    path = f"/conversations/{one.public_id}/together"
    assert page(client, path).count("From here on") == 1
    client.post(path, {"other": two.public_id, "how": "merge"})
    said = "They are one conversation now, with Ana Novak and Boris Okafor. Mind to whom an answer goes."
    assert told(client)[0] == said


def test_a_suggestion_that_was_answered_too_fast_is_asked_again(client: Client) -> None:
    take_in(mail(), mail(message_id="two", text="Still not."))
    link = Link.objects.get()
    for answer, said in (("join", "They are one conversation now."), ("not", "They stay apart.")):
        client.post(f"/links/{link.pk}/{answer}")
        words, undo = told(client)
        assert words == said
        client.post(undo)
        assert "Perhaps this goes on from" in page(client, f"/conversations/{link.conversation.public_id}")
