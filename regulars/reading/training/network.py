"""A network with one hidden layer over vectors: Adam, with some of the hidden numbers left out at each step.

Source: Kingma & Ba 2015, arXiv:1412.6980; Loshchilov & Hutter 2019, arXiv:1711.05101; Srivastava et al. 2014 (dropout).
"""

from collections.abc import Sequence

import numpy as np

from regulars.base.frozen import dataclass
from regulars.reading.heads.curves import Floats, chances, prior

AT_ONCE, ROUNDS, RATE, LEFT_OUT, DECAY = 512, 10, 1e-3, 0.4, 1e-2
FAST, SLOW, TINY = 0.9, 0.999, 1e-8


@dataclass(frozen=True, slots=True)
class Network:
    """`before` and `after` the hidden layer: weights, and what is added."""

    before: Floats
    added: Floats
    after: Floats
    last: Floats

    def logits(self, vectors: Floats) -> Floats:
        """One row for each vector."""
        found: Floats = np.maximum(vectors @ self.before + self.added, 0) @ self.after + self.last
        return found


def fit(vectors: Floats, targets: Floats, hidden: int, *, exclusive: bool, seed: int, rounds: int = ROUNDS) -> Network:
    """Trained on all of it; `rounds` and the rest were chosen on development texts. Vectors are of length 22.6."""
    chance = np.random.default_rng(seed)
    size, labels = vectors.shape[1], targets.shape[1]
    parts = [
        chance.normal(0, np.sqrt(2 / size), (size, hidden)).astype(np.float32),
        np.zeros(hidden, np.float32),
        chance.normal(0, np.sqrt(1 / hidden), (hidden, labels)).astype(np.float32),
        prior(targets, exclusive=exclusive),
    ]
    adam = _Adam(parts, rounds * -(-len(vectors) // AT_ONCE))
    for _ in range(rounds):
        order = chance.permutation(len(vectors))
        for begin in range(0, len(order), AT_ONCE):
            chosen = order[begin : begin + AT_ONCE]
            kept: Floats = (chance.random((len(chosen), hidden)) > LEFT_OUT).astype(np.float32) / np.float32(
                1 - LEFT_OUT
            )
            adam.step(_gradients(parts, vectors[chosen], targets[chosen], kept, exclusive=exclusive))
    return Network(*parts)


def _gradients(
    parts: Sequence[Floats], vectors: Floats, targets: Floats, kept: Floats, *, exclusive: bool
) -> list[Floats]:
    before, added, after, last = parts
    inner: Floats = vectors @ before + added
    passed: Floats = (inner > 0).astype(np.float32) * kept
    hidden: Floats = inner * passed
    logits: Floats = hidden @ after
    logits += last
    wrong: Floats = chances(logits, exclusive=exclusive) - targets
    np.multiply(wrong, np.float32(1 / len(vectors)), out=wrong)
    back: Floats = (wrong @ after.T) * passed
    return [vectors.T @ back, back.sum(axis=0), hidden.T @ wrong, wrong.sum(axis=0)]


class _Adam:
    """Changes `parts` in place; steps get shorter until the last."""

    def __init__(self, parts: list[Floats], steps: int) -> None:
        self.parts, self.steps, self.done = parts, steps, 0
        self.means = [np.zeros_like(part) for part in parts]
        self.squares = [np.zeros_like(part) for part in parts]

    def step(self, gradients: Sequence[Floats]) -> None:
        rate = RATE * (1 - self.done / self.steps)
        self.done += 1
        for part, mean, square, gradient in zip(self.parts, self.means, self.squares, gradients, strict=True):
            mean += (1 - FAST) * (gradient - mean)
            square += (1 - SLOW) * (gradient * gradient - square)
            change = mean / (1 - FAST**self.done) / (np.sqrt(square / (1 - SLOW**self.done)) + TINY)
            part -= np.float32(rate) * (change + (DECAY * part if part.ndim > 1 else 0))
