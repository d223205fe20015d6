"""Who comes, what to read before, and a booking by hand."""

from datetime import timedelta

import pytest
from django.utils import timezone

from regulars.book.eyes import DESK, Eyes
from regulars.book.glance.rules import Line
from regulars.book.glance.slots import LINES
from regulars.book.models import Moment, Visit
from regulars.book.visits import acts, reading
from regulars.book.visits.acts import Booking
from tests.book.comers import ZONE, expected, visit
from tests.builders import NOW, agent, customer, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def texts(day: reading.Day) -> list[str]:
    """The lines of the only brief."""
    (one,) = day.coming
    return [line.text for line in one.brief.lines]


def test_a_brief_says_what_matters_there_and_what_must_not_be_said() -> None:
    expected()
    day = reading.of_day("today", "", DESK, NOW)
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
        said = texts(reading.of_day("today", "", DESK, NOW))
    finally:
        LINES.withdraw("broken")
    assert {"No nuts", "Could not be shown. The fault is in the log."} <= set(said)


def test_nothing_of_a_hidden_inbox_is_told() -> None:
    ana = expected()
    hidden = ana.conversations.get().inbox_id
    assert hidden is not None
    assert not any("cold" in text for text in texts(reading.of_day("today", "", Eyes(inboxes=(hidden,)), NOW)))


def test_days_and_places_choose() -> None:
    ana = expected()
    visit(ana, NOW + timedelta(days=1), place="Hilltop")
    visit(ana, NOW + timedelta(hours=1), status=Visit.CANCELLED)
    today, tomorrow = (reading.of_day(day, "", DESK, NOW) for day in ("today", "tomorrow"))
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


def test_days_before_take_no_room_from_the_day_that_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    ana = expected()
    for days in (1, 2):
        visit(ana, NOW - timedelta(days=days), number=str(days))
    monkeypatch.setattr(reading, "MOST_READ", 2)
    day = reading.of_day("today", "", DESK, NOW)
    assert [one.unit for one in day.coming] == ["Room 12"]
    assert not day.more


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
