"""Nobody comes further than they are by what they may settle for others."""

import pytest
from django.test import Client

from regulars.intake.models import Inbox
from regulars.staff import rules
from regulars.staff.models import Invitation, Membership, Role, Team
from tests.builders import agent, signed_in
from tests.mails import inbox

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.slow]
WHY = "kept for the team Complaints about us, in which you are not"


@pytest.fixture
def leo() -> Client:
    """A lead who settles people, teams and inboxes."""
    more = ["staff.manage", "inbox.settle"]
    Role.objects.create(name="lead", label="Lead", permissions=[*rules.ROLES["lead"], *more])
    return signed_in("lead")


@pytest.fixture
def kept(db: None) -> Team:
    """A team for which an inbox is kept."""
    team = Team.objects.create(name="Complaints about us")
    inbox().teams.add(team)
    return team


@pytest.mark.parametrize("whom", ["lead", "agent"])
def test_nobody_puts_people_where_they_may_not_look_themselves(leo: Client, kept: Team, whom: str) -> None:
    other, person = Team.objects.create(name="Returns"), agent(whom)
    sent = {"role": "agent", "team": [kept.public_id, other.public_id]}
    for path, more in (
        (f"/staff/people/{person.public_id}", sent),
        (f"/staff/teams/{kept.public_id}", {"name": "X", "agent": person.public_id}),
        ("/staff/invite", sent | {"email": "x@desk.example"}),
    ):
        answer = leo.post(path, more)
        assert (answer.status_code, WHY in answer.content.decode()) == (422, True), path
    # Nor the half that would have been allowed.
    assert not Membership.objects.exists()
    assert not Invitation.objects.exists()
    assert (agent(whom).role, Team.objects.filter(name="X").exists()) == (whom, False)


def test_who_is_in_a_team_and_an_owner_put_others_into_it(leo: Client, kept: Team) -> None:
    Membership.objects.create(team=kept, agent=agent("lead"))
    sent = {"role": "agent", "team": kept.public_id}
    assert leo.post(f"/staff/people/{agent().public_id}", sent).status_code == 302
    assert list(agent().teams.all()) == [kept]
    nia = agent("night-shift")
    more = {"name": kept.name, "agent": [agent(one).public_id for one in ("lead", "agent", "night-shift")]}
    assert signed_in("owner").post(f"/staff/teams/{kept.public_id}", more).status_code == 302
    assert list(nia.teams.all()) == [kept]


def test_a_team_for_which_nothing_is_kept_is_filled_by_who_settles_people(leo: Client) -> None:
    team = Team.objects.create(name="Returns")
    sent = {"role": "agent", "team": team.public_id}
    assert leo.post(f"/staff/people/{agent().public_id}", sent).status_code == 302
    assert list(agent().teams.all()) == [team]


def test_an_inbox_is_opened_only_by_who_sees_it(leo: Client, kept: Team) -> None:
    box = Inbox.objects.get()
    answer = leo.post(f"/inboxes/{box.public_id}/teams")
    assert (answer.status_code, "in which you are not" in answer.content.decode()) == (422, True)
    assert list(box.teams.all()) == [kept]
    Membership.objects.create(team=kept, agent=agent("lead"))
    assert leo.post(f"/inboxes/{box.public_id}/teams").status_code == 302
    assert not box.teams.exists()


def test_an_owners_teams_are_left_alone(leo: Client) -> None:
    team, olga = Team.objects.create(name="Returns"), agent("owner")
    Membership.objects.create(team=team, agent=olga)
    assert leo.post(f"/staff/people/{olga.public_id}", {"role": "owner"}).status_code == 422
    assert list(olga.teams.all()) == [team]
