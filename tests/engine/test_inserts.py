"""How rows are written down in great number."""

from datetime import UTC, datetime, timedelta, timezone

from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from regulars.engine.rows import as_time, stored

OFFSETS = st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30)), timezone(-timedelta(hours=11))])


@given(st.datetimes(datetime(1900, 1, 2), datetime(2199, 1, 1), timezones=OFFSETS))  # noqa: DTZ001 - bounds are walls
def test_times_are_written_as_django_writes_them(at: datetime) -> None:
    as_django = connection.ops.adapt_datetimefield_value(at)
    assert stored(at) == as_django
    if isinstance(as_django, str):
        assert as_time(at) == as_django
