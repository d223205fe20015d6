"""What trained heads read in texts: which labels are said, how sure, and in which sentence."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from regulars.reading.heads.applied import Heads
from regulars.reading.heads.inputs import BASES
from regulars.reading.heads.vocabulary import Floats
from regulars.reading.slots import Reader
from regulars.reading.training.adapting import Adapted
from regulars.reading.values import Clean, Reading

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
        return [
            tuple(
                self._readings(clean, [(reader, said[reader.head][row], scores[reader.head][row]) for reader in some])
            )
            for row, (clean, some) in enumerate(zip(cleans, asked, strict=True))
        ]

    def _said(self, kind: str, scores: Floats) -> npt.NDArray[np.bool_]:
        rule = self._rules[kind]
        said: npt.NDArray[np.bool_] = scores >= rule.floors
        if rule.exclusive:
            # Whatever its probability, the likeliest is the answer; it may be one that is not sure.
            said = np.arange(scores.shape[1]) == scores.argmax(axis=1)[:, None]
        said[:, [place for place, label in enumerate(rule.labels) if (kind, label) in SILENT]] = False
        return said

    def _readings(
        self, clean: Clean, given: Sequence[tuple[Reader, npt.NDArray[np.bool_], Floats]]
    ) -> Iterator[Reading]:
        some = clean.sentences[:MOST]
        logits: dict[str, Floats] = {}
        for reader, said, scores in given:
            rule = self._rules[reader.head]
            for place in np.flatnonzero(said).tolist():
                if len(some) > 1 and not logits:
                    logits = self.heads.scores([sentence.text for sentence in some], "fast")
                shown = some[self._telling(logits, reader.head, rule.labels[place])]
                score = float(scores[place])
                sure = score >= float(rule.sure[place])
                yield Reading(reader.kind, rule.labels[place], score, shown.start, shown.end, reader.version, sure)

    def _telling(self, logits: Mapping[str, Floats], kind: str, label: str) -> int:
        """Which sentence's words alone say it most; the first where the shipped head does not know the label."""
        if kind not in logits or label not in self.heads.heads[kind].labels:
            return 0
        return int(logits[kind][:, self.heads.heads[kind].labels.index(label)].argmax())
