"""The line of a feeling as a page shows it: a few paths of SVG, and words."""

from datetime import datetime

from regulars.base.frozen import dataclass
from regulars.readings.feelings.rules import HEIGHT, WIDTH, Felt, Line, Point
from regulars.readings.wording import label_name

# From here on a message leans one way, where no feeling was read in it.
LEANING = 0.25
SMALL, LARGE = 2, 3


@dataclass(frozen=True, slots=True)
class Heard:
    """One message: when, how it sounds in a word, and whether one may go by it."""

    at: datetime
    name: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """Paths of what is sure and of what may be (`d` of SVG), and the messages, newest first."""

    strokes: str
    perhaps: str
    dots: str
    hollow: str
    heard: tuple[Heard, ...]
    width: int = WIDTH
    tall: int = HEIGHT


def drawn(line: Line) -> Drawn:
    """A line as it is shown. One path for all that looks alike: a page has eighty things less to put out."""
    heard = tuple(Heard(one.felt.at, feeling_name(one.felt), one.felt.sure) for one in reversed(line.points))
    return Drawn(strokes(line, True), strokes(line, False), dots(line, True), dots(line, False), heard)


def strokes(line: Line, sure: bool) -> str:
    """The strokes of which both ends are sure, or the others."""
    of_these = (one for one in line.strokes if one.sure is sure)
    return "".join(f"M{one.from_x} {one.from_y}L{one.to_x} {one.to_y}" for one in of_these)


def dots(line: Line, sure: bool) -> str:
    """A circle for each message that is sure, or for each other; the newest is larger."""
    newest = line.points[-1]
    return "".join(circle(one, LARGE if one is newest else SMALL) for one in line.points if one.felt.sure is sure)


def circle(at: Point, radius: int) -> str:
    """Two arcs around a point."""
    arc = f"a{radius} {radius} 0 1 0"
    return f"M{round(at.x - radius, 1)} {at.y}{arc} {2 * radius} 0{arc} {-2 * radius} 0"


def feeling_name(felt: Felt) -> str:
    """How a message sounds: the feeling that was read in it, else which way it leans."""
    if felt.label:
        return label_name("feeling", felt.label)
    leans = "positive" if felt.height > LEANING else "negative" if felt.height < -LEANING else "neutral"
    return label_name("sentiment", leans)
