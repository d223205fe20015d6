"""Searches as they are typed, cut into terms and written again; dates; what could be typed next."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.book.search.days import stretch
from regulars.book.search.seen import distance, is_kept, slips
from regulars.book.search.terms import MOST_TERMS, Term, last, typed

PIECES = ("or", "|", "-", '"', ":", "<", ">=", "from", "tag", "ab", "*", "//", " ", "\n", "注")
TYPED = st.lists(st.one_of(st.sampled_from(PIECES), st.characters()), max_size=24).map("".join)


@given(TYPED)
def test_any_text_is_a_query_and_reads_the_same_when_it_is_written_again(query: str) -> None:
    read = typed(query)
    assert typed(str(read)).clauses == read.clauses
    assert sum(map(len, read.clauses)) <= MOST_TERMS


@given(TYPED)
def test_what_is_being_typed_is_the_end_of_the_query(query: str) -> None:
    before, term = last(query)
    assert query.startswith(before)
    assert term is None or typed(query).clauses or len(before) > 0


@pytest.mark.parametrize(
    ("query", "clauses"),
    [
        ("lamp", ((Term("lamp"),),)),
        ('"blue lamp" -old', ((Term("blue lamp", quoted=True),), (Term("old", no=True),))),
        ("from:ana", ((Term("ana", "from", ":"),),)),
        ('-TAG:"on hold"', ((Term("on hold", "tag", ":", no=True, quoted=True),),)),
        ("created>=2026-01-01", ((Term("2026-01-01", "created", ">="),),)),
        ("created:>2026", ((Term("2026", "created", ">"),),)),
        ("is:open or is:closed", ((Term("open", "is", ":"), Term("closed", "is", ":")),)),
        ("is:", ((Term("", "is", ":"),),)),
        ("12:30 https://a.example/b", ((Term("12:30"),), (Term("https://a.example/b"),))),
        ("or lamp or", ((Term("or"),), (Term("lamp"),))),
        ('"" -', ((Term("-"),),)),
    ],
)
def test_terms(query: str, clauses: tuple[tuple[Term, ...], ...]) -> None:
    assert typed(query).clauses == clauses


@pytest.mark.parametrize(
    ("said", "since", "until"),
    [
        (":2026-11-20", "2026-11-19T23:00", "2026-11-20T23:00"),
        (":2026-12", "2026-11-30T23:00", "2026-12-31T23:00"),
        (":2026", "2025-12-31T23:00", "2026-12-31T23:00"),
        (">2026-01-01", "2026-01-01T23:00", None),
        (">=2026-01-01", "2025-12-31T23:00", None),
        ("<2026-07-01", None, "2026-06-30T22:00"),
        ("<=2026-07-01", None, "2026-07-01T22:00"),
        ("<3d", "2026-11-17T12:00", None),
        (":12h", "2026-11-20T00:00", None),
        (">2w", None, "2026-11-06T12:00"),
        (":today", "2026-11-19T23:00", "2026-11-20T23:00"),
        (":yesterday", "2026-11-18T23:00", "2026-11-19T23:00"),
        # The clocks change in this night.
        (":2026-03-29", "2026-03-28T23:00", "2026-03-29T22:00"),
    ],
)
def test_stretches_of_time(said: str, since: str | None, until: str | None) -> None:
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    text = said.lstrip(":<>=")
    wanted = tuple(datetime.fromisoformat(one).replace(tzinfo=UTC) if one else None for one in (since, until))
    assert stretch(said.removesuffix(text), text, now, ZoneInfo("Europe/Berlin")) == wanted


@pytest.mark.parametrize("text", ["", "soon", "2026-13", "2026-02-30", "0000", "9999", "99999y", "3 d", "-3d", "²"])
def test_what_is_no_time(text: str) -> None:
    assert stretch(":", text, datetime(2026, 11, 20, tzinfo=UTC), UTC) is None


WORDS = st.text("abcde", min_size=1, max_size=6)


@given(WORDS, WORDS)
def test_slips_are_the_words_one_slip_away(one: str, other: str) -> None:
    assert (other in slips(one)) == (distance(one, other, 2) == 1)
    assert distance(one, other, 9) == distance(other, one, 9)


@pytest.mark.parametrize("word", ["abc", "a1b2", "\ue000321", "a" * 25, "ab-cd"])
def test_what_is_never_offered_for_another_word(word: str) -> None:
    assert not is_kept(word)
