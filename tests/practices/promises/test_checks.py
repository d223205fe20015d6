"""What is held back before it is sent, through the pages: put right, followed by the record, or sent with a reason."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from regulars.base.ids import public_id
from regulars.base.times import LocalTime
from regulars.book.models import Conversation, Reward, Task
from regulars.conversations.models import Draft, Outgoing
from regulars.practices.promises.forms import wanted_due
from regulars.practices.promises.models import Answer, Contradiction, Promise, Term
from regulars.staff.models import Absence, OpeningHours, Team
from regulars.web.forms import Form
from tests import builders
from tests.builders import signed_in
from tests.conversations.sending_inbox import connect

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
WRONG = "Dear Ana,\n\nyour reward expires on Monday.\n\nAda"


@pytest.fixture(autouse=True)
def wednesday(monkeypatch: pytest.MonkeyPatch) -> None:
    """The days of the week stand still."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def on() -> Conversation:
    """Ana in Berlin, whose reward ends on Sunday 22 November there."""
    ana = builders.customer()
    ana.time_zone = "Europe/Berlin"
    ana.save()
    reward(ana, "2026-11-22T23:59:00")
    made = builders.conversation(ana)
    builders.messages(made, ["Until when is it there?"])
    connect(made.inbox)
    return made


def reward(of: Any, ends: str, zone: str = "Europe/Berlin") -> Reward:
    """A reward that ends then."""
    at = LocalTime(datetime.fromisoformat(ends), zone).utc()
    return Reward.objects.create(
        source="desk",
        source_id=public_id(),
        customer=of,
        birth_customer=of,
        programme="Winter stay",
        unit="points",
        balance=500,
        expires_local=ends,
        expires_zone=zone,
        expires_at=at,
        updated_at=NOW,
    )


def form(on: Conversation, text: str, **more: Any) -> dict[str, Any]:
    """What an editor sends, its writer having seen all that is there."""
    newest = on.moments.order_by("-pk").values_list("pk", flat=True).first() or 0
    where = {"kind": "reply", "conversation": on.public_id, "draft": public_id(), "seen": newest}
    return {**where, "to": "ana@nordbake.example", "subject": "Re: The blue kettle", "text": text, "do": "send", **more}


def send(client: Client, on: Conversation, sent: dict[str, Any]) -> Any:
    """Press Send."""
    return client.post(f"/conversations/{on.public_id}/write/reply", sent)


def key_in(shown: str) -> str:
    """The key of the first concern on a page."""
    return shown.partition('value="send:')[2].partition('"')[0]


@pytest.mark.sqlite
def test_a_date_that_the_record_contradicts_stops_the_message_and_keeps_the_text(on: Conversation) -> None:
    response = send(signed_in(), on, form(on, WRONG))
    shown = response.content.decode()
    assert response.status_code == 409
    assert "Nothing was sent yet" in shown
    assert "Winter stay ends on Sunday, 22 November in Berlin" in shown
    assert "your reward expires on Sunday 22 November." in shown
    assert "your reward expires on Monday.\n\nAda</textarea>" in shown
    assert not Outgoing.objects.exists()
    assert not Contradiction.objects.exists()


@pytest.mark.sqlite
def test_one_click_puts_it_right(on: Conversation) -> None:
    client, sent = signed_in(), form(on, WRONG)
    key = key_in(send(client, on, sent).content.decode())
    shown = client.post(
        "/contradictions/drafted/answer", {**sent, "answer": f"correct:{key}", "version": 1}
    ).content.decode()
    assert "your reward expires on Sunday 22 November.\n\nAda</textarea>" in shown
    assert Answer.objects.get().kind == Answer.CORRECTED
    kept = Draft.objects.get()
    assert send(client, on, {**sent, "text": kept.text, "version": kept.version}).status_code == 302
    assert "Sunday 22 November" in Outgoing.objects.get().text


def test_the_record_can_follow_and_the_message_leaves(on: Conversation) -> None:
    client, sent = signed_in(), form(on, WRONG)
    key = key_in(send(client, on, sent).content.decode())
    assert (
        client.post("/contradictions/drafted/answer", {**sent, "answer": f"follow:{key}", "version": 1}).status_code
        == 302
    )
    assert Outgoing.objects.get().text == WRONG
    task = Task.objects.get()
    assert (task.title, task.due_local) == ("Extend Winter stay to Monday, 23 November", "2026-11-23T23:59:00")
    row = Contradiction.objects.get()
    assert (row.state, row.said_local, row.holds_local, row.found) == (
        Answer.ASKED,
        "2026-11-23T23:59:00",
        "2026-11-22T23:59:00",
        Contradiction.WRITING,
    )


