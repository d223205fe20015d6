"""The mail to the shift: who gets it, what it says, and what becomes of one that cannot leave."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from regulars.base.results import Refused
from regulars.book.models import BriefMail, Task
from regulars.book.visits import acts, mailing, reading
from regulars.conversations.models import Outgoing
from regulars.staff.trail import Actor
from tests import outbox
from tests.book.comers import ZONE, expected, visit
from tests.builders import NOW, agent, customer, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def sent() -> Iterator[list[tuple[str, str, str]]]:
    """What left, in place of the way out."""
    kept: list[tuple[str, str, str]] = []
    others = dict(mailing.SENDERS.offers)
    mailing.SENDERS.offers.clear()

    def keep(to: str, subject: str, text: str) -> Refused | None:
        kept.append((to, subject, text))
        return Refused("It bounced last week.") if to.startswith("gone") else None

    mailing.SENDERS.offer("test", keep)
    yield kept
    mailing.SENDERS.offers.clear()
    mailing.SENDERS.offers.update(others)


def to_the_shift(**more: Any) -> BriefMail:
    """A mail at half past six."""
    return BriefMail.objects.create(
        **{"name": "Early shift", "to": ["a@desk.example", "b@desk.example"], "at": "06:30", "zone": ZONE, **more}
    )


def test_the_shift_gets_its_mail_once_without_what_is_kept_apart(sent: list[tuple[str, str, str]]) -> None:
    expected()
    to_the_shift()
    for minutes in range(3):
        mailing.send_due(NOW + timedelta(minutes=minutes))
    assert [to for to, _, _ in sent] == ["a@desk.example", "b@desk.example"]
    subject, text = sent[0][1:]
    assert subject == "Early shift, 2026-11-20: 1 visit"
    assert "18:00 · Ana Novak · 2 people · Room 12 · Lakeside" in text
    assert "No nuts" in text
    assert "health" not in text
    assert "There is more" in text


def test_a_crash_after_the_mail_was_queued_sends_nothing_twice(
    sent: list[tuple[str, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected()
    row = to_the_shift()

    def fails(of: object, **more: object) -> str:
        raise OSError

    with monkeypatch.context() as broken, pytest.raises(OSError):
        broken.setattr(mailing, "text_of", fails)
        mailing.send_due(NOW)
    row.refresh_from_db()
    assert (row.last_for, sent) == ("", [])
    mailing.send_due(NOW)
    assert len(sent) == 2


def test_hours_in_a_mail_are_those_of_the_shift(sent: list[tuple[str, str, str]]) -> None:
    expected()
    Task.objects.update(due_at=NOW + timedelta(hours=2))
    to_the_shift()
    mailing.send_due(NOW)
    assert "A new key (Due today at 15:00)" in sent[0][2]


def test_a_mail_is_in_the_language_of_the_shift(sent: list[tuple[str, str, str]]) -> None:
    expected()
    to_the_shift(language="de")
    mailing.send_due(NOW)
    subject, text = sent[0][1:]
    assert subject == "Early shift, 2026-11-20: 1 Besuch"
    for words in ("2 Personen", "Nicht ansprechen: Her divorce", "Sieh im Desk unter Besuche nach"):
        assert words in text
    assert "health" not in text
    assert "Gesundheit" not in text


def test_a_mail_that_cannot_hold_all_says_so(sent: list[tuple[str, str, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    expected()
    visit(customer("Boris", "boris@example.com"), NOW + timedelta(hours=6))
    to_the_shift()
    monkeypatch.setattr(reading, "MOST", 1)
    mailing.send_due(NOW)
    assert "These are the first 1. The others stand under Visits on the desk." in sent[0][2]


def test_nobody_comes_and_nothing_is_sent(sent: list[tuple[str, str, str]]) -> None:
    to_the_shift()
    mailing.send_due(NOW)
    assert sent == []


def test_a_mail_can_tell_the_day_before_who_comes(sent: list[tuple[str, str, str]]) -> None:
    ana = expected()
    visit(ana, NOW + timedelta(days=1), unit="Room 7")
    to_the_shift(ahead=1)
    for days in (0, 0, 1):
        mailing.send_due(NOW + timedelta(days=days))
    assert [subject for _, subject, _ in sent] == ["Early shift, 2026-11-21: 1 visit"] * 2
    assert "Room 7" in sent[0][2]
    assert "Room 12" not in sent[0][2]


def test_what_did_not_leave_is_told_to_who_settles_it_until_one_does(sent: list[tuple[str, str, str]]) -> None:
    ana = expected()
    row = to_the_shift(to=["gone@desk.example", "gone2@desk.example"])
    assert mailing.send_due(NOW) == 0
    row.refresh_from_db()
    assert (row.held_back, row.last_for) == ("It bounced last week.", "2026-11-20")
    lead = signed_in("lead")
    for path in ("/briefs", f"/briefs/{row.public_id}", "/today"):
        assert "It bounced last week." in lead.get(path).content.decode(), path
    assert "It bounced" not in signed_in().get("/today").content.decode()
    visit(ana, NOW + timedelta(days=1))
    BriefMail.objects.update(to=["gone@desk.example", "a@desk.example"])
    assert mailing.send_due(NOW + timedelta(days=1)) == 1, "one of them left"
    assert "It bounced" in lead.get("/today").content.decode()
    BriefMail.objects.update(to=["a@desk.example"])
    mailing.send_due(NOW + timedelta(days=2))
    assert "It bounced" in lead.get("/today").content.decode(), "nobody came, and nothing was tried"
    visit(ana, NOW + timedelta(days=3))
    mailing.send_due(NOW + timedelta(days=3))
    assert "It bounced" not in lead.get("/today").content.decode()


def test_an_inbox_of_the_desk_is_no_shift_and_without_a_way_out_that_is_said() -> None:
    lead = signed_in("lead")
    assert "No inbox can send yet" in lead.get("/briefs").content.decode()
    inbox = outbox.sending_inbox()
    assert "No inbox can send yet" not in lead.get("/briefs").content.decode()
    early = {"name": "Early", "to": inbox.address, "at": "06:30", "zone": ZONE, "language": "en", "day": "tomorrow"}
    refused = lead.post("/briefs", early)
    assert refused.status_code == 422
    assert "is an inbox of the desk" in refused.content.decode()
    assert lead.post("/briefs", {**early, "to": "a@desk.example", "day": "never"}).status_code == 422
    assert lead.post("/briefs", {**early, "to": "a@desk.example"}).status_code == 302
    row = BriefMail.objects.get()
    assert row.ahead == 1
    assert '<option value="tomorrow" selected>' in lead.get(f"/briefs/{row.public_id}").content.decode()
    assert "who comes the next day" in lead.get("/briefs").content.decode()


def test_a_mail_goes_through_the_desks_own_door() -> None:
    outbox.sending_inbox()
    expected()
    to_the_shift()
    for _ in range(2):
        mailing.send_due(NOW)
    left = Outgoing.objects.filter(automatic="brief")
    assert [one.to for one in left.order_by("id")] == [[["", "a@desk.example"]], [["", "b@desk.example"]]]


def test_a_mail_that_is_settled_after_its_hour_begins_tomorrow(sent: list[tuple[str, str, str]]) -> None:
    expected()
    row = BriefMail()
    wanted = acts.Wanted("Early", "a@desk.example", "06:30", ZONE)
    assert acts.keep_mail(row, wanted, Actor(agent("lead")), NOW) == ()
    mailing.send_due(NOW)
    assert sent == []
    assert row.last_for == "2026-11-20"


def test_settings_over_http() -> None:
    client = signed_in("lead")
    wrong = client.post("/briefs", {"name": "Early", "to": "nobody", "at": "06:30", "zone": ZONE})
    assert wrong.status_code == 422
    assert "nobody" in wrong.content.decode()
    early = {
        "name": "Early",
        "to": "a@desk.example, b@desk.example",
        "at": "06:30",
        "zone": ZONE,
        "day": "today",
        "language": "en",
    }
    client.post("/briefs", early)
    row = BriefMail.objects.get()
    assert row.to == ["a@desk.example", "b@desk.example"]
    late = {"name": "Late", "to": "c@desk.example", "at": "14:00", "zone": ZONE, "day": "today"}
    assert client.post(f"/briefs/{row.public_id}", {**late, "language": "xx"}).status_code == 422
    client.post(f"/briefs/{row.public_id}", {**late, "language": "de"})
    assert '<option value="de" selected>' in client.get(f"/briefs/{row.public_id}").content.decode()
    client.post(f"/briefs/{row.public_id}/off")
    row.refresh_from_db()
    assert (row.name, row.active) == ("Late", False)
    assert "switched off" in client.get("/briefs").content.decode()
    told = signed_in("owner").get("/audit", {"act": "brief.kept"}).content.decode()
    assert "<del><bdi>Early</bdi></del>" in told
    assert signed_in().get("/briefs").status_code == 403
