"""Looking through all sketches. Only the reading process imports this."""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from regulars.readings.meaning.layout import SIZE, WIDTH, file_in, sketch_of

# So many at once that what is counted stays in the processor's cache.
AT_ONCE = 32_768
FAR = SIZE + 1
Words = npt.NDArray[np.uint64]


def nearest(folder: Path, vector: bytes, most: int) -> list[int]:
    """Row ids of the `most` messages whose sketches differ least from this vector's, nearest first."""
    path = file_in(folder)
    rows = path.stat().st_size // WIDTH if path.exists() else 0
    if not rows or len(vector) != SIZE:
        return []
    # Opened anew for each question: the file grows, and a map does not.
    sketches = np.memmap(path, np.uint64, "r", shape=(rows, WIDTH // 8))
    apart = distances(sketches, np.frombuffer(sketch_of(vector), np.uint64))
    found = np.argpartition(apart, most)[:most] if most < rows else np.arange(rows)
    found = found[np.argsort(apart[found], kind="stable")]
    return [int(one) for one in found[apart[found] < FAR]]


def distances(sketches: Words, wanted: Words) -> npt.NDArray[np.uint16]:
    """In how many bits each sketch differs; FAR where there is none."""
    apart = np.empty(len(sketches), np.uint16)
    for begin in range(0, len(sketches), AT_ONCE):
        part = np.asarray(sketches[begin : begin + AT_ONCE])
        apart[begin : begin + len(part)] = np.bitwise_count(part ^ wanted).sum(axis=1, dtype=np.uint16)
        apart[begin : begin + len(part)][~part.any(axis=1)] = FAR
    return apart
