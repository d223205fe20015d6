"""Logistic regression for few texts: over numbers, and over words where there are any."""

import numpy as np

from regulars.base.frozen import dataclass
from regulars.reading.heads.curves import Floats, chances, loss, prior
from regulars.reading.heads.vocabulary import Sparse, sums
from regulars.reading.training.lbfgs import least

ROUNDS = 60
# Its probability is nothing, and what is lost by it too.
NEVER = -40.0
Known = np.typing.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Linear:
    """Weights of numbers, of words (no rows where none were given), and what is added for each label."""

    numbers: Floats
    words: Floats
    added: Floats

    def logits(self, numbers: Floats, sparse: Sparse | None = None) -> Floats:
        """One row for each text."""
        found: Floats = numbers @ self.numbers + self.added
        return found if sparse is None or not len(self.words) else found + sums(sparse, self.words)


@dataclass(frozen=True, slots=True)
class _Turned:
    """A sparse matrix read by its features: which texts have each."""

    texts: np.typing.NDArray[np.int64]
    values: Floats
    starts: np.typing.NDArray[np.int64]
    features: np.typing.NDArray[np.int64]

    def sums(self, wrong: Floats, rows: int) -> Floats:
        found = np.zeros((rows, wrong.shape[1]), np.float32)
        if len(self.texts):
            found[self.features] = np.add.reduceat(wrong[self.texts] * self.values[:, None], self.starts, axis=0)
        return found


def _turned(sparse: Sparse) -> _Turned:
    order = np.argsort(sparse.rows, kind="stable")
    rows = sparse.rows[order]
    starts = np.flatnonzero(np.concatenate([[True], rows[1:] != rows[:-1]])) if len(rows) else np.empty(0, np.int64)
    text_of = np.repeat(np.arange(len(sparse)), sparse.lengths())[order]
    return _Turned(text_of, sparse.values[order], starts, rows[starts])


def fit(
    numbers: Floats,
    targets: Floats,
    pull: float,
    *,
    exclusive: bool,
    sparse: Sparse | None = None,
    features: int = 0,
    known: Known | None = None,
) -> Linear:
    """The weights under which the targets are likeliest, held small by `pull` times half their squares. Where `known`
    says of a text and a label that nobody knows, the target is 0 and counts for nothing."""
    size, labels = numbers.shape[1], targets.shape[1]
    turned = _turned(sparse) if sparse is not None else None
    start = np.zeros((size + features + 1, labels), np.float32)
    start[-1] = prior(targets, exclusive=exclusive)

    def slope(at: Floats) -> tuple[float, Floats]:
        logits = Linear(at[:size], at[size:-1], at[-1]).logits(numbers, sparse)
        if known is not None:
            logits = np.where(known, logits, NEVER).astype(np.float32)
        wrong = chances(logits, exclusive=exclusive) - targets
        gradient = np.empty_like(at)
        gradient[:size] = numbers.T @ wrong
        if turned is not None:
            gradient[size:-1] = turned.sums(wrong, features)
        gradient[:-1] += pull * at[:-1]
        gradient[-1] = wrong.sum(axis=0)
        penalty = pull / 2 * float(np.sum(at[:-1] ** 2, dtype=np.float64))
        value = loss(logits, targets, exclusive=exclusive)
        return value + penalty, gradient

    found = least(slope, start, ROUNDS)
    return Linear(found[:size], found[size:-1], found[-1])
