"""The measure of growth itself: counted steps for what it says, processor time for what it measures."""

import pytest

from tests.pace import MOST, TRIES, growth, until


class Steps:
    """A clock that work moves on."""

    now = 0.0

    def passed(self, size: int, power: float) -> None:
        self.now += size**power


@pytest.mark.parametrize(("power", "gentle"), [(0, True), (1, True), (1.2, True), (1.7, False), (2, False), (3, False)])
def test_what_is_quadratic_is_told_from_what_is_linear(power: float, gentle: bool) -> None:
    steps = Steps()
    grown = growth(lambda size: steps.passed(size, power), lambda size: size, 100_000, lambda: steps.now)
    assert (grown < MOST) is gentle
    assert grown == pytest.approx(4**power, rel=0.01)


def held_up(hindrances: int) -> tuple[float, int]:
    """Linear work whose longer half is held up so often, and how often it was measured."""
    steps, seen = Steps(), list[int]()

    def work(size: int) -> None:
        seen.append(size)
        hindered = size > 90_000 and len(seen) // 2 <= hindrances
        steps.passed(size * (5 if hindered else 1), 1)

    return growth(work, lambda size: size, 100_000, lambda: steps.now), len(seen) // 2


def test_a_machine_that_is_busy_now_and_then_fails_nothing() -> None:
    assert held_up(0) == (pytest.approx(4, rel=0.01), 1)
    assert held_up(3) == (pytest.approx(4, rel=0.01), 4)
    assert held_up(TRIES) == (pytest.approx(20, rel=0.01), TRIES)


def pairs(text: str) -> int:
    """Quadratic on purpose."""
    return sum(one == other for one in text for other in text)


def letters(text: str) -> int:
    return sum(one == other for one in text for other in "some")


def test_real_work_is_measured() -> None:
    # What is quadratic already gets a quarter made a sixteenth: no other work on the machine can hide 256 times.
    assert growth(pairs, lambda size: "a" * (size if size > 200 else size // 4), 400) > MOST
    assert growth(letters, lambda size: "a" * size, 20_000) < MOST


def test_waiting_gives_back_what_came_true_and_ends() -> None:
    looks = iter([[], [], ["there"]])
    assert until(lambda: next(looks)) == ["there"]
    with pytest.raises(AssertionError, match="did not become true"):
        until(list, patience=0)
