"""Invitations, roles, teams, and who may change them."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from regulars.base.results import Refused
from regulars.engine import audit
from regulars.engine.models import AuditEntry
from regulars.staff import invitations, people, roles, rules, sessions, teams
from regulars.staff.models import Agent, Invitation, Role, Session, Team
from regulars.staff.models.role import Settled
from regulars.staff.trail import Actor
from tests.builders import NOW, PASSWORD, agent, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SEAT = {"name": "Mo Field", "password": PASSWORD, "time_zone": "Europe/Berlin", "language": "en"}


def owner() -> Actor:
    return Actor(agent("owner"), "127.0.0.1")


def invited(role: str = "agent", **more: Any) -> Invitation:
    made = invitations.invite(owner(), "Mo@desk.example", role, (), more.pop("now", timezone.now()))
    assert isinstance(made, Invitation)
    return made


def trail() -> list[str]:
    return list(AuditEntry.objects.order_by("number").values_list("act", flat=True))


def test_an_invited_person_takes_the_seat_once() -> None:
    team = Team.objects.create(name="Returns")
    client = signed_in("owner")
    sent = {"email": "mo@desk.example", "role": "lead", "team": team.public_id}
    assert client.post("/staff/invite", sent).url == "/staff#invited"
    link = f"/join/{invitations.token(Invitation.objects.get())}"
    assert link in client.get("/staff").content.decode()
    newcomer = Client()
    page = newcomer.get(link)
    assert "Olga Petrova has invited you" in page.content.decode()
    # The address holds the key; "no-referrer" would keep it in too, and make our own form one from nowhere.
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert newcomer.post(link, SEAT).url == "/today"
    mo = Agent.objects.get(email="mo@desk.example")
    assert (mo.role, mo.time_zone, mo.language, list(mo.teams.all())) == ("lead", "Europe/Berlin", "en", [team])
    assert newcomer.get("/account").status_code == 200
    assert "has been used" in Client().post(link, SEAT).content.decode()
    assert Agent.objects.count() == 2
    assert trail() == ["invitation.made", "agent.joined"]


def test_all_that_is_wrong_is_told_and_the_link_stays_good() -> None:
    link = f"/join/{invitations.token(invited())}"
    answer = Client().post(link, SEAT | {"name": "", "password": "short", "time_zone": "Moon/Sea"})
    assert answer.status_code == 422
    assert "3 things to put right" in answer.content.decode()
    assert Client().post(link, SEAT).status_code == 302


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda one: Invitation.objects.update(withdrawn_at=NOW), "counts no longer"),
        (lambda one: Invitation.objects.update(expires_at=NOW), "seven days"),
        (lambda one: invited(), "counts no longer"),
        (lambda one: Agent.objects.filter(pk=one.invited_by_id).update(is_active=False), "counts no longer"),
        (lambda one: Agent.objects.filter(pk=one.invited_by_id).update(role="lead"), "counts no longer"),
        (lambda one: Invitation.objects.update(role="gone"), "counts no longer"),
    ],
)
def test_a_link_ends(spoil: Any, says: str) -> None:
    one = invited()
    token = invitations.token(one)
    spoil(one)
    answer = Client().post(f"/join/{token}", SEAT)
    assert answer.status_code == 410
    assert says in answer.content.decode()
    assert not Agent.objects.filter(email="mo@desk.example").exists()


def test_a_link_that_was_changed_is_none() -> None:
    token = invitations.token(invited())
    assert "not whole" in Client().get(f"/join/{token[:-2]}xx").content.decode()


def test_who_has_a_seat_is_not_invited() -> None:
    agent()
    answer = invitations.invite(owner(), "ada@desk.example", "agent", (), NOW)
    assert isinstance(answer, Refused)
    assert "Ada Byrne" in answer.reason


def test_an_invitation_is_mailed_where_somebody_can() -> None:
    sent: list[tuple[str, str, str]] = []
    invitations.MAILERS.offer("test", lambda *mail: bool(sent.append(mail)) or True)
    try:
        assert invitations.mail(invited(), "https://desk.example/join/x")
    finally:
        invitations.MAILERS.withdraw("test")
    assert sent[0][0] == "mo@desk.example"
    assert "https://desk.example/join/x" in sent[0][2]


def test_the_last_owner_stays_one() -> None:
    olga = agent("owner")
    assert isinstance(people.change_role(owner(), olga, "agent", NOW), Refused)
    second = Agent.objects.create(name="Otto", email="otto@desk.example", role="owner")
    assert isinstance(people.switch_off(owner(), olga, NOW), Refused)
    assert people.switch_off(Actor(second), olga, NOW) is None
    assert isinstance(people.change_role(Actor(second), second, "lead", NOW), Refused)
    assert Agent.objects.get(pk=second.pk).role == "owner"


def test_nobody_gives_more_than_they_have() -> None:
    Role.objects.create(name="keeper", label="Keeper", permissions=["staff.manage", "book.read"])
    keeper = Agent.objects.create(name="Kim", email="kim@desk.example", role="keeper")
    for role in "owner", "lead":
        assert isinstance(invitations.invite(Actor(keeper), "x@desk.example", role, (), NOW), Refused)
        assert isinstance(people.change_role(Actor(keeper), agent(), role, NOW), Refused)
    roles.change(Actor(keeper), "keeper", Settled(rules.ALL), False, NOW)
    roles.change(Actor(keeper), "agent", Settled(frozenset()), False, NOW)
    assert Agent.objects.get(pk=keeper.pk).granted == {"staff.manage", "book.read"}
    assert agent().granted == rules.ROLES["agent"] - {"book.read"}
    assert isinstance(people.switch_off(Actor(keeper), agent("owner"), NOW), Refused)


def test_a_changed_role_holds_at_once() -> None:
    ada = signed_in()
    assert ada.get("/search").status_code == 200
    assert (
        signed_in("owner").post("/staff/roles/agent/settle", {"permission": ["conversation.work"]}).status_code == 302
    )
    assert ada.get("/search").status_code == 403
    entry = AuditEntry.objects.get(act="role.changed")
    content = audit.content(entry)
    assert "book.read" in content["before"]["permissions"]
    assert content["after"] == {
        "permissions": ["conversation.work"],
        "reach": "all",
        "contacts": True,
        "needs_second": False,
    }


def test_owners_keep_all_whatever_is_ticked() -> None:
    roles.change(owner(), "owner", Settled(frozenset()), True, NOW)
    assert agent("owner").granted == rules.ALL
    assert roles.needs_second("owner")


def test_a_role_that_somebody_has_is_not_removed() -> None:
    made = roles.make(owner(), "Night shift", NOW)
    assert isinstance(made, Role)
    assert made.name == "night-shift"
    assert isinstance(roles.make(owner(), "night  SHIFT", NOW), Refused)
    agent("night-shift")
    assert isinstance(roles.remove(owner(), "night-shift", NOW), Refused)
    Agent.objects.filter(role="night-shift").update(role="agent")
    assert roles.remove(owner(), "night-shift", NOW) is None
    assert isinstance(roles.remove(owner(), "lead", NOW), Refused)


def test_who_is_switched_off_is_out_at_once() -> None:
    ada = signed_in()
    olga = signed_in("owner")
    assert ada.get("/account").status_code == 200
    assert olga.post(f"/staff/people/{agent().public_id}/off").status_code == 302
    assert ada.get("/account").status_code == 302
    assert not Session.objects.filter(agent=agent()).exists()
    assert olga.post(f"/staff/people/{agent().public_id}/on").status_code == 302
    assert agent().is_active


def test_a_team_is_changed_and_one_that_is_needed_stays() -> None:
    team = teams.make(owner(), "Returns", NOW)
    assert isinstance(team, Team)
    assert teams.change(owner(), team, "Returns and repairs", [agent().public_id, "nobody"], NOW) is None
    assert list(team.agents.all()) == [agent()]
    teams.NEEDS.offer("test", lambda one: "It is needed.")
    try:
        assert teams.remove(owner(), team, NOW) == Refused("It is needed.")
    finally:
        teams.NEEDS.withdraw("test")
    assert teams.remove(owner(), team, NOW) is None
    assert trail() == ["team.made", "team.changed", "team.removed"]


def test_teams_of_somebody_are_changed_on_their_page() -> None:
    team = Team.objects.create(name="Returns")
    ada = agent()
    sent = {"role": "lead", "team": team.public_id}
    assert signed_in("owner").post(f"/staff/people/{ada.public_id}", sent).status_code == 302
    changed = agent()
    assert (changed.role, list(changed.teams.all())) == ("lead", [team])
    assert trail() == ["agent.role", "agent.teams"]


def test_expired_sessions_go() -> None:
    signed_in()
    Session.objects.update(expire_date=NOW - timedelta(days=1))
    assert sessions.forget_expired(NOW) == 1


def test_the_way_to_a_higher_seat_is_shown_only_to_who_may_give_it() -> None:
    Role.objects.create(name="lead", label="Lead", permissions=["staff.manage"])
    made = invited("owner")
    link = invitations.token(made)
    assert link in signed_in("owner").get("/staff").content.decode()
    lead = signed_in("lead")
    assert made.email in lead.get("/staff").content.decode()
    assert link not in lead.get("/staff").content.decode()
    lead.post(f"/staff/invitations/{made.public_id}/withdraw")
    lead.post("/staff/invite", {"email": made.email, "role": "agent"})
    made.refresh_from_db()
    assert (made.role, made.withdrawn_at) == ("owner", None)


def test_a_language_that_no_form_offers_is_refused() -> None:
    answer = Client().post(f"/join/{invitations.token(invited())}", SEAT | {"language": "x\r\ny"})
    assert answer.status_code == 422
    assert not Agent.objects.filter(email="mo@desk.example").exists()


def test_the_seat_of_somebody_who_may_do_more_is_not_changed() -> None:
    Role.objects.create(name="night-shift", label="Keeper", permissions=["staff.manage", "book.read"])
    nia, ada = Actor(agent("night-shift")), agent()
    Role.objects.create(name="reader", label="Reader", permissions=["book.read"])
    assert isinstance(people.change_role(nia, ada, "reader", NOW), Refused)
    assert isinstance(people.switch_off(nia, ada, NOW), Refused)
    client = signed_in("night-shift")
    assert "may do more than you may" in client.get(f"/staff/people/{ada.public_id}").content.decode()
    reset = client.post(f"/staff/people/{ada.public_id}/second/remove")
    assert (reset.status_code, "may do more than you may" in reset.content.decode()) == (422, True)
    Agent.objects.filter(pk=ada.pk).update(role="reader")
    assert people.change_role(nia, ada, "night-shift", NOW) is None


def test_how_far_a_role_sees_is_settled_on_its_page() -> None:
    olga, ada = signed_in("owner"), signed_in()
    page = olga.get("/staff/roles").content.decode()
    assert page.count('name="reach"') == 3 * (len(rules.ROLES) - 1)
    kept = {"permission": sorted(rules.ROLES["agent"]), "reach": "own", "masked": "yes"}
    assert olga.post("/staff/roles/agent/settle", kept).status_code == 302
    role = Role.objects.get(name="agent")
    assert (role.reach, role.contacts) == ("own", False)
    # What needs contacts goes with them, and comes back only when it is ticked again.
    assert not set(role.permissions) & rules.NEEDS_CONTACTS
    assert ada.get("/drafts").status_code == 403
    trail = olga.get("/audit").content.decode()
    assert "Sees of conversations" in trail
    assert "Only their own" in trail
    assert olga.post("/staff/roles/agent/settle", {**kept, "reach": "beyond"}).status_code == 302
    assert Role.objects.get(name="agent").reach == "own"


def test_nobody_gives_a_role_that_sees_more_than_they_do() -> None:
    keeper = agent()
    Role.objects.create(name="agent", permissions=["staff.manage", "book.read"], reach=rules.FREE)
    Role.objects.create(name="night-shift", permissions=["book.read"])
    wide, narrow = (Settled(frozenset({"book.read"}), reach) for reach in (rules.EVERYBODYS, rules.OWN))
    roles.change(Actor(keeper), "night-shift", narrow, False, NOW)
    assert Role.objects.get(name="night-shift").reach == rules.OWN
    roles.change(Actor(keeper), "night-shift", wide, False, NOW)
    assert Role.objects.get(name="night-shift").reach == rules.OWN
    Role.objects.filter(name="night-shift").update(reach=rules.EVERYBODYS)
    assert isinstance(people.may_give(Agent.objects.get(pk=keeper.pk), "night-shift"), Refused)
    blind = Settled(frozenset({"book.read"}), contacts=False)
    assert Settled(frozenset({"book.read"})).goes_beyond(blind)
    assert not blind.goes_beyond(Settled(frozenset({"book.read"})))
