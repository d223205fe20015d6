"""How often readings are right here: intervals that hold, and words that are counted once."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.book.models import Message
from regulars.readings import accuracy, editions
from regulars.readings.accuracy import Accuracy, interval, wanted
from tests.readings import test_correcting
from tests.readings.test_correcting import correct, first_ref

pytestmark = pytest.mark.slow

known, read = test_correcting.known, test_correcting.read


def test_intervals_are_those_of_the_book() -> None:
    """Source: the worked examples of Newcombe 1998, Two-sided confidence intervals for the single proportion."""
    assert interval(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert interval(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert interval(0, 0) == (0.0, 1.0)


@settings(max_examples=30)
@given(st.integers(0, 500), st.integers(0, 500))
def test_with_as_many_more_as_it_asks_for_it_is_known_well_enough(right: int, wrong: int) -> None:
    judged = right + wrong
    more = wanted(right, judged)
    assert 0 <= more <= accuracy.MOST_WANTED
    low, high = interval(right, judged)
    assert 0 <= low <= high <= 1
    if more:
        assert accuracy._wilson(right / judged if judged else 0.5, judged + more)[1] <= accuracy.WIDTH
    else:
        assert (high - low) / 2 <= accuracy.WIDTH + 1e-9


@pytest.fixture(autouse=True)
def first_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    for reader in ("thanks", "sentiment"):
        monkeypatch.setitem(editions.versions(), reader, 1)


@pytest.mark.sqlite
@pytest.mark.django_db
def test_the_last_word_on_a_reading_is_counted(read: Message) -> None:
    correct(first_ref("thanks"), "wrong")
    correct(first_ref("thanks"), "right", role="lead")
    correct(first_ref("sentiment"), "instead", "neutral")
    assert accuracy.figures() == [Accuracy("sentiment", "en", wrong=1), Accuracy("thanks", "en", right=1)]


@pytest.mark.django_db
def test_words_on_earlier_versions_are_told_apart(read: Message, monkeypatch: pytest.MonkeyPatch) -> None:
    correct(first_ref("thanks"), "right")
    monkeypatch.setitem(editions.versions(), "thanks", 99)
    assert accuracy.figures() == [Accuracy("thanks", "en", earlier=1)]
