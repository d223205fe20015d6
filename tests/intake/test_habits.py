"""An inbox's habit of silence."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.intake import habits
from regulars.intake.habits import silent_since

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
TIMES = st.integers(0, 90 * 24 * 60).map(lambda minutes: MONDAY - timedelta(minutes=minutes))
FEW = settings(max_examples=40, deadline=None)


def office(weeks: int, an_hour: int = 4) -> list[datetime]:
    """Mail from nine to five on workdays."""
    days = [MONDAY - timedelta(days=back) for back in range(1, weeks * 7 + 1)]
    step = HOUR / an_hour
    return [day + 9 * HOUR + number * step for day in days if day.weekday() < 5 for number in range(8 * an_hour)]


def test_a_busy_inbox_is_missed_within_a_working_morning() -> None:
    arrivals = office(3)
    last = max(arrivals)
    assert silent_since(arrivals, MONDAY + 9 * HOUR) is None, "the weekend is always silent"
    assert silent_since(arrivals, MONDAY + 9.5 * HOUR) is None
    assert silent_since(arrivals, MONDAY + 11 * HOUR) == last


def test_a_night_is_nothing_where_nights_are_silent() -> None:
    arrivals = [at for at in office(3) if at.weekday() < 4]
    thursday_evening = max(arrivals)
    assert silent_since(arrivals, thursday_evening + 14 * HOUR) is None


def test_an_hour_is_the_least() -> None:
    arrivals = [MONDAY - timedelta(minutes=number) for number in range(10 * 24 * 60)]
    assert silent_since(arrivals, MONDAY + timedelta(minutes=59)) is None
    assert silent_since(arrivals, MONDAY + timedelta(minutes=61)) == MONDAY


def test_an_outage_of_the_past_does_not_make_it_deaf() -> None:
    arrivals = [at for at in office(4) if not 10 < (MONDAY - at).days < 13]
    assert silent_since(arrivals, MONDAY + 12 * HOUR) == max(arrivals)


def test_too_little_is_known_of_a_new_inbox() -> None:
    assert silent_since([], MONDAY) is None
    assert silent_since([MONDAY - number * HOUR for number in range(100)], MONDAY + 99 * HOUR) is None


def test_imported_in_one_moment_says_nothing() -> None:
    assert silent_since([MONDAY] * 5000, MONDAY + 900 * HOUR) is None


@FEW
@given(st.lists(TIMES, max_size=60), TIMES)
def test_silence_began_with_the_last_mail_an_hour_ago_or_earlier(arrivals: list[datetime], now: datetime) -> None:
    since = silent_since(arrivals, now)
    assert since is None or (since == max(at for at in arrivals if at <= now) and now - since >= HOUR)


@pytest.mark.slow
@FEW
@given(st.lists(TIMES, min_size=40, max_size=60), st.integers(0, 2000), st.integers(0, 500))
def test_silence_once_too_long_stays_too_long(arrivals: list[datetime], hours: int, more: int) -> None:
    now = max(arrivals) + hours * HOUR
    if silent_since(arrivals, now):
        assert silent_since(arrivals, now + more * HOUR) == silent_since(arrivals, now)


@pytest.mark.slow
@FEW
@given(st.lists(TIMES, min_size=40, max_size=60), st.randoms(use_true_random=False))
def test_order_is_nothing(arrivals: list[datetime], chance: Random) -> None:
    mixed = list(arrivals)
    chance.shuffle(mixed)
    now = max(arrivals) + 100 * HOUR
    assert silent_since(mixed, now) == silent_since(arrivals, now)


@FEW
@given(TIMES, st.integers(0, 500_000))
def test_hours_cover_the_whole_span(start: datetime, seconds: int) -> None:
    end = start + timedelta(seconds=seconds)
    assert abs(sum(share for _, share in habits.hours(start, end)) - seconds / 3600) < 1e-6
