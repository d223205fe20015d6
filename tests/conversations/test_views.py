"""Views of any search, kept under a name."""

import pytest
from django.test import Client

from regulars.conversations import acts
from regulars.conversations.models import View
from regulars.staff.models import Membership, Team
from tests.builders import NOW, agent, conversation, customer, signed_in
from tests.conversations.list_pages import page, rows, told

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def client() -> Client:
    """At Ada's seat."""
    return signed_in()


def test_a_view_is_kept_changed_moved_put_away_and_had_back(client: Client) -> None:
    ana = customer()
    vip, other = conversation(ana, "A regular"), conversation(ana, "Another")
    acts.tag(vip, "vip", agent(), NOW)
    made = client.post("/views", {"name": "Regulars", "filter": "is:open tag:vip", "whose": "me"})
    assert rows(page(client, made.url)) == ["A regular"]
    view = View.objects.get()
    client.post(f"/views/{view.public_id}", {"name": "Others", "filter": "is:open -tag:vip"})
    _, undo = told(client)
    assert rows(page(client, made.url)) == ["Another"]
    client.post(undo)
    assert rows(page(client, made.url)) == ["A regular"]
    client.post(f"/views/{view.public_id}/remove")
    _, undo = told(client)
    assert not View.objects.exists()
    client.post(undo)
    assert View.objects.get().public_id == view.public_id
    assert signed_in("lead").get(f"/views/{view.public_id}").status_code == 404
    assert other.subject not in page(client, made.url)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"name": "", "filter": "is:open", "whose": "me"}, "Give it a name"),
        ({"name": "A", "filter": "", "whose": "me"}, "Write what it is to hold"),
        ({"name": "A", "filter": "is:nonsense", "whose": "me"}, "write one of"),
        ({"name": "A", "filter": "is:open", "whose": "all"}, "Only who settles the desk"),
    ],
)
def test_what_is_wrong_with_a_view_is_said_and_nothing_typed_is_lost(
    client: Client, sent: dict[str, str], said: str
) -> None:
    answer = client.post("/views", sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert f'value="{sent["filter"]}"' in answer.content.decode()


def test_a_shared_view_is_everybodys_and_a_teams_its_own() -> None:
    team = Team.objects.create(name="Returns")
    lead = signed_in("lead")
    lead.post("/views", {"name": "For all", "filter": "is:open", "whose": "all"})
    lead.post("/views", {"name": "For the team", "filter": "is:open", "whose": team.public_id})
    assert "For all" in page(signed_in(), "/")
    assert "For the team" not in page(signed_in(), "/")
    Membership.objects.create(team=team, agent=agent())
    assert "For the team" in page(signed_in(), "/")


def test_a_view_of_a_team_that_is_gone_is_not_had_back() -> None:
    team, lead = Team.objects.create(name="Returns"), signed_in("lead")
    lead.post("/views", {"name": "For the team", "filter": "is:open", "whose": team.public_id})
    lead.post(f"/views/{View.objects.get().public_id}/remove")
    _, undo = told(lead)
    team.delete()
    assert lead.post(undo).status_code == 302
    assert "is gone" in told(lead)[0]
    assert not View.objects.exists()


def test_what_was_searched_is_kept_as_a_view_by_one_key(client: Client) -> None:
    asked = "is:open  kettle"
    page = client.get("/search", {"q": asked}).content.decode()
    assert 'action="/search/keep"' in page
    assert 'data-key="v"' in page
    made = client.post("/search/keep", {"filter": asked}, follow=True)
    view = View.objects.get()
    assert (view.name, view.filter, view.agent) == ("is:open kettle", "is:open kettle", agent())
    assert made.redirect_chain == [(f"/?show={view.public_id}", 302)]
    undo = made.content.decode().partition('action="/undo/kept/')[2].partition('"')[0]
    client.post(f"/undo/kept/{undo}")
    assert not View.objects.exists()
    wrong = client.post("/search/keep", {"filter": "is:nowhere"})
    assert wrong.status_code == 422
    assert "is:nowhere" in wrong.content.decode()
    assert not View.objects.exists()
