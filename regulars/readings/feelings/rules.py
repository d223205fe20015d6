"""The line of a feeling over time, without rows: points in, strokes of a drawing out."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import pairwise

from regulars.base.frozen import dataclass

WIDTH, HEIGHT, EDGE = 240, 36, 4
FEWEST, MOST = 2, 40
# Below this the label that stands out most is no more than a guess.
SURE = 0.5
GLAD = frozenset({"valued", "appreciated", "relieved", "confident"})


@dataclass(frozen=True, slots=True)
class Felt:
    """How one message sounds. `height` from -1 (unhappy) to 1 (glad). `label` is the feeling that was read in it, ""
    for none; `sure` is whether one may go by it."""

    moment: str
    at: datetime
    height: float
    sure: bool
    label: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A message's place in the drawing, in its own units, from the upper left."""

    x: float
    y: float
    felt: Felt


@dataclass(frozen=True, slots=True)
class Stroke:
    """From one message to the next; `sure` where both ends are."""

    from_x: float
    from_y: float
    to_x: float
    to_y: float
    sure: bool


@dataclass(frozen=True, slots=True)
class Line:
    """The drawing: points, oldest first, and strokes between them."""

    points: tuple[Point, ...]
    strokes: tuple[Stroke, ...]

    width: int = WIDTH
    tall: int = HEIGHT

    @property
    def last(self) -> Felt:
        """How the newest message sounds."""
        return self.points[-1].felt

    @property
    def lowest(self) -> Felt:
        """The unhappiest that one may go by, the newest of equals; the newest of all where one may go by none."""
        known = [point.felt for point in self.points if point.felt.sure]
        return min(reversed(known), key=lambda felt: felt.height) if known else self.last


def height(scores: Mapping[str, float]) -> float:
    """Where a message stands between unhappy (-1) and glad (1): what speaks for glad less what speaks against it."""
    return max(-1.0, min(1.0, scores.get("positive", 0.0) - scores.get("negative", 0.0)))


def sure(scores: Mapping[str, float]) -> bool:
    """Whether one of the labels is likelier than all the others together."""
    return max(scores.values(), default=0.0) > SURE


def line(felt: Iterable[Felt]) -> Line | None:
    """The line through these, given oldest first; None where there are too few to make one."""
    known = tuple(felt)[-MOST:]
    if len(known) < FEWEST:
        return None
    points = tuple(_points(known))
    strokes = tuple(
        Stroke(one.x, one.y, other.x, other.y, one.felt.sure and other.felt.sure) for one, other in pairwise(points)
    )
    return Line(points, strokes)


def _points(felt: Sequence[Felt]) -> Iterable[Point]:
    step = (WIDTH - 2 * EDGE) / (len(felt) - 1)
    middle, reach = HEIGHT / 2, HEIGHT / 2 - EDGE
    for place, one in enumerate(felt):
        yield Point(round(EDGE + place * step, 1), round(middle - one.height * reach, 1), one)
