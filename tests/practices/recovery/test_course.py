"""The course of a recovery as rules: over all orders of acts there is a way on, and nothing is left out silently."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.base.frozen import dataclass
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


@dataclass(frozen=True, slots=True)
class Place:
    """Where a recovery can be: one way of acts that leads there, and whether what they chose is still owed."""

    acts: tuple[Act, ...]
    owed: bool

    def stands(self) -> Standing:
        """How far it has come."""
        return course.standing(self.acts, NOW, owed=self.owed)

    def after(self, step: str, outcome: str, *, owed: bool) -> "Place":
        """With one more act."""
        number = len(self.acts) + 1
        return Place((*self.acts, Act(number, step, outcome, NOW + timedelta(hours=number))), owed)


def looks(place: Place) -> object:
    """What may be done next depends on nothing else."""
    stands = place.stands()
    return frozenset(stands.settled), frozenset(stands.begun), stands.owed, stands.round > 1


def onward(place: Place) -> Iterator[tuple[str, str, Place]]:
    """All that can happen there, of what people do and of what comes by itself. Taking the last act back leads to where
    it was, which is a place, too."""
    stands = place.stands()
    for step, outcome in sorted(course.allowed(stands, ended=False)):
        yield step, outcome, place.after(step, outcome, owed=place.owed)
        if (step, outcome) == (course.MEET, course.DONE):
            # What they chose is to be given still.
            yield step, outcome, place.after(step, outcome, owed=True)
    for word_broken in (False, True):
        if step := course.failed_at(stands, word_broken=word_broken):
            yield step, course.FAILED, place.after(step, course.FAILED, owed=place.owed)
    if place.owed:
        yield course.OWED, course.DONE, Place(place.acts, owed=False)
        if course.MEET in stands.settled:
            yield course.OWED, course.FAILED, place.after(course.MEET, course.FAILED, owed=False)


@pytest.fixture(scope="module")
def ways() -> dict[object, list[tuple[str, str, Place]]]:
    """Every place that any order of acts leads to, with all that can happen there."""
    found: dict[object, list[tuple[str, str, Place]]] = {}
    waiting = [Place((), owed=False)]
    while waiting:
        place = waiting.pop()
        if looks(place) not in found:
            found[looks(place)] = list(onward(place))
            waiting += [one for _step, _outcome, one in found[looks(place)]]
    return found


Ways = dict[object, list[tuple[str, str, Place]]]


def test_from_everywhere_it_can_end_well(ways: Ways) -> None:
    """In all orders of acts, with amends that are owed, given or cannot be given, and with what shows that it was not
    made good: the next step can be done or passed over, and going on so leads to its good ending."""
    places = {looks(place): place for onward_ in ways.values() for _step, _outcome, place in onward_}
    assert set(places) | {looks(Place((), owed=False))} == set(ways)
    good = {look for look, place in places.items() if course.may_end(place.stands(), course.WELL, ended=False)}
    before: dict[object, set[object]] = defaultdict(set)
    for look, happens in ways.items():
        stands = places[look].stands() if look in places else course.standing((), NOW)
        steps = {(step, outcome) for step, outcome, _place in happens}
        if stands.next == course.END:
            assert look in good
        elif stands.next == course.OWED:
            assert (course.OWED, course.DONE) in steps
        else:
            assert (stands.next, course.PASSED) in steps
            assert (stands.next, course.BEGUN if stands.next in course.HALVES else course.DONE) in steps
        for step, outcome, place in happens:
            if step == stands.next and outcome != course.FAILED:
                before[looks(place)].add(look)
    reached, waiting = set(good), list(good)
    while waiting:
        more = before[waiting.pop()] - reached
        reached |= more
        waiting += more
    assert reached == set(ways)


def test_none_of_the_four_is_left_out_silently(ways: Ways) -> None:
    """Wherever it can end as well or gone, each of them was done, or passed over by a row, since it last failed."""
    for onward_ in ways.values():
        for _step, _outcome, place in onward_:
            stands = place.stands()
            if any(course.may_end(stands, how, ended=False) for how in (course.WELL, course.GONE)):
                for step in course.MAMA:
                    own = [one.id for one in place.acts if one.step == step and one.outcome in ("done", "passed")]
                    lost = [one.id for one in place.acts if failed(one) and step in course.reopened(one.step)]
                    assert max(own) > max(lost, default=0)
                assert not place.owed


def failed(one: Act) -> bool:
    """Whether that act says that it was not made good."""
    return one.outcome == course.FAILED


def test_no_amends_and_nothing_unexpected_before_their_turn(ways: Ways) -> None:
    """Amends only after they were heard and we apologised, in this round; what is unexpected only after the four, and
    never while something is owed."""
    for onward_ in ways.values():
        for step, outcome, place in onward_:
            before = Place(place.acts[:-1], place.owed).stands()
            if step == course.MEET and outcome != course.FAILED:
                assert {course.LISTEN, course.ACKNOWLEDGE} <= set(before.settled)
            if (step, outcome) in ((course.EXTRA, course.DONE), (course.SECOND, course.DONE)):
                assert set(course.MAMA) <= set(before.settled)
                assert not place.owed
            if outcome == course.DONE and step in course.HALVES:
                assert step in before.begun


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
