from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from regulars.engine import rules

CHANCES = st.floats(0, 1, exclude_max=True)
TIMES = st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(st.integers(-5, 100_000), CHANCES)
def test_a_wait_is_between_two_and_a_half_seconds_and_an_hour(attempts: int, chance: float) -> None:
    assert rules.FIRST_WAIT / 2 <= rules.backoff(attempts, chance) <= rules.LONGEST_WAIT


@given(st.integers(1, 100), CHANCES)
def test_with_the_same_chance_the_next_wait_is_never_shorter(attempts: int, chance: float) -> None:
    assert rules.backoff(attempts, chance) <= rules.backoff(attempts + 1, chance)


@given(st.integers(1, 100), CHANCES, CHANCES)
def test_chance_spreads_the_wait_over_its_upper_half_only(attempts: int, one: float, other: float) -> None:
    assert rules.backoff(attempts, one) <= 2 * rules.backoff(attempts, other)


def test_waits_double() -> None:
    assert [rules.backoff(attempts, 0) for attempts in (1, 2, 3, 4)] == [2.5, 5, 10, 20]


def test_quick_jobs_are_claimed_in_batches_and_slow_ones_singly() -> None:
    assert rules.claim_size(0.001) == rules.BATCH
    assert rules.claim_size(2.0) == 1


def test_one_slow_job_ends_the_batches_at_once_and_many_quick_ones_bring_them_back() -> None:
    usual = rules.usual_seconds(0.001, 5.0)
    assert rules.claim_size(usual) == 1
    for _ in range(40):
        usual = rules.usual_seconds(usual, 0.001)
    assert rules.claim_size(usual) == rules.BATCH


@given(TIMES, st.integers(1, 100_000))
def test_a_window_holds_its_moment(now: datetime, seconds: int) -> None:
    start, share = rules.window(now, seconds)
    assert start.microsecond == 0
    assert 0 <= share < 1
    assert timedelta(0) <= now - start < timedelta(seconds=seconds)


@given(TIMES, st.integers(1, 100_000))
def test_a_period_has_one_number_from_its_start_to_its_end(now: datetime, seconds: int) -> None:
    start, _ = rules.window(now, seconds)
    number = rules.period_number(start, seconds)
    assert rules.period_number(now, seconds) == number
    assert rules.period_number(start + timedelta(seconds=seconds), seconds) == number + 1


def test_the_window_before_counts_by_the_part_that_still_slides_over_it() -> None:
    start = datetime(2026, 5, 4, 12, tzinfo=UTC)
    counts = {start - timedelta(seconds=60): 10, start: 4}
    assert rules.within_limit(counts, start, 60, 0.5, limit=10)
    assert not rules.within_limit(counts, start, 60, 0.4, limit=10)
