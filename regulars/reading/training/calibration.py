"""Making scores mean what they say: the chance of being right, the threshold, and how far a score is off."""

import numpy as np
import numpy.typing as npt

from regulars.reading.heads.curves import Floats, chances, loss
from regulars.reading.training import linear
from regulars.reading.training.lbfgs import least

BINS, ROUNDS = 15, 100
# Weights that calibrate are few, and held only as far as needed where nothing contradicts them.
PULL = 0.3


def mixed(parts: list[Floats], targets: Floats, *, exclusive: bool) -> tuple[Floats, Floats]:
    """How much each part (logits from words, from meaning...) counts for each label, and what is added.

    Gives weights (parts, labels) and additions (labels). Where one label excludes the others all labels share the
    weights, which is then a temperature. Source: Platt 1999; Guo et al. 2017, arXiv:1706.04599.
    """
    labels = targets.shape[1]
    weights = np.empty((len(parts), labels), np.float32)
    added = np.empty(labels, np.float32)
    if exclusive:
        return _shared(parts, targets)
    for label in range(labels):
        given = np.stack([part[:, label] for part in parts], axis=1)
        found = linear.fit(given, targets[:, label : label + 1], PULL, exclusive=False)
        weights[:, label], added[label] = found.numbers[:, 0], found.added[0]
    return weights, added


def _shared(parts: list[Floats], targets: Floats) -> tuple[Floats, Floats]:
    """The same for labels of which one is right: they share the weights of parts, and differ in what is added."""
    given, count = np.stack(parts), len(parts)

    def slope(at: Floats) -> tuple[float, Floats]:
        logits = np.tensordot(at[:count], given, 1).astype(np.float32) + at[count:]
        wrong = chances(logits, exclusive=True) - targets
        gradient = np.concatenate([np.einsum("ptl,tl->p", given, wrong), wrong.sum(axis=0) + PULL * at[count:]])
        value = loss(logits, targets, exclusive=True) + PULL / 2 * float(np.sum(at[count:] ** 2))
        return value, gradient.astype(np.float32)

    begin = np.concatenate([np.full(count, 1 / count), np.zeros(targets.shape[1])]).astype(np.float32)
    found = least(slope, begin, ROUNDS, close=1e-7)
    return np.repeat(found[:count, None], targets.shape[1], axis=1), found[count:]


def mix(parts: list[Floats], weights: Floats, added: Floats) -> Floats:
    """Logits of the parts together."""
    found: Floats = parts[0] * weights[0] + added
    for part, weight in zip(parts[1:], weights[1:], strict=True):
        found += part * weight
    return found


def thresholds(scores: Floats, targets: Floats) -> Floats:
    """For each label the probability from which F1 is best, midway to the next lower score."""
    found = np.empty(scores.shape[1], np.float32)
    for label in range(scores.shape[1]):
        order = np.argsort(-scores[:, label], kind="stable")
        given, right = scores[order, label], targets[order, label]
        f1 = 2 * np.cumsum(right) / (np.arange(1, len(right) + 1) + max(right.sum(), 1))
        best = int(f1.argmax())
        found[label] = (given[best] + given[min(best + 1, len(given) - 1)]) / 2
    return found


def precise(scores: Floats, targets: Floats, precision: float, fewest: int) -> npt.NDArray[np.float32]:
    """For each label the least probability from which so many are right, over at least `fewest`; 2 where none is."""
    found = np.full(scores.shape[1], 2, np.float32)
    for label in range(scores.shape[1]):
        order = np.argsort(-scores[:, label], kind="stable")
        share = np.cumsum(targets[order, label]) / np.arange(1, len(order) + 1)
        good = np.flatnonzero((share >= precision) & (np.arange(1, len(order) + 1) >= fewest))
        if len(good):
            found[label] = scores[order[good[-1]], label]
    return found


def error(scores: Floats, right: Floats, *, adaptive: bool = False) -> float:
    """Expected calibration error of probabilities: 15 bins of equal width, or of equal size where `adaptive`.

    Source: Naeini et al. 2015; Nixon et al. 2019, arXiv:1904.01685.
    """
    if not len(scores):
        return 0.0
    if adaptive:
        order = np.argsort(scores, kind="stable")
        groups = np.array_split(order, BINS)
    else:
        bins = np.minimum((scores * BINS).astype(int), BINS - 1)
        groups = [np.flatnonzero(bins == number) for number in range(BINS)]
    off = [abs(float(scores[group].sum() - right[group].sum())) for group in groups if len(group)]
    return sum(off) / len(scores)
