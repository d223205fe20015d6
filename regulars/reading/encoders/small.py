"""Meanings made small: bytes for keeping."""

import numpy as np

from regulars.reading.heads.vocabulary import Floats

ONE = 127


def packed(vectors: Floats) -> list[bytes]:
    """Each vector (of length 1) as int8, 127 times as long."""
    return [row.tobytes() for row in np.round(vectors * ONE).astype(np.int8)]
