"""Line breaks that a mail program put in go; those of a person stay."""

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.web.unwrap import unwrapped

LETTER = (
    "I am sorry to write this. We were given room 4, right above the kitchen, because room 12 had been needed. Your "
    "colleague was friendly, but nobody could tell us why, and we were awake at five on both mornings, of all days."
)


@pytest.mark.parametrize("width", [66, 72, 78, 118])
def test_a_paragraph_that_a_program_broke_is_one_again(width: int) -> None:
    wrapped = textwrap.fill(LETTER, width)
    assert "\n" in wrapped
    assert (
        unwrapped(f"Dear Ms. Aigner,\n\n{wrapped}\n\nHannah\nLund") == f"Dear Ms. Aigner,\n\n{LETTER}\n\nHannah\nLund"
    )


@pytest.mark.parametrize(
    "text",
    [
        "Roses are red,\nviolets are blue,\nthe kettle is cold,\nwhat shall I do?",
        f"{'word ' * 14}end\nKind regards\nHannah Lindqvist\nKirkegata 4\n0153 Oslo",
        f"{'word ' * 14}end.\nYours\n\nHannah",
        f"{'word ' * 14}end\n- the first point\n- the second point, which is somewhat longer than it\n- three",
        f"{'word ' * 14}end\n> {'quoted ' * 9}\n> {'quoted ' * 9}",
        f"{'Honey, 6 jars':<40}{'48.00':>30}\n{'Straw, unreasonably much of it':<40}{'2.00':>30}",
        f"{'word ' * 14}end\nSee:\nhttps://nordbake.example/{'a-long-way/' * 6}",
        "毛布" * 35 + "\n" + "緑色" * 35,
        f"{'One line that no program ever broke. ' * 6}\n{'Another such line. ' * 12}",
    ],
)
def test_what_a_person_broke_stays_broken(text: str) -> None:
    assert [line.rstrip() for line in unwrapped(text).split("\n")] == [line.rstrip() for line in text.split("\n")]


@given(st.lists(st.text("ab -.>\n1\u3042", max_size=90), max_size=8).map("\n".join))
def test_no_word_is_lost_or_moved(text: str) -> None:
    assert unwrapped(text).split() == text.split()
    assert unwrapped(unwrapped(text)).split() == text.split()
