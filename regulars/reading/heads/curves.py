"""Numbers and probabilities: the two ways from one to the other, and how far a guess is off."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


def chances(logits: Floats, *, exclusive: bool) -> Floats:
    """Probabilities: those of a row sum up to 1 where only one label can be right; else each stands for itself."""
    if not exclusive:
        single: Floats = (1 / (1 + np.exp(-np.clip(logits, -40, 40)))).astype(np.float32)
        return single
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    shared: Floats = raised / raised.sum(axis=1, keepdims=True)
    return shared


def loss(logits: Floats, targets: Floats, *, exclusive: bool) -> float:
    """The sum of minus the logarithms of the probabilities given to what is true."""
    if exclusive:
        top = logits.max(axis=1, keepdims=True)
        whole = np.log(np.exp(logits - top).sum(axis=1)) + top[:, 0]
        return float(np.sum(whole - (logits * targets).sum(axis=1), dtype=np.float64))
    return float(np.sum(np.logaddexp(0, logits) - targets * logits, dtype=np.float64))


def prior(targets: Floats, *, exclusive: bool) -> Floats:
    """The logits that give each label its share, with half a text more of each kind, so that none is impossible."""
    share = (targets.sum(axis=0) + 0.5) / (len(targets) + 1)
    found: Floats = np.log(share if exclusive else share / (1 - share)).astype(np.float32)
    return found
