"""How often a program may ask, and how a list is read on: without any row."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.api import rules
from regulars.api.rules import Bucket

pytestmark = pytest.mark.slow


@given(st.lists(st.floats(0, 100), max_size=60))
def test_a_bucket_never_lets_through_more_than_it_holds_and_gains(waits: list[float]) -> None:
    bucket: Bucket | None = None
    now = allowed = 0.0
    for wait in waits:
        now += wait
        found = rules.take(bucket, now, rate=5, per=50)
        bucket, allowed = found.bucket, allowed + found.allowed
        assert 0 <= found.bucket.left <= 5
        assert allowed <= 5 + now * 5 / 50 + 1e-6


@given(st.integers(0, 10**17))
def test_a_cursor_leads_back_to_its_row(row: int) -> None:
    assert rules.after(rules.cursor(row)) == row


@given(st.text(max_size=40))
def test_what_is_no_cursor_is_said_to_be_none(written: str) -> None:
    found = rules.after(written)
    assert found is None or found >= 0
