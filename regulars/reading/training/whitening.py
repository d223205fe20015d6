"""Numbers turned so that what differs within a label is the same in every direction: labels by the dozen, of which each
is told from its neighbours by little, are then found by a straight line.

Source: Fisher 1936 (within-class scatter); Ledoit & Wolf 2004 (drawing a covariance towards an even one).
"""

import numpy as np
import numpy.typing as npt

from regulars.base.frozen import dataclass
from regulars.reading.heads.vocabulary import Floats
from regulars.reading.training import linear

# How far the scatter is drawn towards an even one, and how strongly weights are held. Chosen on banking77.
EVEN, PULL = 0.3, 30.0
# Vectors are as long as those of the encoder, so that one pull means the same.
LONG = np.sqrt(512)
TINY = 1e-6
Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Straight:
    """A straight line over the numbers as they are: the turning is within its weights."""

    after: Floats
    last: Floats

    def logits(self, inputs: Floats) -> Floats:
        """A row for each row."""
        found: Floats = inputs @ self.after + self.last
        return found


def fit(inputs: Floats, targets: Floats) -> Straight:
    """Learnt from rows of numbers and one right label each (a column that is 1)."""
    middle, turned = turning(inputs.astype(np.float64), targets)
    rows = ((inputs - middle) @ turned).astype(np.float32)
    found = linear.fit(rows, targets, PULL, exclusive=True)
    after = turned @ found.numbers
    return Straight(after.astype(np.float32), (found.added - middle @ after).astype(np.float32))


def turning(inputs: Doubles, targets: Floats) -> tuple[Doubles, Doubles]:
    """What is taken off every row, and the matrix that it is multiplied by then."""
    middle, spread = inputs.mean(axis=0), inputs.std(axis=0) + TINY
    rows = (inputs - middle) / spread
    counts = np.maximum(targets.sum(axis=0), 1)
    centres = (targets.T @ rows) / counts[:, None]
    within = rows - centres[targets.argmax(axis=1)]
    scatter = within.T @ within / len(rows)
    even = np.trace(scatter) / len(scatter) * np.eye(len(scatter))
    sizes, directions = np.linalg.eigh((1 - EVEN) * scatter + EVEN * even)
    turned = directions / np.sqrt(np.maximum(sizes, TINY)) / spread[:, None]
    length = np.linalg.norm((inputs - middle) @ turned, axis=1).mean()
    return middle, turned * (LONG / max(length, TINY))
