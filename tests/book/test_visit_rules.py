"""What stands in a brief, and when a mail is due: pure."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.book.glance.rules import Line
from regulars.book.visits import rules
from regulars.book.visits.rules import Last, Told, brief, day_of, mail_day, trouble

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LINES = st.lists(st.builds(Line, st.sampled_from(sorted(rules.SORTS)), st.text(min_size=1, max_size=5)), max_size=20)
LAST = Last(date(2026, 11, 1), NOON - timedelta(days=21), NOON - timedelta(days=20), missed=False)


@settings(max_examples=40)
@given(LINES, LINES)
def test_a_brief_is_seven_lines_in_order_and_says_nothing_unsayable(found: list[Line], unsaid: list[Line]) -> None:
    made = brief(found, unsaid)
    assert len(made.lines) <= rules.MOST
    ranks = [rules.RANKS[line.sort] for line in made.lines]
    assert ranks == sorted(ranks)
    secret = {line.text.strip().casefold() for line in unsaid}
    assert all(line.text.strip().casefold() not in secret for line in made.lines)
    spoken = [line for line in found if line.text.strip().casefold() not in secret]
    assert made.left_out == len(spoken) - len(made.lines)


@settings(max_examples=40)
@given(LINES)
def test_an_allergy_is_never_crowded_out(found: list[Line]) -> None:
    made = brief([*found, Line("allergy", "No nuts")], [])
    assert any(line.sort == "allergy" for line in made.lines)


def test_one_sort_does_not_crowd_out_the_others() -> None:
    found = [Line("preference", str(number)) for number in range(20)] + [Line("trouble", "Cold soup")]
    assert brief(found, []).lines[0].text == "Cold soup"


def test_that_they_did_not_come_is_told_before_what_they_wrote() -> None:
    talk, today = Told("The bill", LAST.day, "/c"), NOON.date()
    assert (line := trouble(LAST, [talk], today)) is not None
    assert line.text == "They wrote around then: “The bill”"
    assert trouble(LAST, [], today) is None
    assert trouble(None, [talk], today) is None
    missed = Last(LAST.day, LAST.starts_at, LAST.ends_at, missed=True)
    assert (line := trouble(missed, [talk], today)) is not None
    assert line.text == "Did not come last time"


def test_today_is_that_of_the_place() -> None:
    late = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert day_of("today", "Europe/Vienna", late) == date(2026, 11, 23)
    assert day_of("tomorrow", "America/Lima", late) == date(2026, 11, 23)
    assert day_of("2026-12-24", "Asia/Tokyo", late) == date(2026, 12, 24)
    assert day_of("someday", "Asia/Tokyo", late) is None


@pytest.mark.parametrize(
    ("zone", "day"),
    [("Europe/Vienna", "2026-03-29"), ("Europe/Vienna", "2026-10-25"), ("America/Santiago", "2026-09-06")],
)
@pytest.mark.parametrize("at", ["00:00", "02:30", "23:59"])
def test_a_mail_is_due_once_on_each_day_also_when_clocks_change(zone: str, day: str, at: str) -> None:
    start = datetime.fromisoformat(f"{day}T00:00").replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) - timedelta(hours=30)
    last, sent = "2026-01-01", []
    for minute in range(60 * 72):
        if due := mail_day(at, zone, last, start + timedelta(minutes=minute)):
            sent.append(due)
            last = due
    assert sent == sorted(set(sent))
    assert day in sent


def test_a_mail_that_was_not_sent_on_its_day_is_not_sent_later() -> None:
    assert mail_day("06:30", "UTC", "2026-11-20", NOON) == "2026-11-22"
    assert mail_day("12:01", "UTC", "2026-11-20", NOON) == ""
    assert mail_day("06:30", "UTC", "2026-11-22", NOON) == ""


def test_what_is_wrong_with_a_mail_is_said_at_its_field() -> None:
    wrong = rules.mail_faults("", [], ["x"], "6:30", "Vienna")
    assert [one.field for one in wrong] == ["name", "to", "to", "at", "zone"]
    assert rules.mail_faults("Early", ["a@b.example"], [], "06:30", "Europe/Vienna") == ()
