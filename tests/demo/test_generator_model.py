"""The model behind generated desks: what is drawn is what the distributions, the formulas and the effects say."""

import math
import random
from collections.abc import Iterable, Sequence
from statistics import fmean, stdev

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from regulars.demo.generator.lives import AHEAD, SETTLED, Life, Purchase, live
from regulars.demo.generator.world import BADLY, MAJOR, MINOR, NONE, RECOVERIES, SEVERITIES, WELL, World, odds_times

YEARS = 3 * 365.25
# Five standard errors: with the same examples each time, what holds once holds always.
TOLERATED = 5
WORLDS = st.builds(
    World,
    shape=st.floats(0.5, 4),
    scale=st.floats(40, 300),
    leave_a=st.floats(0.5, 4),
    leave_b=st.floats(1, 8),
    failing=st.just(0.0),
    offered=st.just(0.0),
)


def lives(world: World, count: int, seed: int = 7) -> list[Life]:
    """Some, each by chance of its own."""
    return [live(random.Random(f"{seed} {number}"), world, YEARS) for number in range(count)]


def agree(differences: Sequence[float]) -> bool:
    """Whether these have a mean of nothing, as far as chance lets it be seen."""
    error = stdev(differences) / math.sqrt(len(differences))
    return abs(fmean(differences)) <= TOLERATED * error


def alive(life: Life) -> float:
    """The probability that they are a customer still, where nothing ever befell them: leaving is asked at the first
    purchase, then at each of a Poisson stream. Source: Batislam, Denizel and Filiztekin (2007)."""
    return (1 - life.leaves) * math.exp(-life.rate * life.leaves * (life.age + AHEAD))


def repeats(life: Life) -> float:
    """How many purchases they are expected to make after the first: the integral of rate times being alive."""
    gone = -math.expm1(-life.rate * life.leaves * (life.age + AHEAD))
    return (1 - life.leaves) / life.leaves * gone


@settings(max_examples=10, derandomize=True)
@given(world=WORLDS)
def test_without_effects_it_is_the_textbooks_model(world: World) -> None:
    drawn = lives(world, 400)
    assert agree([len(life.purchases) - 1 - repeats(life) for life in drawn])
    assert agree([(not life.gone) - alive(life) for life in drawn])
    assert agree([life.rate * world.scale / world.shape - 1 for life in drawn])
    assert agree([life.leaves - world.leave_a / (world.leave_a + world.leave_b) for life in drawn])


@given(chance=st.floats(0, 1), odds=st.floats(0.01, 100))
@example(chance=1.0, odds=1.569958987061135)
def test_odds_are_multiplied(chance: float, odds: float) -> None:
    after = odds_times(chance, odds)
    assert 0 <= after <= 1
    # Next to certainty, or to nothing, the last digit is lost.
    assert after == pytest.approx(chance) or (after > chance) == (odds > 1)
    if 0.001 < chance < 0.999:
        assert after / (1 - after) == pytest.approx(chance / (1 - chance) * odds)


@settings(max_examples=40)
@given(world=WORLDS, seed=st.integers(0, 10**6))
def test_a_life_is_whole(world: World, seed: int) -> None:
    eventful = World(shape=world.shape, scale=world.scale, failing=0.4, offered=0.4)
    life = live(random.Random(seed), eventful, YEARS)
    assert life == live(random.Random(seed), eventful, YEARS)
    assert 0 <= life.age <= YEARS
    assert life.purchases[0].day == 0
    days = [one.day for one in life.purchases]
    assert days == sorted(set(days))
    assert days[-1] < life.age + AHEAD
    rate = life.rate
    for one in life.purchases:
        befell = one.failure or one.gesture
        assert not (one.failure and one.gesture)
        assert befell is None or one.day <= life.age - SETTLED
        assert one.failure is None or one.failure.told or one.failure.recovery == NONE
        assert one.gesture is None or one.gesture.given or one.gesture.effect.odds == one.gesture.effect.rate == 1
        rate *= befell.effect.rate if befell else 1
        assert one.rate == pytest.approx(rate)
        assert one.returns == pytest.approx(odds_times(1 - life.leaves, befell.effect.odds if befell else 1))


