"""From one conversation of a list to the one beside it."""

from datetime import timedelta

import pytest
from django.test import Client

from regulars.book.models import Conversation
from regulars.book.search import index_moments
from regulars.conversations import acts
from regulars.conversations.models import View
from regulars.intake.models import Inbox
from regulars.staff.models import Team
from tests.builders import NOW, agent, conversation, customer, messages, signed_in
from tests.conversations.list_pages import page, told

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def client() -> Client:
    """At Ada's seat."""
    return signed_in()


@pytest.fixture
def many() -> list[Conversation]:
    """Three, the newest first."""
    ana = customer()
    return [conversation(ana, f"Matter {n}", last_at=NOW - timedelta(hours=n)) for n in range(3)]


def step(client: Client, at: Conversation, go: str, queue: str) -> str:
    """Where that leads."""
    url: str = client.get(f"/conversations/{at.public_id}?in={queue}&go={go}").url
    return url


def leads_to(one: Conversation, queue: str) -> str:
    """The path of one that is opened from a list."""
    return f"/conversations/{one.public_id}?in={queue}#latest"


def test_one_goes_up_and_down_a_queue_and_a_view_without_doing_anything(
    client: Client, many: list[Conversation]
) -> None:
    view = View.objects.create(name="Open", filter="is:open", agent=agent())
    for queue in ("open", "unassigned", view.public_id):
        assert step(client, many[0], "older", queue) == leads_to(many[1], queue)
        assert step(client, many[2], "newer", queue) == leads_to(many[1], queue)
        assert step(client, many[2], "older", queue) == ("/" if queue == "open" else f"/?show={queue}")
        assert told(client)[0] == "That was the last one of the list."
        assert step(client, many[0], "newer", queue).startswith("/")
        assert told(client)[0] == "That was the first one of the list."
    assert step(client, many[0], "older", "nothing&like=it") == "/"
    shown = page(client, f"/conversations/{many[1].public_id}?in=unassigned")
    assert 'href="/?show=unassigned" data-key="l"' in shown
    assert "Back to the list" not in page(client, f"/conversations/{many[1].public_id}")


def test_what_has_left_the_list_still_stands_between_its_neighbours(client: Client, many: list[Conversation]) -> None:
    acts.close(many[1], agent(), NOW)
    assert step(client, many[1], "older", "open") == leads_to(many[2], "open")
    assert step(client, many[1], "newer", "open") == leads_to(many[0], "open")


def test_what_may_not_be_seen_is_stepped_over(client: Client, many: list[Conversation]) -> None:
    inbox = Inbox.objects.create(address="office@desk.example")
    inbox.teams.add(Team.objects.create(name="Office"))
    Conversation.objects.filter(pk=many[1].pk).update(inbox=inbox)
    assert step(client, many[2], "newer", "open") == leads_to(many[0], "open")
    assert step(client, many[0], "older", "open") == leads_to(many[2], "open")


def test_after_an_act_in_a_view_with_words_the_next_one_is_opened_and_not_the_same(
    client: Client, many: list[Conversation]
) -> None:
    for one in many:
        assert index_moments(said.pk for said in messages(one, ["The kettle leaks."], one.last_at)) == 1
    view = View.objects.create(name="Kettles", filter="kettle", agent=agent())
    sent = {"on": many[1].public_id, "from": many[1].public_id, "in": view.public_id}
    assert client.post("/acts/close", sent).url == leads_to(many[2], view.public_id)
