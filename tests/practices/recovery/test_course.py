"""The course of a recovery as rules: over all orders of acts there is a way on, and nothing is left out silently."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.practices.recovery import course
from regulars.practices.recovery.course import Act, Standing

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
Choices = st.lists(st.integers(min_value=0, max_value=400), max_size=24)


def walked(choices: list[int]) -> list[Act]:
    """Acts, each one of those that were allowed when it was done; now and then the last one is taken back."""
    acts: list[Act] = []
    for number, choice in enumerate(choices, 1):
        stands = course.standing(acts, NOW)
        at = NOW + timedelta(hours=number)
        if choice % 7 == 0 and stands.last is not None:
            acts.append(Act(number, stands.last.step, course.UNDONE, at, undoes=stands.last.id))
            continue
        ways = sorted(course.allowed(stands, ended=False))
        step, outcome = ways[choice % len(ways)]
        acts.append(Act(number, step, outcome, at, due_at=at))
    return acts


def stands_after(choices: list[int]) -> Standing:
    """Where they lead."""
    return course.standing(walked(choices), NOW)


@settings(max_examples=40)
@given(Choices)
def test_there_is_always_a_way_on(choices: list[int]) -> None:
    """The next step can be done or passed over; after the last one it can end well."""
    stands = stands_after(choices)
    if stands.next == course.END:
        assert course.may_end(stands, course.WELL, ended=False)
    else:
        assert (stands.next, course.PASSED) in course.allowed(stands, ended=False)
        begin = course.BEGUN if stands.next in course.HALVES else course.DONE
        assert (stands.next, begin) in course.allowed(stands, ended=False)


@settings(max_examples=40)
@given(Choices)
def test_none_of_the_four_is_left_out_silently(choices: list[int]) -> None:
    """What ends well or is given up has each of them done, or passed over by a row, since it last failed."""
    acts = walked(choices)
    stands = course.standing(acts, NOW)
    for how in (course.WELL, course.GONE):
        if course.may_end(stands, how, ended=False):
            rows = course.live(acts)
            assert not course.missing(stands)
            for step in course.MAMA:
                own = [one.id for one in rows if one.step == step and one.outcome in (course.DONE, course.PASSED)]
                lost = [one.id for one in rows if one.outcome == course.FAILED and step in course.reopened(one.step)]
                assert max(own) > max(lost, default=0)


@settings(max_examples=40)
@given(Choices)
def test_no_amends_before_they_were_heard(choices: list[int]) -> None:
    """Whenever amends are offered or agreed, listening and the apology were settled before, in this round."""
    acts = walked(choices)
    for place, one in enumerate(acts):
        if one.step == course.MEET and one.outcome in (course.BEGUN, course.DONE, course.PASSED):
            before = course.standing(acts[:place], NOW)
            assert {course.LISTEN, course.ACKNOWLEDGE} <= set(before.settled)
        if one.step == course.EXTRA and one.outcome == course.DONE:
            assert set(course.MAMA) <= set(course.standing(acts[:place], NOW).settled)


@settings(max_examples=40)
@given(Choices)
def test_taking_back_leads_where_it_was(choices: list[int]) -> None:
    """To take the last act back is as if it had not been."""
    acts = walked(choices)
    stands = course.standing(acts, NOW)
    if stands.last is not None:
        last = stands.last
        undone = [*acts, Act(len(acts) + 1, last.step, course.UNDONE, NOW, undoes=last.id)]
        kept = [one for one in course.live(acts) if one.id != last.id]
        assert course.standing(undone, NOW) == course.standing(kept, NOW)


def test_what_a_lot_wrote_goes_with_the_act_before_it() -> None:
    """It is no act of a person's, so it is not taken back alone."""
    acts = [
        *(Act(place, step, course.PASSED, NOW) for place, step in enumerate(course.MAMA, 1)),
        Act(5, course.EXTRA, course.PASSED, NOW, drawn=True),
    ]
    stands = course.standing(acts, NOW)
    assert stands.last is not None
    assert stands.last.id == 4
    assert [one.id for one in course.undone_with(acts, 4)] == [4, 5]
    assert course.undone_with(acts, 5) == []
    assert course.undone_with(acts, 3) == []


@pytest.mark.parametrize(
    ("settled", "word_broken", "step"),
    [
        ((), False, ""),
        (("listen",), False, ""),
        (("listen",), True, "act"),
        (("listen", "acknowledge", "meet"), False, "act"),
        (course.MAMA, False, "second"),
    ],
)
def test_a_further_sign_shows_that_it_was_not_made_good(settled: tuple[str, ...], word_broken: bool, step: str) -> None:
    """Their word once amends were settled, a broken promise of ours at any time."""
    acts = [Act(place, one, course.PASSED, NOW) for place, one in enumerate(settled, 1)]
    assert course.failed_at(course.standing(acts, NOW), word_broken=word_broken) == step


def test_endings() -> None:
    """They can want it left at any time; well, only when all is settled; what ended has ended."""
    begun = course.standing([], NOW)
    assert not course.may_end(begun, course.WELL, ended=False)
    assert not course.may_end(begun, course.GONE, ended=False)
    assert course.may_end(begun, course.LEFT, ended=False)
    assert not course.may_end(begun, course.LEFT, ended=True)
    assert not course.may_end(begun, "closed", ended=False)
    assert course.ending([(1, "well", 0), (2, "undone", 1)]) is None
    assert course.ending([(1, "well", 0), (2, "undone", 1), (3, "left", 0)]) == (3, "left")