def test_the_effects_have_the_shape_that_is_told() -> None:
    world = World()
    for severity in SEVERITIES:
        well, badly, none = (world.after_failure(severity, how, 0) for how in (WELL, BADLY, NONE))
        assert badly.odds < none.odds < well.odds
        assert badly.rate < none.rate < well.rate
    for how in RECOVERIES:
        assert world.after_failure(MAJOR, how, 0).odds < world.after_failure(MINOR, how, 0).odds
    assert world.after_failure(MINOR, WELL, 0).odds > 1 >= world.after_failure(MINOR, WELL, 1).odds
    first, second, third = (world.after_gesture(before).odds for before in range(3))
    assert first > second > third > 1


EVENTFUL = World(failing=0.3, offered=0.3, given=0.5)


@pytest.fixture(scope="module")
def followed() -> list[tuple[Life, Purchase, Purchase | None]]:
    """Each purchase, and the one that followed on it."""
    return [
        (life, one, after)
        for life in lives(EVENTFUL, 2_500)
        for one, after in zip(life.purchases, [*life.purchases[1:], None], strict=True)
    ]


def told(one: Purchase) -> str:
    """What befell a purchase, as the groups of the tests are called."""
    if one.failure:
        return f"{one.failure.severity} {one.failure.recovery}"
    if one.gesture:
        return "given" if one.gesture.given else "held out"
    return "nothing"


GROUPS = [f"{severity} {how}" for severity in SEVERITIES for how in RECOVERIES] + ["given", "held out", "nothing"]


@pytest.mark.parametrize("group", GROUPS)
def test_as_many_come_back_after_each_as_the_truth_says(
    group: str, followed: Sequence[tuple[Life, Purchase, Purchase | None]]
) -> None:
    mine = [(life, one, after) for life, one, after in followed if told(one) == group]
    assert len(mine) > 100
    assert agree([(after is not None or not life.gone) - one.returns for life, one, after in mine])
    odds = fmean(one.returns for _, one, _ in mine) - fmean(one.base for _, one, _ in mine)
    effect = next((one.failure or one.gesture for _, one, _ in mine if one.failure or one.gesture), None)
    assert (odds > 0) == (effect is not None and group in ("given", "minor well"))
    assert (odds < 0) == (group not in ("given", "held out", "nothing", "minor well"))


@pytest.mark.parametrize("group", GROUPS)
def test_those_who_stay_buy_at_the_rate_that_the_truth_says(
    group: str, followed: Sequence[tuple[Life, Purchase, Purchase | None]]
) -> None:
    # Purchases less rate times the time watched is a martingale: its mean is nothing however the watching ended.
    def left(life: Life, one: Purchase, after: Purchase | None) -> float:
        until = after.day if after else life.age + AHEAD
        return (after is not None) - one.rate * (until - one.day)

    stayed = [row for row in followed if told(row[1]) == group and (row[2] is not None or not row[0].gone)]
    assert agree([left(*row) for row in stayed])


def share(of: Iterable[bool]) -> float:
    """How many of these are so."""
    return fmean(map(float, of))


def test_what_befalls_people_has_the_shares_of_the_world(
    followed: Sequence[tuple[Life, Purchase, Purchase | None]],
) -> None:
    settled = [one for life, one, _ in followed if one.day <= life.age - SETTLED]
    failures = [one.failure for one in settled if one.failure]
    assert share(one.failure is not None for one in settled) == pytest.approx(EVENTFUL.failing, abs=0.02)
    assert share(one.severity == MAJOR for one in failures) == pytest.approx(0.3, abs=0.03)
    for severity, drawn in EVENTFUL.severity.items():
        of = [one for one in failures if one.severity == severity]
        assert share(one.told for one in of) == pytest.approx(drawn.told, abs=0.05)
        heard = [one for one in of if one.told]
        for how, expected in drawn.recovered.items():
            assert share(one.recovery == how for one in heard) == pytest.approx(expected, abs=0.06)
    chosen = [one.gesture for one in settled if one.gesture]
    assert share(one.given for one in chosen) == pytest.approx(EVENTFUL.given, abs=0.03)
