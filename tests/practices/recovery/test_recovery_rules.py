"""Clocks, lots, what opens a recovery, and what could close it."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.practices.recovery import clocks, hollow, lots, matters, surprises
from regulars.practices.recovery.matters import Found, Matter, Said
from regulars.practices.recovery.surprises import Known

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "Australia/Lord_Howe")


@settings(max_examples=50)
@given(
    st.integers(-3_000_000, 3_000_000).map(lambda minutes: NOW + timedelta(minutes=minutes)),
    st.integers(1, 48),
    st.sampled_from(ZONES),
)
def test_clocks_run_while_they_are_awake(since: datetime, hours: int, zone: str) -> None:
    """What is due is due by day where they live, after at least so many hours, and later for more of them."""
    due = clocks.later(since, hours, zone)
    local = due.astimezone(ZoneInfo(zone))
    assert clocks.WAKES <= local.time() <= clocks.SLEEPS or local.fold
    assert due > since
    assert clocks.later(since, hours + 1, zone) >= due


def test_hours_of_the_wall_are_meant_when_the_clock_changes() -> None:
    """On the day that lasts 23 hours, four hours from nine are one o'clock."""
    berlin = ZoneInfo("Europe/Berlin")
    evening = datetime(2027, 3, 27, 19, tzinfo=berlin)
    assert clocks.later(evening.astimezone(UTC), 2, "Europe/Berlin") == datetime(2027, 3, 28, 9, tzinfo=berlin)
    night = datetime(2027, 3, 28, 1, 30, tzinfo=berlin)
    assert clocks.later(night.astimezone(UTC), 4, "Europe/Berlin") == datetime(2027, 3, 28, 12, tzinfo=berlin)
    assert clocks.later(evening.astimezone(UTC), 1, "Europe/Berlin").astimezone(berlin).time() == time(20)


def test_how_long_one_waits_is_theirs() -> None:
    """Of their own gaps, within bounds; of a few purchases nothing is concluded."""
    weekly = [date(2026, 1, 1) + timedelta(days=21 * n) for n in range(8)]
    assert clocks.patience(weekly) == timedelta(days=round(clocks.FACTOR * 21))
    assert clocks.patience([date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 3)]) == clocks.LEAST
    assert clocks.patience([date(2010, 1, 1), date(2015, 1, 2), date(2020, 1, 3)]) == clocks.MOST
    assert clocks.patience([date(2026, 1, 1)] * 5) == clocks.UNKNOWN


def test_what_will_be_late_shows_early() -> None:
    """In the last third of its time."""
    since, due = NOW, NOW + timedelta(hours=9)
    said = [clocks.slipping(since, due, NOW + timedelta(hours=hour)) for hour in (1, 5, 7, 9)]
    assert said == [clocks.IN_TIME, clocks.IN_TIME, clocks.SOON, clocks.LATE]
    assert clocks.slipping(since, None, due) == clocks.IN_TIME


def test_a_lot_can_be_drawn_again() -> None:
    """The same customer draws the same in a quarter; over many the share is as it was set."""
    assert lots.period(NOW) == "2026-Q4"
    drawn = [lots.number("salt", f"customer{n}", lots.PLAY, "2026-Q4") for n in range(4000)]
    assert drawn[7] == lots.number("salt", "customer7", lots.PLAY, "2026-Q4")
    assert drawn[7] != lots.number("other", "customer7", lots.PLAY, "2026-Q4")
    assert 0 <= min(drawn) < max(drawn) < 1
    share = sum(lots.is_given(one, 800) for one in drawn) / 4000
    # Four standard errors of 4000 draws at 0.8.
    assert abs(share - 0.8) < 0.0253
    assert not lots.is_eligible("severe")


FAILED, WARM = Said("failure", "delivery", 0.9, "it never came"), Said("thanks", "thanks", 0.9)


