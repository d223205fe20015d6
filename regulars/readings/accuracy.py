"""How often readings are right on this desk, by what people said of them."""

from collections.abc import Iterable
from math import sqrt

from regulars.base.frozen import dataclass
from regulars.engine.rows import rows
from regulars.readings import editions

# 95 of 100 such intervals hold the true share.
Z = 1.959964
# An interval of five points to either side is worth acting on.
WIDTH = 0.05
MOST_WANTED = 2_000
COUNTS = ("right", "wrong", "missing", "earlier")

# Of several words on the same reading, the last.
COUNTED = """
select c.reader, c.language, c.reader_version, c.verdict, count(*)
from readings_correction c
where c.withdrawn_at is null and not exists (
    select 1 from readings_correction later
    where later.moment_id = c.moment_id and later.reader = c.reader and later.label = c.label
      and later.start = c.start and later."end" = c."end" and later.withdrawn_at is null
      and (later.at, later.id) > (c.at, c.id))
group by c.reader, c.language, c.reader_version, c.verdict
"""


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How often a reader was right in one language, of what people judged, in its present version.

    `missing`: what people added because it had not been read. `earlier`: words on what earlier versions read.
    """

    reader: str
    language: str
    right: int = 0
    wrong: int = 0
    missing: int = 0
    earlier: int = 0

    @property
    def judged(self) -> int:
        """How many readings people judged."""
        return self.right + self.wrong

    @property
    def share(self) -> float | None:
        """The share that was right; None where nothing was judged."""
        return self.right / self.judged if self.judged else None

    @property
    def interval(self) -> tuple[float, float]:
        """Within which the true share lies, mostly."""
        return interval(self.right, self.judged)

    @property
    def wanted(self) -> int:
        """How many more judgements would make it known to within five points."""
        return wanted(self.right, self.judged)


def interval(right: int, judged: int) -> tuple[float, float]:
    """The interval of 95 % for a share, from 0 to 1; the whole of it where nothing was judged.

    Source: Wilson 1927, Probable inference, the law of succession, and statistical inference.
    """
    if not judged:
        return 0.0, 1.0
    middle, half = _wilson(right / judged, judged)
    return max(0.0, middle - half), min(1.0, middle + half)


def wanted(right: int, judged: int) -> int:
    """How many more judgements, should they turn out alike, make that interval reach no further than five points to
    either side; at most 2,000. With none yet, the share is taken for even, where it takes the most."""
    share = right / judged if judged else 0.5
    low, high = judged, judged + MOST_WANTED
    if _wilson(share, max(low, 1))[1] <= WIDTH and judged:
        return 0
    while low < high:
        between = (low + high) // 2
        if _wilson(share, max(between, 1))[1] <= WIDTH:
            high = between
        else:
            low = between + 1
    return low - judged


def _wilson(share: float, count: int) -> tuple[float, float]:
    """The middle of the interval, and half of its width."""
    spread = Z * Z / count
    half = Z * sqrt(share * (1 - share) / count + spread / (4 * count)) / (1 + spread)
    return (share + spread / 2) / (1 + spread), half


def figures() -> list[Accuracy]:
    """Of each reader and language of which people said anything, by name. One statement."""
    return counted(rows(COUNTED, []))


def counted(said: Iterable[tuple[object, ...]]) -> list[Accuracy]:
    """The same, of rows of COUNTED."""
    now = editions.versions()
    counts: dict[tuple[str, str], dict[str, int]] = {}
    for reader, language, version, verdict, count in said:
        row = counts.setdefault(
            (str(reader), str(language)), dict.fromkeys(("right", "wrong", "missing", "earlier"), 0)
        )
        present = now.get(str(reader), version) == version
        row[_column(str(verdict)) if present else "earlier"] += int(str(count))
    return [Accuracy(reader, language, **row) for (reader, language), row in sorted(counts.items())]


def _column(verdict: str) -> str:
    return {"instead": "wrong"}.get(verdict, verdict)
