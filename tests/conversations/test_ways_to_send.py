"""How an answer can end: what is offered with sending it, and that each way can be taken back."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from regulars.base.ids import public_id
from regulars.book.models import Conversation
from regulars.channels.contract import Address
from regulars.conversations.drafts.acts import Place, save
from regulars.conversations.drafts.rules import Save, Written
from regulars.conversations.models import Draft, Outgoing, Workload
from regulars.staff.models import OpeningHours, Role, Team
from tests import builders
from tests.builders import signed_in
from tests.conversations.sending_inbox import connect

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def on() -> Conversation:
    """Ana's kettle, in an inbox that can send."""
    made = builders.conversation(builders.customer())
    builders.messages(made, ["It does not boil."])
    connect(made.inbox)
    return made


@pytest.mark.parametrize("permissions", [["book.read", "conversation.reply"], []])
def test_only_ways_that_are_open_are_offered(on: Conversation, permissions: list[str]) -> None:
    if permissions:
        Role.objects.create(name="agent", label="Agent", permissions=permissions)
    client = signed_in()
    for path in ("/write/ways", "/write", f"/conversations/{on.public_id}?write=reply"):
        shown = client.get(path).content.decode()
        assert 'value="later:at"' in shown
        assert ('value="close"' in shown, 'value="snooze:reply"' in shown) == (not permissions, not permissions), path


@pytest.mark.parametrize(
    ("kind", "do"), [("reply", "send"), ("reply", "close"), ("reply", "discard"), ("note", "send"), ("note", "discard")]
)
def test_what_another_tab_has_begun_is_taken_back(on: Conversation, kind: str, do: str) -> None:
    client, text = signed_in(), "Try descaling it."
    written = Written(text, "Re: The blue kettle", (Address("", "ana@nordbake.example"),))
    begun = save(builders.agent(), Place(public_id(), kind, on.pk), Save(written, 0, "one", 1), timezone.now())
    assert isinstance(begun, Draft)
    sent = {"draft": public_id(), "text": text, "subject": written.subject, "to": "ana@nordbake.example", "do": do}
    sent |= {"seen": on.moments.get().pk}
    answer = client.post(f"/conversations/{on.public_id}/write/{kind}", {**sent, "version": 1, "tab": "two", "turn": 1})
    assert answer.status_code == 302, answer.content.decode()
    undo = re.search(r'action="(/drafts/[^"]*)"', client.get("/").content.decode())
    assert undo
    assert client.post(undo[1]).status_code == 302
    begun.refresh_from_db()
    on.refresh_from_db()
    assert (begun.sent_at, begun.discarded_at, begun.text, on.status) == (None, None, text, "open")


def test_morning_is_when_the_team_opens_that_has_the_inbox(on: Conversation) -> None:
    team = Team.objects.create(name="Evenings")
    assert on.inbox is not None
    on.inbox.teams.add(team)
    for whose, of, opens in ((OpeningHours.DESK, None, 6), (team.public_id, team, 18)):
        spans = [[day, opens * 60, opens * 60 + 90] for day in range(7)]
        OpeningHours.objects.create(whose=whose, team=of, zone="UTC", spans=spans)
    client = signed_in("owner")
    for path in ("/write", f"/write/ways?on={on.public_id}", f"/conversations/{on.public_id}?write=reply"):
        assert "18:00" in client.get(path).content.decode(), path
    assert "18:00" not in client.get("/write/ways").content.decode()
    sent = {"draft": public_id(), "version": 0, "text": "Try descaling it.", "subject": "Re: The blue kettle"}
    sent |= {"to": "ana@nordbake.example", "seen": on.moments.get().pk, "do": "later:tomorrow"}
    assert client.post(f"/conversations/{on.public_id}/write/reply", sent).status_code == 302
    assert Outgoing.objects.get().send_at.hour == 18
    asleep = {"on": on.public_id, "until": "tomorrow"}
    for more, hour in (({"from": on.public_id}, 18), ({}, 6)):
        client.post("/acts/snooze", {**asleep, **more})
        on.refresh_from_db()
        assert on.snoozed_until is not None
        assert on.snoozed_until.hour == hour, more


@pytest.mark.parametrize("do", ["close", "snooze:reply"])
def test_what_is_answered_and_put_away_leads_on_as_other_acts_do(on: Conversation, do: str) -> None:
    client = signed_in()
    second = builders.conversation(on.customer, "The next one", last_at=on.last_at - timedelta(hours=1))
    path = f"/conversations/{on.public_id}"
    sent = {"text": "Try descaling it.", "to": "ana@nordbake.example", "subject": "Re: The blue kettle", "seen": 10**9}

    def answer(do: str, came_from: str, **headers: str) -> Any:
        headers |= {"Referer": f"http://testserver{path}{came_from}"}
        made = client.post(f"{path}/write/reply", {**sent, "draft": public_id(), "do": do}, headers=headers)
        undo = re.search(r'action="(/drafts/[^"]*)"', client.get("/").content.decode())
        assert undo, made.content.decode()
        assert client.post(undo[1]).url.startswith(path)
        Draft.objects.update(discarded_at=timezone.now())
        return made

    following = f"/conversations/{second.public_id}?in=open#latest"
    assert answer(do, "?in=open").url == following
    assert answer(do, "?in=open", **{"HX-Request": "true"}).headers["HX-Redirect"] == following
    assert answer(do, "").url == f"{path}#latest"
    assert answer("send", "?in=open").url == f"{path}#latest"
    Workload.objects.create(agent=builders.agent(), onward=Workload.STAY)
    assert answer(do, "?in=open").url == f"{path}#latest"
