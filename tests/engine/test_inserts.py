"""How rows are written down in great number."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from regulars.engine.inserts import as_time
from regulars.engine.rows import stored

OFFSETS = st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30)), timezone(-timedelta(hours=11))])


@given(st.datetimes(datetime(1900, 1, 2), datetime(2199, 1, 1), timezones=OFFSETS))  # noqa: DTZ001 - bounds are walls
def test_times_are_written_as_django_writes_them(at: datetime) -> None:
    if isinstance(stored(at), str):
        assert as_time(at) == stored(at)
