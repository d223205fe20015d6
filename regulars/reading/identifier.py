"""The classifier of languages, ready in a quarter of the memory: its tables stay in files that are mapped, of which few
pages are ever looked at."""

import lzma
import mmap
import shutil
from collections.abc import Collection, Sequence
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any
from zipfile import ZipFile

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

AT_ONCE, ROWS_AT_ONCE = 1 << 20, 8192


def identifier(languages: Collection[str]) -> "LanguageIdentifier":
    """The package's classifier for these languages alone, with probabilities. Raises OSError where there is no room
    for a file of 80 MB among the temporary ones."""
    from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - few texts need it

    with TemporaryFile() as file:
        with lzma.open(MODEL_DIR / MODEL_FILE) as packed:
            shutil.copyfileobj(packed, file, AT_ONCE)
        classes, usual = _array(file, "classes").tolist(), np.array(_array(file, "pc"))
        wanted = [place for place, code in enumerate(classes) if code in languages]
        likely = _columns(file, wanted)
        rows, features, moves = (_mapped(file, name) for name in ("nextmove_row", "out_feat", "nextmove"))
    names = [classes[place] for place in wanted]
    return LanguageIdentifier(likely, usual[wanted], names, moves, features, norm_probs=True, tk_row=rows)


def _columns(file: IO[bytes], wanted: Sequence[int]) -> npt.NDArray[Any]:
    """How likely each feature is in the languages wanted, in a file of its own: as a table in memory it takes 15 MB."""
    begin, (count, width), kind = _begin(file, "ptc")
    with TemporaryFile() as kept:
        for first in range(0, count, ROWS_AT_ONCE):
            shape = min(ROWS_AT_ONCE, count - first), width
            some = np.memmap(file, kind, "r", begin + first * width * kind.itemsize, shape)
            kept.write(some[:, wanted].tobytes())
        kept.flush()
        return np.memmap(kept, kind, "r", shape=(count, len(wanted)))


def _begin(file: IO[bytes], name: str) -> tuple[int, tuple[int, ...], Any]:
    """Where an array's numbers begin in the archive, which is not compressed, its shape and its type."""
    with ZipFile(file) as archive, archive.open(f"{name}.npy") as stored:
        np.lib.format.read_magic(stored)
        shape, _, kind = np.lib.format.read_array_header_1_0(stored)
        inside = stored.tell()
        info = archive.getinfo(f"{name}.npy")
    file.seek(info.header_offset + 26)
    lengths = file.read(4)
    # Source: APPNOTE.TXT of the ZIP format, 4.3.7: 30 bytes, the name, what is extra.
    names = sum(int.from_bytes(lengths[at : at + 2], "little") for at in (0, 2))
    return info.header_offset + 30 + names + inside, shape, kind


def _array(file: IO[bytes], name: str) -> npt.NDArray[Any]:
    begin, shape, kind = _begin(file, name)
    return np.memmap(file, kind, "r", begin, shape)


def _mapped(file: IO[bytes], name: str) -> "memoryview[int]":
    """Numbers as they lie in the file; the mapping outlives it."""
    begin, shape, kind = _begin(file, name)
    whole = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    return memoryview(whole)[begin : begin + int(np.prod(shape)) * kind.itemsize].cast(kind.char)