@pytest.mark.parametrize(
    ("readings", "opens"),
    [
        ([FAILED], None),
        ([FAILED, WARM], None),
        ([Said("feeling", "angry", 0.9)], None),
        ([FAILED, Said("feeling", "confident", 0.9)], None),
        ([FAILED, Said("feeling", "annoyed", 0.9)], ("serious", "delivery")),
        ([FAILED, Said("severity", "minor", 0.9), Said("feeling", "annoyed", 0.9)], ("minor", "delivery")),
        ([FAILED, Said("severity", "minor", 0.9), Said("leaving", "threat", 0.9)], ("serious", "delivery")),
        ([FAILED, Said("severity", "severe", 0.9)], ("severe", "delivery")),
        ([Said("failure", "new kind", 0.9), Said("leaving", "threat", 0.9)], ("serious", "other")),
    ],
)
def test_a_failure_opens_with_a_feeling(readings: list[Said], opens: tuple[str, str] | None) -> None:
    """What is told in passing opens none."""
    found = matters.read_as(readings)
    assert (found[1:] if found else None) == opens


def sign(conversation: int = 0, order: str = "", at: datetime = NOW) -> Found:
    """One."""
    return Found("key", matters.READING, at, "serious", "delivery", conversation=conversation, order=order)


def test_signs_of_one_matter() -> None:
    """By conversation, else by order, else by time; what is named and is another is another."""
    talk = Matter(1, 7, frozenset(), NOW - timedelta(days=90))
    order = Matter(2, 0, frozenset({"o1"}), NOW - timedelta(days=30))
    bare = Matter(3, 0, frozenset(), NOW - timedelta(days=1))
    known = [talk, order, bare]
    assert matters.same_matter(known, sign(7)) == talk
    assert matters.same_matter(known, sign(7, "o1")) == talk
    assert matters.same_matter(known, sign(8, "o1")) == order
    assert matters.same_matter(known, sign(8)) == bare
    assert matters.same_matter([talk, order], sign(8)) is None
    assert matters.same_matter([talk, order], sign()) is None
    assert matters.same_matter([bare], sign(at=NOW + timedelta(days=9))) is None
    near = Matter(4, 7, frozenset({"o1"}), NOW)
    assert matters.same_matter([near], sign(8)) is None
    assert matters.same_matter([near], sign(0, "o2")) is None


def test_an_extra_comes_from_the_book_and_never_twice() -> None:
    """Nothing that they avoid, nothing that the household has had."""
    known = [
        Known("f1", "preference", "Loves dark chocolate."),
        Known("f2", "preference", "Likes window tables."),
        Known("f3", "avoidance", "No chocolates."),
        Known("f4", "date", "Birthday", "12-01"),
        Known("f5", "date", "Wedding day", "05-01"),
        Known("f6", "date", "Not a day", "13-99"),
    ]
    today = date(2026, 11, 20)
    codes = [one.code for one in surprises.ideas(known, today, frozenset(), today)]
    assert codes == ["fact:f2", "day:f4", "visit", "note"]
    had = frozenset({"fact:f2", "note", "visit"})
    assert [one.code for one in surprises.ideas(known, today, had, today)] == ["day:f4", "call"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("We are sorry if this caused trouble.", ["We are sorry if this caused trouble."]),
        ("Dear Ana,\n\nI'm sorry you feel that way. Bye", ["I'm sorry you feel that way."]),
        ("I am sorry. We let you wait far too long.", []),
        ("Wir bedauern es sehr, dass Sie das so empfinden.", ["Wir bedauern es sehr, dass Sie das so empfinden."]),
        ("Es tut uns leid, dass Sie so lange warten mussten.", []),
        ("Your order comes on Monday.", []),
    ],
)
def test_an_apology_that_is_none_is_found_while_writing(text: str, words: list[str]) -> None:
    """The whole sentence is meant, and a better one is one apology that is one."""
    found = hollow.hollows(text, "wait")
    assert [text[one.start : one.end].strip() for one in found] == words
    assert all(hollow.first(one.better) is None for one in found)
