"""The head, applied: which of the eight kinds each sentence of a customer says, and how surely."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from regulars.reading.candidates import books
from regulars.reading.deadlines import dated
from regulars.reading.heads.curves import chances
from regulars.reading.heads.stored import opened
from regulars.reading.heads.vocabulary import sums
from regulars.reading.rulebook import Candidate
from regulars.reading.values import Clean, Reading, Sentence
from regulars.reading.weighing.looks import KINDS, Floats, fired, numbers, sentences, words

SHIPPED = Path(__file__).parent / "weights"
NAME = "customers"
# Labels of the kinds that have several; each is a column behind those of the kinds.
LABELS = {
    "preference": ("preference", "need", "fact"),
    "urgency": ("urgent", "deadline"),
    "thanks": ("thanks", "delight"),
}
ONLY = {
    "rule": "complaint",
    "expectation": "expectation",
    "repeat": "repeat",
    "leaving": "threat",
    "request": "request",
}
COLUMNS = (*KINDS, *(f"{kind}.{label}" for kind, labels in LABELS.items() for label in labels))
FLOOR = 0.15


@dataclass(frozen=True)
class Weights:
    """Weights of numbers and words for each of `COLUMNS`; slope and addition that make a kind's logit a probability;
    and the probability from which it is sure."""

    numbers: Floats
    words: Floats
    added: Floats
    slopes: Floats
    calibrated: Floats
    sure: Floats

    def logits(self, cleans: Sequence[Clean], vectors: Floats, rules: Sequence[Sequence[Candidate]]) -> Floats:
        """A row for each sentence."""
        found: Floats = numbers(cleans, vectors, rules) @ self.numbers + self.added
        return found + sums(words(cleans), self.words)

    def probabilities(self, logits: Floats) -> Floats:
        """Of each kind in each sentence."""
        return chances(logits[:, : len(KINDS)] * self.slopes + self.calibrated, exclusive=False)


@cache
def shipped() -> Weights:
    """The weights that come with the product. Raises Damaged or OSError where they are not whole."""
    held, _ = opened(SHIPPED, NAME)
    return Weights(**{name: array.astype(np.float32) for name, array in held.items()})


def weighed(cleans: Sequence[Clean], vectors: Floats, weights: Weights | None = None) -> list[tuple[Reading, ...]]:
    """What each customer's text says of the eight kinds. `vectors` has a row, the meaning, for each of `sentences` of
    each text, in order."""
    if not len(vectors):
        return [() for _ in cleans]
    weights = weights or shipped()
    rules = [fired(clean) for clean in cleans]
    logits = weights.logits(cleans, vectors, rules)
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
    for row, column in np.argwhere(scores >= FLOOR).tolist():
        kind, score = KINDS[column], float(scores[row, column])
        agreeing = [each for each in candidates if each.sentence == row and each.rule.kind == kind]
        label = ONLY.get(kind) or _label(kind, logits[row])
        yield _reading(kind, label, score, score >= sure[column], clean.sentences[row], agreeing)


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
