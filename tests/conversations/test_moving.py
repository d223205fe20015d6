"""Moving a conversation to another inbox: what goes along, who loses sight of it, and the way back."""

import pytest
from django.test import Client

from regulars.book.models import Conversation
from regulars.conversations import acts
from regulars.conversations.assignment.acts import give_out
from regulars.conversations.models import Event
from regulars.intake.models import Inbox
from regulars.staff.models import Agent, Membership, Team
from tests.builders import NOW, agent, conversation, customer, signed_in
from tests.mails import ANA, mail, reply, take_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def complaints() -> Inbox:
    """An inbox for few: Leo is in its team, Ada is not."""
    team = Team.objects.create(name="House")
    Membership.objects.create(team=team, agent=agent("lead"))
    made = Inbox.objects.create(address="complaints@desk.example", name="Complaints")
    made.teams.add(team)
    return made


def moved(client: Client, on: Conversation, to: str) -> str:
    """The page after a move from the conversation's own page; where it led."""
    form = {"on": on.public_id, "from": on.public_id, "in": "open", "inbox": to}
    response = client.post("/acts/move", form)
    on.refresh_from_db()
    return str(response.headers["Location"])


def test_a_matter_for_few_is_handed_to_them_by_anybody(complaints: Inbox) -> None:
    on, ada = conversation(customer(), assignee=agent()), signed_in()
    path = f"/conversations/{on.public_id}"
    page = ada.get(path).content.decode()
    assert f'name="inbox" value="{complaints.public_id}"' in page
    # Where it is, it need not go.
    assert on.inbox is not None
    assert f'name="inbox" value="{on.inbox.public_id}"' not in page
    assert moved(ada, on, complaints.public_id) == "/"
    assert (on.inbox, on.assignee) == (complaints, None)
    assert "Moved to the other inbox." in ada.get("/").content.decode()
    assert ada.get(path).status_code == 404
    page = signed_in("lead").get(path).content.decode()
    assert "Ada Byrne moved it to the inbox “Complaints”" in page


def test_who_holds_it_and_may_look_there_goes_on(complaints: Inbox) -> None:
    on, leo = conversation(customer(), assignee=agent("lead")), signed_in("lead")
    assert moved(leo, on, complaints.public_id).startswith(f"/conversations/{on.public_id}")
    assert (on.inbox, on.assignee) == (complaints, agent("lead"))


def test_what_was_joined_goes_along_and_all_comes_back(complaints: Inbox) -> None:
    ana = customer()
    on = conversation(ana, assignee=agent())
    before, shop = on.inbox, Inbox.objects.create(address="shop@desk.example")
    part = conversation(ana, "The same", inbox=shop, joined_to=on)
    # Named by the part, it is the whole that goes.
    outcome = acts.move_all([part.pk], complaints, agent(), NOW, "b1")
    assert [one.of.pk for one in outcome.changes] == [on.pk]
    assert set(Conversation.objects.values_list("inbox", flat=True)) == {complaints.pk}
    assert acts.move_all([on.pk], complaints, agent(), NOW, "b2").changes == []
    assert Event.objects.count() == 2
    acts.undo("b1", agent(), NOW)
    on.refresh_from_db()
    part.refresh_from_db()
    assert (on.inbox, on.assignee, part.inbox) == (before, agent(), shop)


def test_an_answer_finds_it_where_it_is(complaints: Inbox) -> None:
    take_in(mail(ANA, "The kettle leaks"))
    on = Conversation.objects.get()
    acts.move_all([on.pk], complaints, agent(), NOW)
    take_in(reply("one@nordbake.example"))
    on.refresh_from_db()
    assert Conversation.objects.count() == 1
    assert on.inbox == complaints


def test_there_it_goes_to_whom_the_policy_names(complaints: Inbox) -> None:
    Inbox.objects.filter(pk=complaints.pk).update(assignment="round_robin")
    agent("lead")
    Agent.objects.update(seen_at=NOW)
    on = conversation(customer())
    acts.assign(on, agent(), agent("lead"), NOW)
    acts.move_all([on.pk], complaints, agent(), NOW)
    assert give_out(NOW) == 1
    on.refresh_from_db()
    assert on.assignee == agent("lead")


@pytest.mark.sqlite
def test_many_at_once_and_an_inbox_that_there_is_not(complaints: Inbox) -> None:
    ana, leo = customer(), signed_in("lead")
    several = [conversation(ana, f"Matter {place}") for place in range(3)]
    leo.post("/acts/move", {"on": [one.public_id for one in several], "inbox": "none", "back": "show=open"})
    assert "Choose the inbox that it belongs to." in leo.get("/").content.decode()
    assert not Conversation.objects.filter(inbox=complaints).exists()
    leo.post("/acts/move", {"on": [one.public_id for one in several], "inbox": complaints.public_id})
    assert "3 moved to the other inbox." in leo.get("/").content.decode()
    assert Conversation.objects.filter(inbox=complaints).count() == 3
