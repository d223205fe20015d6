"""The way back in for who has lost the password."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from regulars.base.results import Refused
from regulars.config.cli import main
from regulars.engine.models import AuditEntry
from regulars.staff import back_in
from regulars.staff.models import Agent, Role, Session
from regulars.staff.second import factors
from regulars.staff.trail import Actor
from tests.builders import NOW, PASSWORD, agent, signed_in

NEW = "a loud red coffee pot"

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.sqlite]


def link(page: str) -> str:
    """The path in a link that a page shows."""
    return "/way-in/" + page.partition("/way-in/")[2].partition('"')[0]


def made_for(name: str) -> str:
    """A link that the owner made on somebody's page."""
    answer = signed_in("owner").post(f"/staff/people/{agent(name).public_id}/way-in")
    assert answer.status_code == 200
    return link(answer.content.decode())


def told() -> list[str]:
    """What the audit trail holds."""
    return list(AuditEntry.objects.order_by("number").values_list("act", flat=True))


def test_a_link_sets_a_new_password_once_and_ends_all_seats() -> None:
    agent(with_password=True)
    elsewhere = signed_in()
    way = made_for("agent")
    client = Client()
    assert "ada@desk.example" in client.get(way).content.decode()
    weak = client.post(way, {"password": "short"})
    assert (weak.status_code, "10 characters" in weak.content.decode()) == (422, True)
    assert client.post(way, {"password": NEW}).url == "/today"
    assert client.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 302
    assert agent().check_password(NEW)
    again = Client().post(way, {"password": PASSWORD})
    assert (again.status_code, "counts no longer" in again.content.decode()) == (410, True)
    assert told() == ["agent.way_in", "agent.password"]


def test_a_second_factor_is_asked_for_all_the_same() -> None:
    ada = agent(with_password=True)
    Authenticator.objects.create(user_id=ada.pk, type=Authenticator.Type.TOTP, data={})
    client = Client()
    assert client.post(made_for("agent"), {"password": NEW}).url == "/sign-in/second"
    assert not Session.objects.filter(agent=ada).exists()


def switched_off(of: Agent) -> None:
    Agent.objects.filter(pk=of.pk).update(is_active=False)


def other_password(of: Agent) -> None:
    of.set_password(NEW)
    of.save()


@pytest.mark.parametrize("spoil", [switched_off, other_password])
def test_a_link_counts_no_longer(spoil: Any) -> None:
    ada = agent(with_password=True)
    way = back_in.token(ada, NOW)
    assert back_in.find(way, NOW) == ada
    spoil(ada)
    assert isinstance(back_in.find(way, NOW), Refused)


def test_a_link_is_good_for_a_day_and_only_whole() -> None:
    way = back_in.token(agent(with_password=True), NOW)
    day = timedelta(days=1)
    assert isinstance(back_in.find(way, NOW + day - timedelta(seconds=1)), Agent)
    assert isinstance(back_in.find(way, NOW + day), Refused)
    assert isinstance(back_in.find(f"{way}x", NOW), Refused)
    assert Client().get(f"/way-in/{way}x").status_code == 410


def test_of_two_with_one_link_the_first_is_heard() -> None:
    one, two = agent(with_password=True), agent()
    assert back_in.settle(one, NEW, "", NOW) is None
    assert isinstance(back_in.settle(two, "another good sentence", "", NOW), Refused)
    assert agent().check_password(NEW)


def test_nobody_makes_one_for_themselves_or_for_who_may_do_more() -> None:
    Role.objects.create(name="lead", label="Lead", permissions=["staff.manage", "book.read"])
    leo, page = signed_in("lead"), "/staff/people/{}/way-in"
    for of in ("owner", "agent", "lead"):
        answer = leo.post(page.format(agent(of).public_id))
        assert (answer.status_code, "/way-in/" in answer.content.decode()) == (422, False), of
    nia = agent("night-shift")
    assert isinstance(back_in.make(Actor(agent("lead")), nia, NOW), str)
    switched_off(nia)
    assert isinstance(back_in.make(Actor(agent("owner")), agent("night-shift"), NOW), Refused)


def test_who_runs_the_machine_makes_one_for_the_last_owner(capsys: pytest.CaptureFixture[str]) -> None:
    olga = agent("owner", with_password=True)
    Authenticator.objects.create(user_id=olga.pk, type=Authenticator.Type.TOTP, data={})
    assert main(["way-in", "Olga@desk.example", "--forget-second-factor"]) == 0
    way = "/way-in/" + capsys.readouterr().out.partition("/way-in/")[2].strip()
    assert not factors.has_second(olga)
    assert Client().post(way, {"password": NEW}).url == "/today"
    assert told() == ["agent.way_in", "second.reset", "agent.password"]
    assert main(["way-in", "nobody@desk.example"]) == 1
    assert "nobody@desk.example" in capsys.readouterr().err


def test_one_who_signs_in_is_told_whom_to_ask() -> None:
    assert "makes you a way back in" in Client().get("/sign-in").content.decode()
