"""How good guesses are: F1 of each label, and figures of several together."""

import numpy as np
import numpy.typing as npt

from regulars.reading.heads.curves import Floats
from regulars.reading.training.calibration import error

Places = npt.NDArray[np.int64]


def f1s(said: npt.NDArray[np.bool_], targets: Floats) -> Floats:
    """F1 of each label; 0 where it neither was said nor is true."""
    met = (said * targets).sum(axis=0)
    found: Floats = 2 * met / np.maximum(said.sum(axis=0) + targets.sum(axis=0), 1)
    return found


def summary(scores: Floats, said: npt.NDArray[np.bool_], targets: Floats) -> dict[str, float]:
    """Macro-F1, the share of texts of which all is right, and how far scores are off: on average over labels, and for
    the worst label, by bins of equal width and of equal size."""
    labels = list(zip(scores.T, targets.T, strict=True))
    off = [error(*label) for label in labels]
    evenly = [error(*label, adaptive=True) for label in labels]
    return {
        "macro_f1": round(float(f1s(said, targets).mean()), 4),
        "accuracy": round(float((said == (targets > 0)).all(axis=1).mean()), 4),
        "calibration_error": round(float(np.mean(off)), 4),
        "calibration_error_worst": round(float(np.max([*off, *evenly])), 4),
    }


def folds(count: int, parts: int, seed: int) -> Places:
    """A part from 0 for each text, all about as large."""
    found = np.arange(count) % parts
    np.random.default_rng(seed).shuffle(found)
    return found


def one_hot(labels: Places, count: int) -> Floats:
    """A row for each label, with a single 1."""
    found = np.zeros((len(labels), count), np.float32)
    found[np.arange(len(labels)), labels] = 1
    return found
