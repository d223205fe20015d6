"""The head, applied: which of the eight kinds each sentence of a customer says, and how surely."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias

import numpy as np

from regulars.reading.candidates import books
from regulars.reading.deadlines import dated
from regulars.reading.heads.curves import chances
from regulars.reading.heads.stored import opened
from regulars.reading.heads.vocabulary import sums
from regulars.reading.rulebook import Candidate, together
from regulars.reading.values import Clean, Reading, Sentence
from regulars.reading.weighing.kinds import COLUMNS, KINDS, LABELS, ONLY, sentences
from regulars.reading.weighing.looks import Floats, Seen, fired, numbers, words

SHIPPED = Path(__file__).parent / "weights"
NAME = "customers"
FLOOR = 0.15
# From this precision on rules stand where the head is not sure: of two matters in a sentence it may weigh one only. And
# from this one on they stand beside what it is sure of, where they say something else of the kind: an allergy is not
# lost behind a wish.
STANDS, BESIDE = 0.85, 0.8
# A sentence, a kind and a label of it.
Place: TypeAlias = tuple[int, str, str]


@dataclass(frozen=True)
class Weights:
    """For each of `COLUMNS` the line's weights of numbers and words, how much the line (0) and the network (1) count,
    and what is added, so that both together are the logit of a probability; and from which one each kind is sure."""

    numbers: Floats
    words: Floats
    added: Floats
    slopes: Floats
    calibrated: Floats
    sure: Floats

    def line(self, cleans: Sequence[Clean], seen: Seen, rules: Sequence[Sequence[Candidate]]) -> Floats:
        """The line's own logits, a row for each sentence."""
        found: Floats = numbers(cleans, seen, rules) @ self.numbers + self.added
        return found + sums(words(cleans), self.words)

    def logits(self, cleans: Sequence[Clean], seen: Seen, rules: Sequence[Sequence[Candidate]]) -> Floats:
        """Of both together, a row for each sentence."""
        found: Floats = self.line(cleans, seen, rules) * self.slopes[0] + seen.said * self.slopes[1] + self.calibrated
        return found

    @staticmethod
    def probabilities(logits: Floats) -> Floats:
        """Of each kind in each sentence."""
        return chances(logits[:, : len(KINDS)], exclusive=False)


@cache
def shipped() -> Weights:
    """The weights that come with the product. Raises Damaged or OSError where they are not whole."""
    held, _ = opened(SHIPPED, NAME)
    return Weights(**{name: array.astype(np.float32) for name, array in held.items()})


def weighed(cleans: Sequence[Clean], seen: Seen, weights: Weights | None = None) -> list[tuple[Reading, ...]]:
    """What each customer's text says of the eight kinds. `seen` is of these texts and of their `sentences`."""
    if not len(seen.said):
        return [() for _ in cleans]
    weights = weights or shipped()
    rules = [fired(clean) for clean in cleans]
    logits = weights.logits(cleans, seen, rules)
    scores = weights.probabilities(logits)
    found, at = [], 0
    for clean, candidates in zip(cleans, rules, strict=True):
        count = len(sentences(clean))
        rows = slice(at, at + count)
        found.append(tuple(dated(clean, _readings(clean, candidates, scores[rows], logits[rows], weights.sure))))
        at += count
    return found


def _readings(
    clean: Clean, candidates: Sequence[Candidate], scores: Floats, logits: Floats, sure: Floats
) -> Iterator[Reading]:
    """What the head says, and what rules say that stand without it."""
    ruled, said, certain = _by_label(candidates), set[Place](), set[tuple[int, str]]()
    for row, column in np.argwhere(scores >= FLOOR).tolist():
        kind, score, is_sure = KINDS[column], float(scores[row, column]), bool(scores[row, column] >= sure[column])
        label = ONLY.get(kind) or _label(kind, logits[row])
        agreeing = ruled.get((row, kind, label), [])
        if is_sure or not agreeing or together(agreeing) < STANDS:
            said.add((row, kind, label))
            certain |= {(row, kind)} if is_sure else set()
            yield _reading(kind, label, score, is_sure, clean.sentences[row], agreeing)
    for (row, kind, label), group in ruled.items():
        score = together(group)
        if (row, kind, label) not in said and score >= (BESIDE if (row, kind) in certain else STANDS):
            yield _reading(kind, label, score, True, clean.sentences[row], group)


def _by_label(candidates: Sequence[Candidate]) -> dict[Place, list[Candidate]]:
    found: dict[Place, list[Candidate]] = {}
    for each in candidates:
        found.setdefault((each.sentence, each.rule.kind, each.rule.label), []).append(each)
    return found


def _label(kind: str, logits: Floats) -> str:
    labels = LABELS[kind]
    begin = COLUMNS.index(f"{kind}.{labels[0]}")
    return labels[int(logits[begin : begin + len(labels)].argmax())]


def _reading(
    kind: str, label: str, score: float, sure: bool, sentence: Sentence, agreeing: Sequence[Candidate]
) -> Reading:
    start = min((each.start for each in agreeing), default=sentence.start)
    end = max((each.end for each in agreeing), default=sentence.end)
    rule = max(agreeing, key=lambda each: each.score).rule.name if agreeing else ""
    words_ = tuple(sorted({each.words for each in agreeing}))
    return Reading(kind, label, round(score, 4), start, end, _version(kind), sure, words_, rule=rule)


@cache
def _version(kind: str) -> int:
    return next(book.version for book in books() if book.kind == kind)
