"""The head of staff's sentences, applied where rules are silent: promises, amends, refusals, apologies."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from regulars.reading.commitments.timing import Group, Hit, due, times
from regulars.reading.heads.curves import chances
from regulars.reading.heads.stored import opened
from regulars.reading.heads.vocabulary import sums
from regulars.reading.rulefile import Rule
from regulars.reading.slots import present
from regulars.reading.values import Clean, Due, Reading, Sentence
from regulars.reading.weighing.looks import Floats, words
from regulars.reading.weighing.staffs_looks import numbers, taken_back, wordings
from regulars.reading.weighing.weighed import SHIPPED
from regulars.reading.wording import Wording

NAME, PROMISE = "staff", "promise"
KINDS = ("promise", "amends", "refusal", "apology")
# A kind with several has a column for each behind those of the kinds.
LABELS = {"promise": ("explicit", "implied", "policy"), "apology": ("apology", "hollow")}
ONLY = {"amends": "offered", "refusal": "rule"}
COLUMNS = (*KINDS, *(f"{kind}.{label}" for kind, labels in LABELS.items() for label in labels))
FLOOR = 0.15
NOTHING = ("(?!)", "", "")
# Of rules called so a length begins now, as it does here: "There you go, two days and it's with you".
LENGTHS = "give_us"


@dataclass(frozen=True)
class Weights:
    """Weights of numbers and words for each of `COLUMNS`; slope and addition that make a kind's logit the probability
    that it is there though rules are silent; and the probability from which it is sure."""

    numbers: Floats
    words: Floats
    added: Floats
    slopes: Floats
    calibrated: Floats
    sure: Floats

    def logits(self, cleans: Sequence[Clean], vectors: Floats, meanings: Floats) -> Floats:
        """A row for each sentence."""
        found: Floats = numbers(cleans, vectors, meanings) @ self.numbers + self.added
        return found + sums(words(cleans), self.words)

    def probabilities(self, logits: Floats) -> Floats:
        """Of each kind in each sentence."""
        return chances(logits[:, : len(KINDS)] * self.slopes + self.calibrated, exclusive=False)


@cache
def shipped() -> Weights:
    """The weights that come with the product. Raises Damaged or OSError where they are not whole."""
    held, _ = opened(SHIPPED, NAME)
    return Weights(**{name: array.astype(np.float32) for name, array in held.items()})


def weighed(
    cleans: Sequence[Clean],
    ruled: Sequence[Sequence[Reading]],
    vectors: Floats,
    meanings: Floats,
    weights: Weights | None = None,
) -> list[list[Reading]]:
    """What each text of staff says: what rules were sure of stays as it is, and sentences in which they were not get
    what the head sees. `vectors` and `meanings` have a row for each of the sentences of each text, in order."""
    if not len(vectors):
        return [list(readings) for readings in ruled]
    weights = weights or shipped()
    logits = weights.logits(cleans, vectors, meanings)
    scores = weights.probabilities(logits)
    found, at = [], 0
    for clean, readings in zip(cleans, ruled, strict=True):
        said = list(readings)
        for row, wording in enumerate(wordings(clean), at):
            said = _heard(clean, wording, said, scores[row], logits[row], weights.sure)
            at += 1
        found.append(said)
    return found


def _heard(
    clean: Clean, wording: Wording, said: list[Reading], scores: Floats, logits: Floats, sure: Floats
) -> list[Reading]:
    """The readings of a text with those that the head adds in one sentence, in the place of the unsure ones."""
    for place in np.flatnonzero(scores >= FLOOR).tolist():
        kind, score = KINDS[place], round(float(scores[place]), 4)
        mine = [each for each in said if each.kind == kind and _in(each, wording.sentence)]
        if any(each.sure or each.score >= score for each in mine) or (kind == PROMISE and taken_back(wording)):
            continue
        certain = score >= float(sure[place])
        said = [each for each in said if each not in mine]
        if mine:
            said += [replace(each, score=score, sure=certain) for each in mine]
        else:
            said.append(_reading(clean, wording, kind, _label(kind, logits), score, certain))
    return said


def _in(reading: Reading, sentence: Sentence) -> bool:
    return reading.start < sentence.end and sentence.start < reading.end


def _label(kind: str, logits: Floats) -> str:
    if kind in ONLY:
        return ONLY[kind]
    begin = COLUMNS.index(f"{kind}.{LABELS[kind][0]}")
    return LABELS[kind][int(logits[begin : begin + len(LABELS[kind])].argmax())]


def _reading(clean: Clean, wording: Wording, kind: str, label: str, score: float, sure: bool) -> Reading:
    sentence = wording.sentence
    when = _when(clean, sentence, label) if kind == PROMISE else None
    return Reading(kind, label, score, sentence.start, sentence.end, _version(kind), sure, due=when)


@cache
def _version(kind: str) -> int:
    return present()[kind].version


def _when(clean: Clean, sentence: Sentence, label: str) -> Due | None:
    """By when it is promised, as if a rule had fired in the whole sentence. What holds for everybody has no time."""
    if label == "policy":
        return None
    rule = Rule(PROMISE, LENGTHS, label, frozenset(), (), NOTHING)
    place = (sentence.start, sentence.end)
    group = Group((Hit(rule, place, *place, place),), *place)
    found = due(group, [group], times(clean, sentence), clean.said.text)
    return found if found is None or clean.said.at else replace(found, time=None, grain="none")
