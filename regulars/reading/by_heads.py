"""What trained heads read in texts: which labels are said, how sure, and in which sentence."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt

from regulars.base.frozen import dataclass
from regulars.reading.heads.applied import Heads
from regulars.reading.heads.inputs import BASES
from regulars.reading.heads.vocabulary import Floats
from regulars.reading.slots import Reader
from regulars.reading.training.adapting import Adapted
from regulars.reading.values import Clean, Reading

Bools = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]

# These say that there is nothing to say.
SILENT = frozenset({("emotion", "neutral"), ("severity", "none")})
# Heads that other heads look at, and that say nothing themselves.
INNER = frozenset(BASES) - {"emotion"}
# Sentences among which the telling one is looked for.
MOST = 40


@dataclass(frozen=True, slots=True)
class _Rule:
    """From which probability each label of a kind is said, and sure."""

    labels: tuple[str, ...]
    exclusive: bool
    floors: Floats
    sure: Floats


class Readings:
    """Turns rows of probabilities into readings, by the thresholds of the last of some ways that a head knows."""

    def __init__(self, heads: Heads, ways: Sequence[str]) -> None:
        self.heads = heads
        self._rules = {}
        for kind, head in heads.heads.items():
            way = next(head.ways[name] for name in reversed(ways) if name in head.ways)
            self._rules[kind] = _Rule(head.labels, head.exclusive, way.floors, way.sure)

    def take(self, own: Adapted) -> None:
        """Let a desk's own head answer instead of the shipped one of its kind."""
        sure = own.numbers["sure"]
        self._rules[own.kind] = _Rule(own.labels, True, np.zeros_like(sure), sure)

    def named(self, scores: Mapping[str, Floats]) -> dict[str, list[dict[str, float]]]:
        """Every label's probability, by kind and text."""
        return {
            kind: [dict(zip(self._rules[kind].labels, row, strict=True)) for row in rows.tolist()]
            for kind, rows in scores.items()
            if kind not in INNER
        }

    def of(
        self, cleans: Sequence[Clean], scores: Mapping[str, Floats], asked: Sequence[Sequence[Reader]]
    ) -> list[tuple[Reading, ...]]:
        """The readings of each text, by the readers that are asked about it; `scores` has a row for each, by kind."""
        said = {kind: self._said(kind, rows) for kind, rows in scores.items()}
        # Nearly always the same readers for all: to compare readers a text would take longer than to score it.
        together = {id(some): some for some in asked}
        telling = self._telling(
            cleans, [said[head] for head in {one.head for some in together.values() for one in some}]
        )
        found: list[list[Reading]] = [[] for _ in cleans]
        for reader in dict.fromkeys(chain.from_iterable(together.values())):
            theirs = {which for which, some in together.items() if reader in some}
            for row, sentence, label, score, sure in self._each(reader.head, said, scores, telling):
                if id(asked[row]) in theirs:
                    shown = cleans[row].sentences[sentence]
                    found[row].append(Reading(reader.kind, label, score, shown.start, shown.end, reader.version, sure))
        return [tuple(readings) for readings in found]

    def _each(
        self, kind: str, said: Mapping[str, Bools], scores: Mapping[str, Floats], telling: Mapping[str, Places]
    ) -> Iterator[tuple[int, int, str, float, bool]]:
        """Text, sentence, label, probability, and whether that is sure, of all that a head says."""
        rule = self._rules[kind]
        rows, columns = np.nonzero(said[kind])
        some = scores[kind][rows, columns]
        sure = some >= rule.sure[columns]
        shown = np.zeros_like(rows)
        if kind in telling:
            known = self.heads.heads[kind].labels
            places = np.array([known.index(label) if label in known else -1 for label in rule.labels])[columns]
            shown = np.where(places < 0, 0, telling[kind][rows, places])
        labels = [rule.labels[column] for column in columns.tolist()]
        return zip(rows.tolist(), shown.tolist(), labels, some.tolist(), sure.tolist(), strict=True)

    def _said(self, kind: str, scores: Floats) -> Bools:
        rule = self._rules[kind]
        said: Bools = scores >= rule.floors
        if rule.exclusive:
            # Whatever its probability, the likeliest is the answer; it may be one that is not sure.
            said = np.arange(scores.shape[1]) == scores.argmax(axis=1)[:, None]
        said[:, [place for place, label in enumerate(rule.labels) if (kind, label) in SILENT]] = False
        return said

    def _telling(self, cleans: Sequence[Clean], said: Sequence[Bools]) -> dict[str, Places]:
        """For each text and label, by kind, which sentence's words alone say it most: the first where there is one, and
        of a label that the shipped heads do not know."""
        spoken = np.logical_or.reduce([each.any(axis=1) for each in said]) if said else np.zeros(len(cleans), bool)
        rows = [row for row in np.flatnonzero(spoken).tolist() if len(cleans[row].sentences) > 1]
        if not rows:
            return {}
        some = [cleans[row].sentences[:MOST] for row in rows]
        starts = np.cumsum([0, *map(len, some[:-1])])
        found = {}
        for kind, scores in self.heads.scores([one.text for each in some for one in each], "fast").items():
            found[kind] = np.zeros((len(cleans), scores.shape[1]), np.int64)
            found[kind][rows] = _highest(scores, starts)
        return found


def _highest(scores: Floats, starts: Places) -> Places:
    """In each stretch of rows, for each column: how far from its begin the first of the highest numbers stands."""
    lengths = np.diff(starts, append=len(scores))
    highest = scores == np.repeat(np.maximum.reduceat(scores, starts), lengths, axis=0)
    places = np.arange(len(scores)) - np.repeat(starts, lengths)
    found: Places = np.minimum.reduceat(np.where(highest, places[:, None], MOST), starts)
    return found
