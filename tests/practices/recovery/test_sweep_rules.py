"""Which bad experiences hang, and who is called first."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.practices.recovery.sweep import rules
from regulars.practices.recovery.sweep.rules import Bought, Helped, Said, Thought
from tests.builders import NOW

DAY = timedelta(days=1)
LONG_AGO = NOW - 400 * DAY
WRONG = Said("m1", LONG_AGO, 7, theirs=True, trouble=0.9)


def ours(days: float, conversation: int = 7, *, soothing: bool = False) -> Said:
    """Something that we wrote so many days after what went wrong."""
    return Said("o", LONG_AGO + days * DAY, conversation, theirs=False, soothing=soothing)


def keys(said: list[Said], bought: list[Bought] | None = None, helped: list[Helped] | None = None) -> list[str]:
    """What hangs."""
    return [one.key for one in rules.hanging(said, bought or [], helped or [], NOW)]


def test_a_complaint_without_an_answer_hangs_however_old_it_is() -> None:
    assert keys([WRONG]) == ["moment:m1"]
    assert not rules.hanging([WRONG], [], [], NOW)[0].answered


def test_an_answer_that_makes_nothing_right_leaves_it_hanging() -> None:
    (found,) = rules.hanging([WRONG, ours(1)], [], [], NOW)
    assert found.answered


def test_an_apology_their_thanks_or_amends_settle_it() -> None:
    thanks = Said("t", LONG_AGO + 3 * DAY, 7, theirs=True, soothing=True)
    assert keys([WRONG, ours(1, soothing=True)]) == []
    assert keys([WRONG, ours(1), thanks]) == []
    assert keys([WRONG], helped=[Helped(LONG_AGO + 20 * DAY)]) == []
    assert keys([WRONG], helped=[Helped(NOW, conversation=7)]) == []
    assert keys([WRONG], helped=[Helped(LONG_AGO - DAY)]) == ["moment:m1"]


def test_trouble_after_the_apology_hangs_again() -> None:
    again = Said("m2", LONG_AGO + 5 * DAY, 7, theirs=True, trouble=0.8)
    assert keys([WRONG, ours(1, soothing=True), again]) == ["moment:m2"]


def test_what_was_only_said_a_moment_ago_is_not_left_alone_yet() -> None:
    assert keys([Said("m1", NOW - DAY, 7, theirs=True, trouble=0.9)]) == []


def test_a_late_order_of_which_nobody_said_a_word_hangs_once() -> None:
    late = Bought("ord1", LONG_AGO - 3 * DAY, 4000, "EUR", late=LONG_AGO - DAY)
    assert keys([], [late]) == ["order:ord1"]
    assert keys([WRONG], [late]) == ["moment:m1"]
    assert keys([ours(0, 9, soothing=True)], [late]) == []


def test_who_spends_more_and_stays_away_longer_is_called_first() -> None:
    yearly = [rules.pressing(50_000, 2.0), rules.pressing(50_000, 1.0), rules.pressing(10_000, 2.0)]
    assert yearly == sorted(yearly, reverse=True)
    assert rules.pressing(50_000, 0) < rules.pressing(50_000, 0.2)


def test_silence_is_counted_in_their_own_gaps() -> None:
    bought = [Bought(str(day), LONG_AGO - day * DAY, 1000, "EUR") for day in (0, 40, 80)]
    assert rules.rhythm(bought, 180) == 40
    assert rules.silence(bought, LONG_AGO, 40, NOW) == pytest.approx(10)
    back = [*bought, Bought("b", NOW - DAY, 1000, "EUR")]
    assert rules.silence(back, LONG_AGO, 40, NOW) == 0
    assert rules.rhythm(bought[:1], 180) == 180


def test_worth_is_a_year_of_what_they_spent_most() -> None:
    bought = [Bought("a", NOW - 730 * DAY, 10_000, "EUR"), Bought("b", NOW - 10 * DAY, 10_000, "EUR")]
    assert rules.worth(bought, NOW).yearly == pytest.approx(10_000, rel=0.01)
    assert rules.worth(bought[1:], NOW).yearly == 10_000
    assert rules.worth([], NOW) == rules.Worth(0, "")


chances = st.floats(0, 1)


@given(chances, chances, chances, chances, st.floats(0, 0.5))
def test_more_trouble_in_any_part_is_not_less_trouble(a: float, b: float, c: float, d: float, more: float) -> None:
    for felt in (False, True):
        before = rules.trouble(Thought(a, b, c, d, felt=felt))
        assert 0 <= before <= 1
        assert rules.trouble(Thought(min(1, a + more), b, c, d, felt=felt)) >= before
        assert rules.trouble(Thought(a, min(1, b + more), c, d, felt=felt)) >= before
        assert not felt or rules.trouble(Thought(a, b, c, d, more, felt=felt)) >= before
        assert rules.trouble(Thought(a, b, c, d, asking=more, glad=more, felt=felt)) <= before


@pytest.mark.parametrize(
    ("words", "comes"),
    [
        ("It is here. I did not expect that you would really write on Thursday. See you next summer! Rosa", True),
        ("Wir freuen uns schon auf das nächste Mal. Bis bald!", True),
        ("The kettle leaks. I look forward to your answer.", False),
        ("You will not see me again.", False),
    ],
)
def test_who_parts_until_next_time_is_not_left_hanging(words: str, comes: bool) -> None:
    """Whatever a reader thinks of the rest."""
    assert rules.comes_back(words) is comes


@given(st.lists(st.tuples(st.integers(1, 900), st.integers(1, 4), st.booleans(), chances, st.booleans()), max_size=15))
def test_nothing_hangs_twice_and_what_hangs_was_said_in_trouble(rows: list[tuple[int, int, bool, float, bool]]) -> None:
    said = sorted(
        (
            Said(f"m{place}", NOW - days * DAY, talk, theirs=theirs, trouble=much if theirs else 0.0, soothing=soothing)
            for place, (days, talk, theirs, much, soothing) in enumerate(rows)
        ),
        key=lambda one: one.at,
    )
    found = rules.hanging(said, [], [], NOW)
    assert len({one.conversation for one in found}) == len(found)
    by = {one.moment: one for one in said}
    assert all(by[one.moment].trouble >= rules.ALONE for one in found)
