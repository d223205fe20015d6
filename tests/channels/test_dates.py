"""When a mail was written and when it passed a server, as far as anyone can tell."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.channels.email.dates import date_of
from tests.channels.mails import read

EIGHT = datetime(2026, 1, 5, 8, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "Mon, 05 Jan 2026 08:00:00 +0000",
        "Mon, 5 Jan 2026 09:00:00 +0100 (CET)",
        "5 Jan 2026 03:00 -0500",
        "Mon, 5 Jan 2026 08:00:00 GMT",
        "Mon, 5 Jan 2026 03:00:00 EST",
        "Mon, 5 Jan 2026 08:00:00",
        "Mon, 5 Jan 2026 08:00:00 XYZ",
        "Mon, 5 Jan 26 08:00:00 +0000",
        "Mon,5 Jan 2026 08:00:00 +0000",
        "Monday, 5 January 2026 08:00:00 +0000",
        "Mon, 5 Jan 2026 08(about) : 00 : 00 +0000",
        "2026-01-05T08:00:00Z",
        "2026-01-05 09:00:00 +01:00",
        "Mon, 5 Jan 2026 08:00:00 +9999",
        "Mon Jan  5 08:00:00 2026",
    ],
)
def test_a_date_is_read(value: str) -> None:
    assert date_of(value) == EIGHT


@pytest.mark.parametrize(
    "value",
    [
        "",
        "yesterday",
        "Mon, 45 Jan 2026 08:00:00 +0000",
        "Fri, 31 Dec 9999 23:59:59 -1200",
        "1 Jan 0001 00:00:00 +1200",
    ],
)
def test_what_is_no_date_is_none(value: str) -> None:
    assert date_of(value) is None


def test_a_leap_second_is_the_second_before() -> None:
    assert date_of("Sat, 31 Dec 2016 23:59:60 +0000") == datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)


@given(
    st.text(max_size=80) | st.from_regex(r"\d{1,9} [A-Z][a-z]{2} \d{1,6} \d{1,3}:\d\d:\d\d [+-]\d{1,6}", fullmatch=True)
)
def test_no_date_raises(value: str) -> None:
    found = date_of(value)
    assert found is None or found.tzinfo is UTC


def test_the_newest_trace_header_tells_when_it_passed() -> None:
    found = read(
        "hi\n",
        "Received: from a by b (x; y) id 1;\n Tue, 6 Jan 2026 10:00:00 +0200",
        "Received: from c by a; Mon, 5 Jan 2026 08:00:00 +0000",
    )
    assert found.passed_at == datetime(2026, 1, 6, 8, 0, tzinfo=UTC)
    assert found.said_at == EIGHT
