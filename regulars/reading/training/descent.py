"""Logistic regression over words for many texts: stochastic gradient descent, with weights held small."""

import numpy as np

from regulars.reading.heads.curves import Floats, chances, prior
from regulars.reading.heads.vocabulary import Sparse

AT_ONCE = 512
# Texts have length 1 and weights are pulled towards zero, which allows for large steps; chosen on development texts.
RATE, PULL, ROUNDS = 200.0, 1.0, 6
SLOWER = 0.01
# With few texts steps are shorter, so that no step takes back all that was learnt, and there are as many of them.
SHARE, FEWEST_STEPS = 20, 100


def fit(
    sparse: Sparse, targets: Floats, features: int, *, exclusive: bool, seed: int, rounds: int = ROUNDS
) -> tuple[Floats, Floats]:
    """A row of weights for each feature, a column for each label; and what is added for each label."""
    chance = np.random.default_rng(seed)
    weights = np.zeros((features, targets.shape[1]), np.float32)
    added = prior(targets, exclusive=exclusive)
    # All weights shrink at every step. They are kept as they would be without, and this is what is left of 1.
    left, step = 1.0, 0
    batches = -(-len(sparse) // AT_ONCE)
    rounds = max(rounds, FEWEST_STEPS // batches)
    steps, longest = rounds * batches, min(RATE, len(sparse) / SHARE)
    for _ in range(rounds):
        order = chance.permutation(len(sparse))
        for begin in range(0, len(order), AT_ONCE):
            texts = np.sort(order[begin : begin + AT_ONCE])
            part = sparse.only(texts)
            wrong = chances(_sums(part, weights) * np.float32(left) + added, exclusive=exclusive) - targets[texts]
            rate = longest * (1 - step / steps)
            left *= 1 - rate * PULL / len(sparse)
            rows, change = _gradient(part, wrong)
            weights[rows] -= np.float32(rate / len(texts) / left) * change
            added -= np.float32(rate * SLOWER) * wrong.mean(axis=0)
            step += 1
    return weights * np.float32(left), added


def _sums(part: Sparse, weights: Floats) -> Floats:
    found = np.zeros((len(part), weights.shape[1]), np.float32)
    some = np.flatnonzero(part.lengths())
    if len(some):
        found[some] = np.add.reduceat(weights[part.rows] * part.values[:, None], part.starts[:-1][some], axis=0)
    return found


def _gradient(part: Sparse, wrong: Floats) -> tuple[np.typing.NDArray[np.int64], Floats]:
    """The features that occur, each once, and for each the sum of what its texts are off."""
    order = np.argsort(part.rows, kind="stable")
    rows = part.rows[order]
    first = np.flatnonzero(np.concatenate([[True], rows[1:] != rows[:-1]])) if len(rows) else np.empty(0, np.int64)
    text_of = np.repeat(np.arange(len(part)), part.lengths())[order]
    change = wrong[text_of] * part.values[order, None]
    return rows[first], np.add.reduceat(change, first, axis=0) if len(rows) else change
