"""How good it is: F1 with a threshold a label, tuned on one half of the development part and counted on the other."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def f1_at_each(scores: Floats, truth: Floats) -> tuple[Floats, Floats]:
    """Every useful threshold of one label, and the F1 that it gives."""
    order = np.argsort(-scores, kind="stable")
    right = np.cumsum(truth[order])
    f1 = 2 * right / (np.arange(1, len(order) + 1) + max(truth.sum(), 1))
    return scores[order], f1.astype(np.float32)


def smoothed(f1: Floats, width: int = 9) -> Floats:
    """A mean over neighbouring thresholds: the best single one is often luck."""
    padded = np.pad(f1, width // 2, mode="edge")
    return np.convolve(padded, np.full(width, 1 / width), "valid").astype(np.float32)


def thresholds(scores: Floats, truth: Floats) -> Floats:
    """The threshold of each label that serves F1 best."""
    chosen = []
    for label in range(scores.shape[1]):
        cuts, f1 = f1_at_each(scores[:, label], truth[:, label])
        chosen.append(cuts[int(np.argmax(smoothed(f1)))])
    return np.array(chosen, np.float32)


def f1_of(scores: Floats, truth: Floats, cuts: Floats) -> Floats:
    """F1 of each label, 0 where nothing was found."""
    found = scores >= cuts
    right = (found & (truth > 0)).sum(0)
    return np.asarray(2 * right / np.maximum(found.sum(0) + truth.sum(0), 1), np.float32)


def macro_f1(scores: Floats, truth: Floats) -> float:
    """Macro-F1 on each half with the other's thresholds, averaged. Halves are every second text."""
    even = np.arange(len(scores)) % 2 == 0
    ways = [(even, ~even), (~even, even)]
    return float(np.mean([f1_of(scores[on], truth[on], thresholds(scores[by], truth[by])).mean() for by, on in ways]))
