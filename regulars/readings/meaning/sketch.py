"""Looking through all sketches. Only the reading process imports this."""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from regulars.readings.meaning.layout import SIZE, WIDTH, file_in, sketch_of

# So many at once that what is counted stays in the processor's cache.
AT_ONCE = 4_096
FAR = SIZE + 1
PAIRS, FOURS = np.uint64(0x00FF_00FF_00FF_00FF), np.uint64(0x0001_0001_0001_0001)
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
    # Of so few distances, counting how often each occurs is quicker than sorting a million rows.
    within = np.cumsum(np.bincount(apart, minlength=FAR + 1))
    found = np.flatnonzero(apart <= min(int(np.searchsorted(within, most)), SIZE))
    return [int(one) for one in found[np.argsort(apart[found], kind="stable")][:most]]


def distances(sketches: Words, wanted: Words) -> npt.NDArray[np.uint16]:
    """In how many bits each sketch differs; FAR where there is none."""
    apart = np.empty(len(sketches), np.uint16)
    for begin in range(0, len(sketches), AT_ONCE):
        part = np.asarray(sketches[begin : begin + AT_ONCE])
        found = sums(np.bitwise_count(part ^ wanted).view(np.uint64).ravel())
        # Nobody's vector has its first 64 numbers all below zero.
        found[part[:, 0] == 0] = FAR
        apart[begin : begin + len(part)] = found
    return apart


def sums(counts: Words) -> npt.NDArray[np.uint16]:
    """Of eight bytes in each word, each at most 64, the sum. Numpy's own sum of short rows takes five times as long.

    Source: Warren, Hacker's Delight, chapter 5: adding neighbours in one register.
    """
    pairs = (counts & PAIRS) + ((counts >> np.uint64(8)) & PAIRS)
    return ((pairs * FOURS) >> np.uint64(48)).astype(np.uint16)
