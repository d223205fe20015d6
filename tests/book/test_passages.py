"""Text is folded, never lost."""

from hypothesis import given
from hypothesis import strategies as st

from regulars.book.passages import LONGEST_SHOWN, Passage, passages, stretches

FOLDS = st.lists(
    st.tuples(st.integers(-5, 300), st.integers(-5, 300), st.sampled_from(["quote", "signature"])), max_size=6
)


@given(st.integers(0, 200), FOLDS)
def test_stretches_cover_the_text_once_and_in_order(length: int, folds: list[tuple[int, int, str]]) -> None:
    found = list(stretches(length, folds))
    assert [at for start, end, _ in found for at in range(start, end)] == list(range(length))


def test_a_quote_is_folded_and_blank_lines_around_it_go() -> None:
    text = "Thank you.\n\n> It boils.\n"
    assert passages(text, [[12, 24, "quote"]]) == (Passage("Thank you."), Passage("> It boils.", "quote"))


def test_what_is_very_long_is_folded_beyond_a_point() -> None:
    shown = passages("a" * (LONGEST_SHOWN + 5), [])
    assert [len(one.text) for one in shown] == [LONGEST_SHOWN, 5]
    assert shown[1].kind == "rest"


def test_folds_that_make_no_sense_are_left_out() -> None:
    assert passages("Thanks", [["a", 2, "quote"], [1], [3, 2, "quote"]]) == (Passage("Thanks"),)
