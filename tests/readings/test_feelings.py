"""The quiet line of a feeling over time."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from regulars.readings.feelings import rules
from regulars.readings.feelings.drawn import drawn
from regulars.readings.feelings.rules import Felt

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)


def felt(*heights: float, sure: bool = True) -> list[Felt]:
    return [Felt(f"m{place}", NOW + timedelta(days=place), one, sure) for place, one in enumerate(heights)]


def test_one_message_makes_no_line() -> None:
    assert rules.line(felt(0.5)) is None
    assert rules.line([]) is None


def test_glad_stands_above_unhappy_and_later_to_the_right() -> None:
    line = rules.line(felt(-0.9, 0.9))
    assert line is not None
    (unhappy, glad), (stroke,) = line.points, line.strokes
    assert glad.y < unhappy.y
    assert glad.x > unhappy.x
    assert (stroke.from_x, stroke.to_y, stroke.sure) == (unhappy.x, glad.y, True)
    assert line.last.moment == "m1"


def test_a_stroke_to_a_guess_is_a_guess() -> None:
    line = rules.line([*felt(0.1), *felt(0.9, sure=False)])
    assert line is not None
    assert [stroke.sure for stroke in line.strokes] == [False]


def test_what_speaks_for_and_against_is_weighed() -> None:
    assert rules.height({"positive": 0.1, "negative": 0.8}) < rules.height({"neutral": 0.9}) == 0
    assert rules.sure({"positive": 0.8})
    assert not rules.sure({"positive": 0.4, "negative": 0.4})
    assert not rules.sure({})


@given(st.lists(st.floats(-1, 1), max_size=60))
def test_every_point_lies_within_the_drawing(heights: list[float]) -> None:
    line = rules.line(felt(*heights))
    if line is None:
        assert len(heights) < rules.FEWEST
        return
    assert len(line.points) == min(len(heights), rules.MOST)
    assert all(0 <= point.x <= rules.WIDTH and 0 <= point.y <= rules.HEIGHT for point in line.points)
    assert [point.x for point in line.points] == sorted(point.x for point in line.points)


def test_what_is_drawn_is_every_message_once_and_every_stroke_once() -> None:
    line = rules.line([*felt(-0.9, 0.0), *felt(0.9, sure=False), *felt(0.2)])
    assert line is not None
    shown = drawn(line)
    assert (shown.dots.count("M"), shown.hollow.count("M")) == (3, 1)
    assert (shown.strokes.count("L"), shown.perhaps.count("L")) == (1, 2)
    assert [one.at for one in shown.heard] == [point.felt.at for point in reversed(line.points)]
    assert [one.sure for one in shown.heard] == [True, False, True, True]
    neither, glad, _neither, unhappy = (one.name for one in shown.heard)
    assert len({neither, glad, unhappy}) == 3
