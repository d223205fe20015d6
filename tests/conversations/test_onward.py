"""From one conversation of a list to the one beside it, from the newest or from the oldest on."""

import pytest
from django.db import connection
from django.test import Client

from regulars.book.models import Conversation
from regulars.book.search import index_moments
from regulars.conversations import acts
from regulars.conversations.models import View
from regulars.intake.models import Inbox
from regulars.staff.models import Team
from tests.builders import NOW, agent, messages, signed_in
from tests.conversations.list_pages import matters, page, rows, told

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def client() -> Client:
    """At Ada's seat."""
    return signed_in()


@pytest.fixture
def many() -> list[Conversation]:
    return matters(4)


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
        assert step(client, many[3], "older", queue) == ("/" if queue == "open" else f"/?show={queue}")
        assert told(client)[0] == "There is no older one in the list."
        assert step(client, many[0], "newer", queue).startswith("/")
        assert told(client)[0] == "There is no newer one in the list."
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


def oldest_first(client: Client) -> None:
    """Ask for that, as the link above the list does."""
    assert client.get("/?show=unassigned&order=oldest").url == "/?show=unassigned"


def test_the_order_is_kept_for_what_waits_and_for_nothing_else(
    client: Client, many: list[Conversation], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("regulars.conversations.queues.lists.SIZE", 2)
    monkeypatch.setattr("regulars.conversations.queues.rows.SIZE", 2)
    oldest_first(client)
    for queue in ("unassigned", "open"):
        first = page(client, f"/?show={queue}")
        assert rows(first) == ["Matter 3", "Matter 2"]
        assert "Newer ones" in first
        following = first.partition("before=")[2].partition('"')[0]
        assert rows(page(client, f"/?show={queue}&before={following}")) == ["Matter 1", "Matter 0"]
    Conversation.objects.update(status="closed")
    assert rows(page(client, "/?show=closed")) == ["Matter 0", "Matter 1"]
    Conversation.objects.update(status="open")
    assert client.get("/?show=unassigned&order=newest").url == "/?show=unassigned"
    assert rows(page(client, "/?show=unassigned")) == ["Matter 0", "Matter 1"]


def test_an_act_leads_on_in_that_order(client: Client, many: list[Conversation]) -> None:
    sent = {"on": many[2].public_id, "from": many[2].public_id, "in": "open"}
    assert many[3].public_id in client.post("/acts/close", sent).url
    Conversation.objects.update(status="open")
    oldest_first(client)
    assert many[1].public_id in client.post("/acts/close", sent).url


def test_what_may_not_be_seen_is_left_out(
    client: Client, many: list[Conversation], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("regulars.conversations.queues.lists.WALK", 2)
    inbox = Inbox.objects.create(address="office@desk.example")
    inbox.teams.add(Team.objects.create(name="Office"))
    Conversation.objects.filter(pk__in=[many[2].pk, many[3].pk]).update(inbox=inbox)
    oldest_first(client)
    shown = page(client, "/?show=unassigned")
    assert rows(shown) == ["Matter 1"]
    Conversation.objects.filter(pk=many[1].pk).update(inbox=inbox)
    shown = page(client, "/?show=unassigned")
    assert "Nothing more among the oldest ones. Look further" in shown
    following = shown.partition("before=")[2].partition('"')[0]
    assert rows(page(client, f"/?show=unassigned&before={following}")) == ["Matter 0"]


@pytest.mark.sqlite
def test_the_index_is_walked_from_its_other_end() -> None:
    asked = "select id from book_conversation c where c.joined_to_id is null and c.status = 'open'"
    with connection.cursor() as cursor:
        cursor.execute(f"explain query plan {asked} order by c.last_at asc, c.id asc limit 51")
        plan = " ".join(str(row) for row in cursor.fetchall())
    assert "newest_first" in plan
    assert "TEMP B-TREE" not in plan


def test_without_a_script_the_list_goes_along_into_the_editor(client: Client, many: list[Conversation]) -> None:
    shown = page(client, f"/conversations/{many[0].public_id}?in=unassigned")
    assert 'href="?write=reply&amp;in=unassigned#writing"' in shown
    assert "Back to the list" in page(client, f"/conversations/{many[0].public_id}?write=reply&in=unassigned")
    assert 'href="?write=reply#writing"' in page(client, f"/conversations/{many[0].public_id}")
