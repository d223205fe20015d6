"""What of all that is known stands in the few lines that one reads at a glance. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence

from regulars.base.frozen import dataclass

MOST = 7
# The order in which lines stand, and how many of a sort come before others had their turn.
SORTS = {
    "allergy": 1,
    "need": 2,
    "here": 1,
    "trouble": 1,
    "avoidance": 2,
    "coming": 1,
    "late": 1,
    "promise": 1,
    "due": 1,
    "date": 1,
    "open": 1,
    "task": 1,
    "order": 1,
    "reward": 1,
    "fitting": 2,
    "mended": 1,
    "preference": 2,
    "context": 1,
    "doubted": 1,
    "asleep": 0,
}
RANKS = {sort: rank for rank, sort in enumerate(SORTS)}


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what matters, why it stands here, and the path to where it is known from (empty where that is not to
    be seen). `sort` is one of SORTS; `late`: its time is over; `fact` is the fact (public id) that says why."""

    sort: str
    text: str
    why: str = ""
    link: str = ""
    late: bool = False
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The lines, at most MOST; what must not be said, which never stands among them; and the lines that had no room."""

    lines: tuple[Line, ...]
    unsaid: tuple[Line, ...]
    others: tuple[Line, ...]


def choose(found: Iterable[Line], unsaid: Sequence[Line] = ()) -> Chosen:
    """Lines of the first ranks, none of them crowding out all others; within a sort in the order given.

    What is not to be said is kept out also where somebody wrote the same down without that mark.
    """
    secret = {plain(line.text) for line in unsaid}
    ranked = sorted((line for line in found if plain(line.text) not in secret), key=lambda line: RANKS[line.sort])
    lines, others = (tuple(ranked[place] for place in places) for places in in_turn(ranked))
    return Chosen(lines, tuple(unsaid), others)


def plain(text: str) -> str:
    """What a line says, whatever its letters' case and the blanks around it."""
    return text.strip().casefold()


def in_turn(ranked: Sequence[Line]) -> tuple[list[int], list[int]]:
    """The places of the lines that stand, and of the others: first each sort has as many as are its own, then comes
    who is next."""
    beside: Counter[str] = Counter()
    first: list[int] = []
    second: list[int] = []
    for place, line in enumerate(ranked):
        beside[line.sort] += 1
        (first if beside[line.sort] <= SORTS[line.sort] else second).append(place)
    in_order = [*first, *second]
    return sorted(in_order[:MOST]), sorted(in_order[MOST:])
