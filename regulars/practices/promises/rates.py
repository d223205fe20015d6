"""How well promises are kept, by what they are about. Never by person: a promise is kept by a house."""

from collections import Counter
from datetime import datetime
from math import sqrt

from regulars.base.frozen import dataclass
from regulars.engine.rows import rows
from regulars.practices.promises.models import Outcome, Promise

# Below it nobody can tell how well they are kept.
FEWEST = 20
# The normal quantile for an interval that holds the truth in 95 of 100 cases.
Z = 1.959963984540054
COUNTED = """
select p.sort, p.state, case when p.told_at is null then 0 else 1 end, count(*)
from promises_promise p
where p.said_at is not null and p.due_at >= %s and p.due_at < %s
  and p.state in ('kept', 'late', 'broken', 'released', 'replaced')
group by 1, 2, 3
"""


@dataclass(frozen=True, slots=True)
class Rate:
    """Of promises of one sort that were due in a period: kept in time, kept late, broken; and, counted apart, those of
    whose new time the customer was `told` before, those that were `moved` after it, and those they `released` us from.

    `low` and `high` hold the true share of those kept in time, of `n`, in 95 of 100 cases.
    """

    sort: str
    kept: int
    late: int
    broken: int
    told: int
    moved: int
    released: int
    low: float
    high: float

    @property
    def n(self) -> int:
        """How many came to an end of their own."""
        return self.kept + self.late + self.broken

    @property
    def share(self) -> float:
        """The share that was kept in time; 0 where none came to an end."""
        return self.kept / self.n if self.n else 0.0

    @property
    def few(self) -> bool:
        """Whether there are too few to tell."""
        return self.n < FEWEST


def wilson(kept: int, n: int) -> tuple[float, float]:
    """The interval that holds the true share in 95 of 100 cases; all of it where nothing was counted.

    Source: Wilson (1927), Journal of the American Statistical Association 22, 209-212.
    """
    if n == 0:
        return 0.0, 1.0
    share, square = kept / n, Z * Z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = Z * sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def rates(begin: datetime, end: datetime) -> list[Rate]:
    """That of each sort of which any was due between `begin` and `end`, in the order of the sorts; one statement."""
    found = rows(COUNTED, [begin, end])
    sorts = [sort for sort in Promise.SORTS if any(row[0] == sort for row in found)]
    return [
        rate(sort, {(state, bool(told)): count for of, state, told, count in found if of == sort}) for sort in sorts
    ]


def rate(sort: str, counted: dict[tuple[str, bool], int]) -> Rate:
    """That of one sort, of counts by state and whether they were told before it was late."""
    by_state: Counter[str] = Counter()
    for (state, _told), count in counted.items():
        by_state[state] += count
    told = counted.get((Outcome.REPLACED, True), 0)
    kept, late, broken = by_state[Outcome.KEPT], by_state[Outcome.LATE], by_state[Outcome.BROKEN]
    low, high = wilson(kept, kept + late + broken)
    moved = by_state[Outcome.REPLACED] - told
    return Rate(sort, kept, late, broken, told, moved, by_state[Outcome.RELEASED], low, high)
