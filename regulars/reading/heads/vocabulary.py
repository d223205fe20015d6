"""The hashed features that the shipped heads know, and how telling each is."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from regulars.base.frozen import dataclass
from regulars.reading.features import Bags, Ids, Places

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`ids` in order, and the weight of each: the logarithm of how seldom it comes.

    Source: Sparck Jones 1972, A statistical interpretation of term specificity.
    """

    ids: Ids
    weights: Floats

    def rows(self, ids: Ids) -> Places:
        """The place of each feature; the number of features for one that is not known."""
        found = np.searchsorted(self.ids, ids)
        found[found == len(self.ids)] = 0
        return np.where(self.ids[found] == ids, found, len(self.ids))


@dataclass(frozen=True, slots=True)
class Sparse:
    """Texts over a vocabulary: text i has `rows[starts[i]:starts[i + 1]]` with `values`, of length 1 together."""

    rows: Places
    values: Floats
    starts: Places

    def __len__(self) -> int:
        return len(self.starts) - 1

    def lengths(self) -> Places:
        """How many features each text has."""
        return np.diff(self.starts)

    def only(self, texts: Places) -> "Sparse":
        """Some of the texts, in the order given."""
        lengths = self.lengths()[texts]
        starts = np.concatenate([[0], np.cumsum(lengths)])
        taken = np.repeat(self.starts[texts] - starts[:-1], lengths) + np.arange(starts[-1])
        return Sparse(self.rows[taken], self.values[taken], starts)


def made_of(bags: Bags, least: int) -> Vocabulary:
    """The features that come at least so often, none so often that it says nothing."""
    ids, counts = np.unique(bags.ids, return_counts=True)
    texts = len(bags.starts) - 1
    kept = counts >= least
    weights = np.log(texts / np.minimum(counts[kept], texts)) + 1
    return Vocabulary(ids[kept], weights.astype(np.float16).astype(np.float32))


def over(vocabulary: Vocabulary, bags: Bags) -> Sparse:
    """The bags as rows of a vocabulary; what is not in it is left out."""
    found = vocabulary.rows(bags.ids)
    known = found < len(vocabulary.ids)
    texts = len(bags.starts) - 1
    text_of = np.repeat(np.arange(texts), np.diff(bags.starts))[known]
    rows = found[known]
    values = vocabulary.weights[rows]
    squares = np.bincount(text_of, values * values, minlength=texts)
    values = (values / np.sqrt(squares[text_of])).astype(np.float32)
    return Sparse(rows, values, np.searchsorted(text_of, np.arange(texts + 1)))


def sums(sparse: Sparse, matrix: Floats) -> Floats:
    """For each text the sum of its features' rows, each times its value. Texts a thousand at a time."""
    found = np.zeros((len(sparse), matrix.shape[1]), np.float32)
    for begin in range(0, len(sparse), 1024):
        starts = sparse.starts[begin : begin + 1025]
        some = np.flatnonzero(np.diff(starts))
        if len(some):
            part = slice(starts[0], starts[-1])
            weighted = matrix[sparse.rows[part]] * sparse.values[part, None]
            found[begin + some] = np.add.reduceat(weighted, (starts[:-1] - starts[0])[some], axis=0)
    return found


def joined(parts: Sequence[Bags]) -> Bags:
    """The texts of several bags, one after another."""
    lengths = np.concatenate([np.diff(part.starts) for part in parts])
    return Bags(np.concatenate([part.ids for part in parts]), np.concatenate([[0], np.cumsum(lengths)]))
