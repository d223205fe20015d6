"""Who comes, what to read before, a booking by hand, and the mail to the shift."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from regulars.book.glance.rules import Line
from regulars.book.glance.slots import LINES
from regulars.book.models import BriefMail, Customer, Fact, Moment, Task, Visit
from regulars.book.visits import acts, mailing, reading
from regulars.book.visits.acts import Booking
from regulars.conversations.models import Outgoing
from regulars.staff.trail import Actor
from tests import outbox
from tests.builders import NOW, agent, conversation, customer, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ZONE = "Europe/Vienna"


def visit(of: Customer, starts: datetime, **more: Any) -> Visit:
    """A visit in Vienna; `starts` is in UTC."""
    there = starts.astimezone(ZoneInfo(ZONE)).replace(tzinfo=None)
    row = {"zone": ZONE, "starts_local": there.isoformat(timespec="seconds"), "starts_at": starts, "updated_at": NOW}
    made = Visit(customer=of, birth_customer=of, source="pms", **row, **more)
    made.source_id = made.public_id
    made.save()
    return made


def fact(of: Customer, text: str, kind: str = "preference", **more: Any) -> Fact:
    """Something known of somebody."""
    times = {"at": NOW, "used_at": NOW}
    return Fact.objects.create(customer=of, birth_customer=of, kind=kind, text=text, origin="said", **times, **more)


def expected() -> Customer:
    """Ana, who comes today, with all that a brief can say."""
    ana = customer()
    Customer.objects.filter(pk=ana.pk).update(greeting="Ms Novak")
    last = visit(ana, NOW - timedelta(days=40), status=Visit.CAME)
    visit(ana, NOW + timedelta(hours=5), place="Lakeside", unit="Room 12", wishes="A cot", party=2)
    fact(ana, "No nuts", "need", allergen="nuts")
    fact(ana, "A quiet table", standing=False, place="Lakeside")
    fact(ana, "Red wine", standing=False, place="Hilltop")
    fact(ana, "Her divorce", "context", unspoken=True)
    fact(ana, "Insulin in the fridge", "need", sensitive=True)
    Task.objects.create(
        practice="promises",
        key="1",
        kind="promise",
        customer=ana,
        birth_customer=ana,
        title="A new key",
        created_at=NOW,
    )
    conversation(ana, "The room was cold", opened_at=last.starts_at, last_at=last.starts_at, status="closed")
    return ana


def texts(day: reading.Day) -> list[str]:
    """The lines of the only brief."""
    (one,) = day.coming
    return [line.text for line in one.brief.lines]


def test_a_brief_says_what_matters_there_and_what_must_not_be_said() -> None:
    expected()
    day = reading.of_day("today", "", (), NOW)
    said = texts(day)
    assert said[0] == "No nuts"
    for wanted in ("A quiet table", "A cot", "A new key", "They wrote around then: “The room was cold”"):
        assert wanted in said
    assert "Red wine" not in said
    assert [line.text for line in day.coming[0].brief.unsaid] == ["Her divorce"]
    assert "Insulin in the fridge" not in str(day)


def test_what_a_practice_cannot_tell_is_said_and_takes_nothing_else_from_a_brief() -> None:
    def broken(*_: object) -> list[Line]:
        raise OSError

    LINES.offer("broken", broken)
    try:
        expected()
        said = texts(reading.of_day("today", "", (), NOW))
    finally:
        LINES.withdraw("broken")
    assert {"No nuts", "Could not be shown. The fault is in the log."} <= set(said)


def test_nothing_of_a_hidden_inbox_is_told() -> None:
    ana = expected()
    hidden = ana.conversations.get().inbox_id
    assert hidden is not None
    assert not any("cold" in text for text in texts(reading.of_day("today", "", (hidden,), NOW)))


def test_days_and_places_choose() -> None:
    ana = expected()
    visit(ana, NOW + timedelta(days=1), place="Hilltop")
    visit(ana, NOW + timedelta(hours=1), status=Visit.CANCELLED)
    today, tomorrow = (reading.of_day(day, "", (), NOW) for day in ("today", "tomorrow"))
    assert (len(today.coming), len(tomorrow.coming)) == (1, 1)
    assert reading.of_day("today", "Hilltop", (), NOW).coming == []
    assert today.places == ["Lakeside"]


def test_a_booking_by_hand_is_a_visit_and_a_moment_and_can_be_taken_back() -> None:
    ana, ada = customer(), agent()
    made = acts.book(ana, Booking("2026-11-21", "19:00", ZONE, wishes="By the window"), ada, NOW)
    assert isinstance(made, Visit)
    assert acts.book(ana, Booking("2026-11-21", "19:00", ZONE, wishes="By the window"), ada, NOW) == made
    assert made.starts_at.isoformat() == "2026-11-21T18:00:00+00:00"
    assert (made.source, made.status) == ("desk", "booked")
    assert Moment.objects.get(kind="visit.booked").payload["visit"] == made.public_id
    for _ in range(2):
        assert acts.unbook(made, ada, NOW) is None
    assert Moment.objects.filter(kind="visit.cancelled").count() == 1
    assert acts.unbook(visit(ana, NOW), ada, NOW) is not None


def test_what_is_wrong_with_a_booking_is_said_at_its_field() -> None:
    ana = customer()
    wrong = acts.book(ana, Booking("soon", "7", "Vienna", party="none", place="x" * 200), agent(), NOW)
    assert isinstance(wrong, tuple)
    assert [one.field for one in wrong] == ["day", "zone", "party", "place"]
    assert isinstance(acts.book(ana, Booking("2026-11-19", "19:00", ZONE), agent(), NOW), tuple)


@pytest.fixture
def sent() -> Iterator[list[tuple[str, str, str]]]:
    """What left, in place of the way out."""
    kept: list[tuple[str, str, str]] = []
    others = dict(mailing.SENDERS.offers)
    mailing.SENDERS.offers.clear()

    def keep(to: str, subject: str, text: str) -> bool:
        kept.append((to, subject, text))
        return True

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


def test_days_before_take_no_room_from_the_day_that_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    ana = expected()
    for days in (1, 2):
        visit(ana, NOW - timedelta(days=days), number=str(days))
    monkeypatch.setattr(reading, "MOST_READ", 2)
    day = reading.of_day("today", "", (), NOW)
    assert [one.unit for one in day.coming] == ["Room 12"]
    assert not day.more


def test_nobody_comes_and_nothing_is_sent(sent: list[tuple[str, str, str]]) -> None:
    to_the_shift()
    mailing.send_due(NOW)
    assert sent == []


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


@pytest.mark.slow
def test_visits_over_http() -> None:
    ana, client = customer(), signed_in()
    path = f"/customers/{ana.public_id}/visits/new"
    assert client.get(path).status_code == 200
    wrong = client.post(path, {"day": "x", "hour": "19:00", "zone": ZONE, "party": "2", "wishes": "A window"})
    assert wrong.status_code == 422
    assert "A window" in wrong.content.decode()
    day = (timezone.now() + timedelta(days=2)).date().isoformat()
    good = client.post(path, {"day": day, "hour": "19:00", "zone": ZONE, "party": "2", "wishes": "A window"})
    assert good.url == f"/visits?day={day}"
    page = client.get(good.url).content.decode()
    assert "Ana Novak" in page
    assert "A window" in page
    client.post(f"/visits/{Visit.objects.get().public_id}/cancel")
    assert "Nobody is expected" in client.get(good.url).content.decode()
    for odd in ("nonsense", "9999-12-31", "0001-01-01"):
        assert client.get(f"/visits?day={odd}&place=x&print=sheets").status_code == 200
    far = {"day": "9999-12-31", "hour": "23:59", "zone": "America/New_York", "party": "2"}
    assert client.post(path, far).status_code == 422


def test_settings_over_http() -> None:
    client = signed_in("lead")
    wrong = client.post("/briefs", {"name": "Early", "to": "nobody", "at": "06:30", "zone": ZONE})
    assert wrong.status_code == 422
    assert "nobody" in wrong.content.decode()
    early = {"name": "Early", "to": "a@desk.example, b@desk.example", "at": "06:30", "zone": ZONE, "language": "en"}
    client.post("/briefs", early)
    row = BriefMail.objects.get()
    assert row.to == ["a@desk.example", "b@desk.example"]
    late = {"name": "Late", "to": "c@desk.example", "at": "14:00", "zone": ZONE}
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
