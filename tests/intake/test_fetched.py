"""Answers to FETCH as servers write them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.intake.fetched import Piece, responses

MAIL = b"Subject: x\r\n\r\nhi\r\n"


@pytest.mark.parametrize(
    "answer",
    [
        [(b"3 (UID 7 BODY[] {18}", MAIL), b")"],
        [(b"3 (BODY[] {18}", MAIL), b" UID 7)"],
        [(b"3 (FLAGS (\\Seen) UID 7 RFC822.SIZE 18 body[] {18}", MAIL), b' INTERNALDATE "22-Nov-2026 06:36:44 +0000")'],
        [b"2 (FLAGS (\\Seen))", (b"3 (UID 7 BODY[] {18}", MAIL), b")", None],
        [(b"3 (X-GM-LABELS ({5}", b"UID 9"), (b") UID 7 BODY[] {18}", MAIL), b")"],
        [(b"3 (UID 7 BODY[HEADER] {18}", MAIL), b")"],
    ],
)
def test_a_body_is_found_wherever_it_stands(answer: list[Piece]) -> None:
    assert [(one.uid, one.content) for one in responses(answer)] == [(7, MAIL)]


@pytest.mark.parametrize("empty", [b'3 (UID 7 BODY[] "")', b"3 (UID 7 BODY[] NIL)"])
def test_an_empty_mail_is_a_mail(empty: bytes) -> None:
    assert [one.content for one in responses([empty])] == [b""]


def test_a_listing_has_sizes_and_dates() -> None:
    came = b'5 (UID 9 RFC822.SIZE 1234 INTERNALDATE " 2-Nov-2026 01:30:00 +0530")'
    (one,) = responses([came])
    assert (one.uid, one.size, one.content) == (9, 1234, None)
    assert one.came_at == datetime(2026, 11, 1, 20, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "date", [b"31-Feb-2026 01:30:00 +0000", b"01-Foo-2026 01:30:00 +0000", b"01-Jan-0001 00:00:00 +2300", b"yesterday"]
)
def test_a_date_that_is_none_is_left_out(date: bytes) -> None:
    (one,) = responses([b'5 (UID 9 INTERNALDATE "' + date + b'")'])
    assert one.came_at is None


@given(st.lists(st.none() | st.binary() | st.tuples(st.binary(), st.binary())))
def test_no_answer_breaks_it(answer: list[Piece]) -> None:
    responses(answer)
