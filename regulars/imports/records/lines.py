"""The text of a file, a line at a time, whatever its encoding. Pure but for reading."""

import codecs
from collections.abc import Iterable, Iterator
from typing import BinaryIO

LONGEST = 1_000_000
PIECE = 65_536
# ZIP and so .xlsx and .ods, gzip, old Excel, PDF.
PACKED = (b"PK\x03\x04", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"%PDF-")
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def is_text(file: BinaryIO) -> bool:
    """Whether a file can be text, and is not packed, a spreadsheet or a document. It stands at its beginning again."""
    beginning = file.read(8)
    file.seek(0)
    return not beginning.startswith(PACKED)


def encoding_of(beginning: bytes) -> str:
    """How a file is encoded: by its byte order mark, or by the zero bytes that stand in every second place in UTF-16.
    Everything else is "utf-8"; a line that is none is read by itself."""
    for mark, encoding in MARKS:
        if beginning.startswith(mark):
            return encoding
    sample = beginning[:1000]
    if len(sample) >= 4 and len(sample) % 2 == 0:
        odd, even = sample[1::2], sample[::2]
        if odd.count(0) > len(odd) * 0.6:
            return "utf-16-le"
        if even.count(0) > len(even) * 0.6:
            return "utf-16-be"
    return "utf-8"


def lines(file: BinaryIO) -> Iterator[str]:
    """The lines of a file with their ends, without a byte order mark and without NUL, which no database takes.

    Files of several systems are glued together, so each line of a file is read as UTF-8, and where it is none as
    Windows-1252. A line without end comes in pieces of about a million signs.
    """
    beginning = file.read(PIECE)
    encoding = encoding_of(beginning)
    pieces = chain(beginning, file)
    found = decoded(pieces, encoding) if encoding.startswith("utf-16") else map(text, split(pieces))
    for place, line in enumerate(found):
        bare = line.removeprefix("\ufeff") if place == 0 else line
        yield bare.replace("\0", "") if "\0" in bare else bare


def chain(beginning: bytes, file: BinaryIO) -> Iterator[bytes]:
    """A file from its beginning, which was read before."""
    yield beginning
    while piece := file.read(PIECE):
        yield piece


def split(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of a file with their ends: LF, CR LF, or the CR of old Macs."""
    rest = b""
    for piece in pieces:
        found = (rest + piece).splitlines(keepends=True)
        # A CR may be half of an end whose other half comes with the next piece.
        rest = found.pop() if found and not found[-1].endswith(b"\n") else b""
        yield from found
        if len(rest) > LONGEST:
            cut = whole_signs(rest)
            yield rest[:cut]
            rest = rest[cut:]
    yield from rest.splitlines(keepends=True)


def whole_signs(line: bytes) -> int:
    """Where a line of UTF-8 can be cut: not within a sign."""
    cut = LONGEST
    while cut > LONGEST - 4 and line[cut] & 0xC0 == 0x80:
        cut -= 1
    return cut


def text(line: bytes) -> str:
    """A line as UTF-8, or else as Windows-1252; what is not even that stands as a sign for it."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")


def decoded(pieces: Iterable[bytes], encoding: str) -> Iterator[str]:
    """The lines of UTF-16."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    rest = ""
    for piece in pieces:
        found = (rest + decoder.decode(piece)).splitlines(keepends=True)
        rest = found.pop() if found and not found[-1].endswith("\n") else ""
        yield from found
        if len(rest) > LONGEST:
            yield rest
            rest = ""
    rest += decoder.decode(b"", final=True)
    if rest:
        yield rest
