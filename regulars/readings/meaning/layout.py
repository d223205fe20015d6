"""How the sketches of meanings lie on disk: the signs of a vector's numbers, at the place of the message's row id.

So a message is written over, and forgotten, without looking for it; and one file is searched in one go. Places without
a message are zeros, which the file system mostly does not even store.
Source: Charikar 2002, Similarity estimation techniques from rounding algorithms.
"""

from pathlib import Path

SIZE = 512
WIDTH = SIZE // 8
FILE = "meanings.512"
# A number below zero is a byte from 128 on.
SIGNS = bytes(ord("1") if value < 128 else ord("0") for value in range(256))
NOTHING = bytes(WIDTH)


def sketch_of(vector: bytes) -> bytes:
    """The signs of 512 int8, as 64 bytes: a bit is set where the number is not below zero. Zeros for any other size."""
    return int(vector.translate(SIGNS), 2).to_bytes(WIDTH, "big") if len(vector) == SIZE else NOTHING


def file_in(folder: Path) -> Path:
    """Where the sketches lie."""
    return folder / FILE
