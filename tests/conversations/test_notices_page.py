"""The page "For you", and the count beside the name."""

import pytest
from django.test import Client

from regulars.conversations.models import Notice
from regulars.conversations.notices import acts
from regulars.staff.models import Team
from tests.builders import NOW, agent, conversation, customer, messages, signed_in

pytestmark = pytest.mark.django_db


def shown(client: Client, path: str = "/notices") -> str:
    """The page at a path."""
    response = client.get(path)
    assert response.status_code == 200
    return str(response.content.decode())


def test_nobody_is_told_of_anything_yet() -> None:
    assert "Nothing for you yet" in shown(signed_in())


def test_each_notice_has_its_reason_and_leads_to_its_moment() -> None:
    on = conversation(customer())
    moment = messages(on, ["It does not boil."])[0]
    acts.notify(agent().pk, "mentioned", on, NOW, moment_id=moment.pk, by_id=agent("lead").pk, words="Any idea?")
    page = shown(signed_in())
    assert "Leo Marsh mentioned you." in page
    assert "Any idea?" in page
    assert f"/conversations/{on.public_id}?to={moment.public_id}#latest" in page
    assert "unread" in page


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("assigned", "The desk gave it to you."),
        ("given_back", "The desk gave back what you had given to them."),
        ("reply", "The customer answered"),
        ("bounced", "came back"),
        ("failed", "could not be sent"),
        ("unsure", "Nobody can tell"),
        ("held", "is held"),
    ],
)
def test_every_kind_is_said_in_a_sentence(kind: str, words: str) -> None:
    acts.notify(agent().pk, kind, conversation(customer()), NOW)
    assert words in shown(signed_in())


def test_one_is_read_when_it_is_opened_and_all_at_once() -> None:
    ada = agent()
    for subject in ("The kettle", "The lid", "The spout"):
        acts.notify(ada.pk, "assigned", conversation(customer(subject, f"{subject}@a.example"), subject), NOW)
    client = signed_in()
    assert "3 unread" in shown(client, "/")
    assert client.post(f"/notices/{Notice.objects.first().pk}/seen").status_code == 204
    assert "2 unread" in shown(client, "/notices/count")
    assert client.post("/notices/seen", follow=True).status_code == 200
    assert "unread" not in shown(client, "/notices/count")


def test_who_is_at_a_conversation_has_read_what_is_said_of_it() -> None:
    on = conversation(customer())
    acts.notify(agent().pk, "reply", on, NOW)
    signed_in().post(f"/conversations/{on.public_id}/presence")
    assert Notice.objects.get().seen_at


def test_nobody_reads_anothers() -> None:
    acts.notify(agent("lead").pk, "assigned", conversation(customer()), NOW)
    client = signed_in()
    assert "The blue kettle" not in shown(client)
    client.post(f"/notices/{Notice.objects.get().pk}/seen")
    assert Notice.objects.get().seen_at is None


def test_what_is_kept_for_a_team_is_not_shown_to_who_left_it() -> None:
    on = conversation(customer())
    acts.notify(agent().pk, "mentioned", on, NOW)
    on.inbox.teams.add(Team.objects.create(name="Billing"))
    assert "The blue kettle" not in shown(signed_in())