@pytest.mark.sqlite
def test_it_leaves_as_it_is_only_with_a_reason_and_then_for_good(on: Conversation) -> None:
    client, sent = signed_in(), form(on, WRONG)
    key = key_in(send(client, on, sent).content.decode())
    without = client.post("/contradictions/drafted/answer", {**sent, "answer": f"send:{key}", "version": 1})
    assert (without.status_code, Outgoing.objects.count()) == (422, 0)
    assert "why it is right as it stands" in without.content.decode()
    told = {**sent, "answer": f"send:{key}", f"reason-{key}": "Finance extended it by phone.", "version": 1}
    assert client.post("/contradictions/drafted/answer", told).status_code == 302
    assert Outgoing.objects.get().text == WRONG
    assert Answer.objects.get().reason == "Finance extended it by phone."
    assert send(client, on, form(on, WRONG)).status_code == 302


def test_what_agrees_with_the_record_leaves(on: Conversation) -> None:
    for text in ("Your reward expires on Sunday.", "Your reward is there until Saturday.", "Thank you!"):
        assert send(signed_in(), on, form(on, text)).status_code == 302, text
    assert Outgoing.objects.count() == 3


def test_the_same_button_goes_on_where_it_was_held_back(on: Conversation) -> None:
    client, sent = signed_in(), form(on, WRONG, do="close")
    shown = send(client, on, sent).content.decode()
    assert 'name="do" value="close"' in shown
    told = {**sent, "answer": f"send:{key_in(shown)}", f"reason-{key_in(shown)}": "By phone.", "version": 1}
    assert client.post("/contradictions/drafted/answer", told).status_code == 302
    on.refresh_from_db()
    assert on.status == Conversation.CLOSED


def test_a_check_that_fails_lets_the_message_go(on: Conversation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("regulars.practices.promises.checking.checks.contradicted", lambda *parts: 1 / 0)
    assert send(signed_in(), on, form(on, WRONG)).status_code == 302


def test_a_term_of_the_house_holds_a_message_back(on: Conversation) -> None:
    owner = signed_in("owner")
    term = {"name": "Returns", "words": "return\nsend it back", "days": "30", "amount": "", "currency": "", "never": ""}
    assert owner.post("/terms", {**term, "days": "many"}).status_code == 422
    assert owner.post("/terms", term).status_code == 302
    assert "30 days" in owner.get("/terms").content.decode()
    shown = send(signed_in(), on, form(on, "You have 14 days to return it.")).content.decode()
    assert "What holds for everybody says: Returns, 30 days." in shown
    assert "You have 30 days to return it." in shown
    kept = Term.objects.get()
    assert owner.post(f"/terms/{kept.public_id}", {**term, "days": "14"}).status_code == 302
    assert send(signed_in(), on, form(on, "You have 14 days to return it.")).status_code == 302
    assert owner.post(f"/terms/{kept.public_id}/remove").status_code == 302
    assert not Term.objects.exists()


def test_who_is_away_on_that_day_is_told_who_stands_in(on: Conversation) -> None:
    ada, leo = builders.agent(), builders.agent("lead")
    Absence.objects.create(agent=ada, first="2026-11-23", last="2026-11-25", holder=leo)
    shown = send(signed_in(), on, form(on, "I'll call you on Monday.")).content.decode()
    assert "You are away until Wednesday, 25 November" in shown
    assert "Leo Marsh stands in for you" in shown


def test_the_hours_are_those_of_the_team_that_has_the_inbox(on: Conversation) -> None:
    assert on.inbox is not None
    team = Team.objects.create(name="Weekdays")
    always = [[day, 0, 1440] for day in range(7)]
    OpeningHours.objects.create(whose=OpeningHours.DESK, zone="Europe/Berlin", spans=always)
    OpeningHours.objects.create(whose=team.public_id, team=team, zone="Europe/Berlin", spans=always[:5])
    said = form(on, "I'll call you on Saturday.")
    on.inbox.teams.add(team, Team.objects.create(name="Evenings"))
    assert send(signed_in("owner"), on, said).status_code == 302, (
        "of two teams with the inbox neither's hours hold alone"
    )
    on.inbox.teams.set([team])
    assert send(signed_in("owner"), on, form(on, "I'll call you on Saturday.")).status_code == 409


def test_until_we_close_is_until_the_team_closes_that_has_the_inbox(on: Conversation) -> None:
    team = Team.objects.create(name="Berlin")
    on.inbox.teams.add(team)
    OpeningHours.objects.create(whose=team.public_id, zone="Europe/Berlin", team=team, spans=[[4, 480, 900]])
    form = Form({"day": "2026-11-20", "due_means": Promise.CLOSING})
    assert wanted_due(form, "UTC", on) == (
        LocalTime(datetime(2026, 11, 20, 15), "Europe/Berlin"),  # noqa: DTZ001 - a wall time
        Promise.CLOSING,
    )
    assert wanted_due(form, "UTC", None) != wanted_due(form, "UTC", on)
