"""Opening hours, days on which we are closed, and who is away."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.base.results import Refused
from regulars.conversations.drafts import times
from regulars.engine.models import AuditEntry
from regulars.intake.hours import hours
from regulars.staff.hours import rules
from regulars.staff.hours.known import absences
from regulars.staff.hours.rules import Away, Hours, Span
from regulars.staff.models import Absence, OpeningHours
from regulars.web.middleware import zone
from tests import builders
from tests.builders import signed_in

DAYTIME = "9:00-12:30, 13:30-17:00"
WEEK = rules.understood([DAYTIME] * 5 + ["", ""])
assert not isinstance(WEEK, Refused)
VIENNA = Hours("Europe/Vienna", WEEK, {date(2026, 12, 25): "Christmas Day"})
spans = st.builds(
    lambda weekday, opens, length: Span(weekday, opens, min(opens + length, rules.MIDNIGHT)),
    st.integers(0, 6),
    st.integers(0, rules.MIDNIGHT - 1),
    st.integers(1, rules.MIDNIGHT),
)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
zones = st.sampled_from(("UTC", "Europe/Vienna", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia"))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A time in November 2026 in Vienna, where it is one hour later than UTC."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) - timedelta(hours=1)


def test_a_week_with_a_break_at_noon() -> None:
    assert rules.open_at(VIENNA, at(20, 12))
    assert not rules.open_at(VIENNA, at(20, 12, 30))
    assert not rules.open_at(VIENNA, at(21, 12))
    assert rules.next_open(VIENNA, at(20, 17)) == at(23, 9)
    assert rules.closes_after(VIENNA, at(20, 9)) == at(20, 17)
    assert rules.closed_on(VIENNA, date(2026, 12, 25)) == "Christmas Day"
    assert rules.closed_on(VIENNA, date(2026, 11, 22)) == ""
    assert rules.closed_on(VIENNA, date(2026, 11, 23)) is None


def test_who_has_said_nothing_is_never_closed() -> None:
    assert rules.open_at(Hours(), at(22, 3))
    assert rules.closed_on(Hours(holidays={date(2026, 11, 22): "x"}), date(2026, 11, 22)) is None


@given(spans=st.lists(spans, min_size=1, max_size=8).map(tuple), moment=moments, name=zones)
def test_the_next_opening_is_open_and_nothing_before_it_is(
    spans: tuple[Span, ...], moment: datetime, name: str
) -> None:
    kept = Hours(name, spans)
    found = rules.next_open(kept, moment)
    assert found >= moment
    if found > moment:
        assert rules.open_at(kept, found)
        halfway = moment + (found - moment) / 2
        assert not rules.open_at(kept, halfway)


@given(lines=st.lists(st.lists(st.tuples(st.integers(0, 47), st.integers(1, 4)), max_size=3), min_size=7, max_size=7))
def test_what_is_understood_is_written_the_same_again(lines: list[list[tuple[int, int]]]) -> None:
    written = [
        ", ".join(
            f"{rules.clock(first * 30)}-{rules.clock(min(first * 30 + length * 30, 1440))}" for first, length in day
        )
        for day in lines
    ]
    found = rules.understood(written)
    if not isinstance(found, Refused):
        again = rules.understood([rules.written(found, weekday) for weekday in range(7)])
        assert again == found


@given(st.text(max_size=30))
def test_any_line_is_understood_or_refused(line: str) -> None:
    found = rules.understood([line])
    assert isinstance(found, Refused) or all(one.opens < one.closes <= rules.MIDNIGHT for one in found)


def test_who_stands_in_for_whom() -> None:
    day = date(2026, 11, 23)
    away = (Away(1, day, day, 2), Away(2, day, day + timedelta(1), 3), Away(4, day, day, 5), Away(5, day, day, 4))
    assert [rules.holder_on(away, agent, day) for agent in (1, 2, 3, 4)] == [3, 3, 3, 0]
    assert rules.holder_on(away, 1, day + timedelta(1)) == 1


def test_morning_is_when_we_open() -> None:
    keys = [(one.key, one.at) for one in times.choices(at(19, 10), zone("Europe/Vienna"), VIENNA)]
    assert keys == [("today", at(19, 17)), ("tomorrow", at(20, 9)), ("monday", at(23, 9))]
    friday = [(one.key, one.at) for one in times.choices(at(20, 18), zone("Europe/Vienna"), VIENNA)]
    assert friday == [("open", at(23, 9))] or friday == [("monday", at(23, 9))]
    assert times.chosen("tomorrow", "", at(19, 10), zone("Europe/Vienna"), VIENNA) == at(20, 9)


@pytest.mark.django_db
def test_the_owner_says_when_we_are_open() -> None:
    client = signed_in("owner")
    days = {f"day{weekday}": DAYTIME if weekday < 5 else "" for weekday in range(7)}
    sent = {"whose": "desk", "zone": "Europe/Vienna", **days}
    assert client.post("/hours/settle", sent).status_code == 302
    assert client.post("/hours/holidays", {"day": "2026-12-25", "name": "Christmas Day"}).status_code == 302
    assert hours() == VIENNA
    wrong = client.post("/hours/settle", {**sent, "day0": "nine to five"})
    assert (wrong.status_code, hours()) == (422, VIENNA)
    assert "nine to five" in wrong.content.decode()
    assert AuditEntry.objects.filter(act__in=("hours.settled", "holiday.made")).count() == 2
    assert client.post("/hours/holidays/2026-12-25/remove").status_code == 302
    assert hours().holidays == {}
    assert client.post("/hours/settle", {"whose": "desk", "zone": "UTC"}).status_code == 302
    assert not OpeningHours.objects.exists()


@pytest.mark.django_db
def test_everybody_says_of_themselves_when_they_are_away() -> None:
    ada, leo = builders.agent(), builders.agent("lead")
    first = date.today() + timedelta(days=3)  # noqa: DTZ011 - any day ahead
    sent = {"agent": leo.public_id, "first": first, "last": first + timedelta(days=2), "holder": leo.public_id}
    assert signed_in().post("/hours/absences", sent).status_code == 302
    assert absences(first) == (Away(ada.pk, first, first + timedelta(days=2), leo.pk),)
    kept = Absence.objects.get()
    assert signed_in("lead").post(f"/hours/absences/{kept.public_id}/remove").status_code == 404
    assert signed_in().post("/hours/absences", {**sent, "last": first - timedelta(days=1)}).status_code == 422
    assert signed_in().post(f"/hours/absences/{kept.public_id}/remove").status_code == 302
    assert absences(first) == ()


def test_midnight_is_not_lost() -> None:
    night = Hours("UTC", (Span(4, 22 * 60, rules.MIDNIGHT), Span(5, 0, 6 * 60)))
    late = datetime.combine(date(2026, 11, 20), time(23, 59), tzinfo=UTC)
    assert rules.open_at(night, late)
    assert rules.open_at(night, late + timedelta(minutes=1))
