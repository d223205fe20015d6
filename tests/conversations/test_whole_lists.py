"""Acting on all that stands in a list, beyond the page that is shown, and taking it back."""

from datetime import timedelta

import pytest
from django.test import Client

from regulars.book.models import Conversation
from regulars.conversations.models import View
from regulars.conversations.pages import acts
from regulars.intake.models import Inbox
from regulars.staff.models import Team
from tests import builders
from tests.builders import NOW, agent, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MANY = 120


@pytest.fixture
def ada() -> Client:
    """Ada, with more open conversations than two pages hold; every tenth is nobody's business but Leo's team's."""
    ana, kept = builders.customer(), Inbox.objects.create(address="board@desk.example")
    kept.teams.add(Team.objects.create(name="Board"))
    for n in range(MANY):
        more = {"inbox": kept} if n % 10 == 0 else {}
        builders.conversation(ana, f"Matter {n}", last_at=NOW - timedelta(minutes=n), **more)
    return signed_in()


def closed() -> int:
    """How many are."""
    return Conversation.objects.filter(status="closed").count()


def told(client: Client) -> str:
    """What the next page says was done."""
    said: str = client.get("/").content.decode().partition('id="told"')[2][:600]
    return said


def test_all_of_a_list_is_closed_but_what_is_kept_from_them_and_comes_back(ada: Client) -> None:
    seen = MANY - MANY // 10
    ada.post("/acts/close", {"whole": "1", "back": "show=open"})
    assert closed() == seen
    assert not Conversation.objects.filter(inbox__address="board@desk.example", status="closed").exists()
    page = told(ada)
    assert f"{seen} closed." in page
    ada.post(page.partition('action="')[2].partition('"')[0])
    assert closed() == 0


def test_all_of_a_saved_view(ada: Client) -> None:
    Conversation.objects.filter(subject__in=[f"Matter {n}" for n in range(1, 70)]).update(assignee=agent("lead"))
    view = View.objects.create(name="Leo's", filter="assignee:Leo", agent=agent())
    ada.post("/acts/close", {"whole": "1", "back": f"show={view.public_id}"})
    assert closed() == Conversation.objects.filter(assignee=agent("lead"), status="closed").count() == 63


def test_no_more_than_so_many_the_first_of_the_list(ada: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acts, "MOST_AT_ONCE", 60)
    ada.post("/acts/close", {"whole": "1", "back": "show=open"})
    assert closed() == 60
    first = Conversation.objects.exclude(inbox__address="board@desk.example").order_by("-last_at")[:60]
    assert {one.status for one in first} == {"closed"}


def test_a_whole_list_does_not_become_one_conversation(ada: Client) -> None:
    ada.post("/acts/merge", {"whole": "1", "back": "show=open"})
    assert "At most 50 become one at a time" in told(ada)
    assert not Conversation.objects.exclude(joined_to=None).exists()
