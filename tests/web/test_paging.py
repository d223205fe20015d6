"""Cursors: what is written is read again, and nothing else is."""

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from regulars.web.paging import EPOCH, MICROSECOND, Cursor, Place, read, written

MOST = 8_000_000_000_000_000
TIMES = st.integers(-MOST, MOST).map(lambda micros: EPOCH + micros * MICROSECOND)


@given(TIMES, st.integers(0, 2**63 - 1))
def test_a_place_comes_back_as_it_was(at: datetime, row: int) -> None:
    assert read(written(Place(at, row))) == Cursor(Place(at, row))


@given(st.text(max_size=80))
def test_any_text_is_the_first_page_with_a_note_or_a_place(text: str) -> None:
    cursor = read(text)
    assert cursor.lost != bool(cursor.place or not text)


def test_nothing_asked_is_the_first_page_without_a_note() -> None:
    assert read("") == Cursor()
