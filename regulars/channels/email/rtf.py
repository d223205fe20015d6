"""Rich text, as Outlook packs it into winmail.dat, to plain text. Only what a letter needs."""

import re
import struct

from regulars.channels.email.charsets import codec_of, text_of

LARGEST = 5_000_000
# The dictionary that both ends start with. Source: MS-OXRTFCP section 2.1.2.1.
PRESET = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript"
    b" \\fdecor MS Sans SerifSymbol"
    b"ArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
TOKEN = re.compile(
    rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.DOTALL
)
# Groups that hold no text of the letter.
SILENT = frozenset(
    b"fonttbl colortbl stylesheet info pict object header footer headerl headerr footerl footerr"
    b" listtable themedata datastore generator".split()
)
BREAKS = {b"par": b"\n", b"line": b"\n", b"tab": b"\t", b"row": b"\n", b"cell": b"\t"}
SIGNS = {
    b"emdash": "—",
    b"endash": "–",
    b"lquote": "‘",
    b"rquote": "’",
    b"ldblquote": "“",
    b"rdblquote": "”",
    b"bullet": "•",
}


def unpacked(packed: bytes) -> bytes:
    """The RTF inside a PR_RTF_COMPRESSED value; as much as can be had where it is damaged, at most 5 MB.

    Source: MS-OXRTFCP sections 2.1.3 and 3.1.
    """
    if len(packed) < 16:
        return b""
    _, raw_size, kind = struct.unpack_from("<III", packed)
    if kind == 0x414C454D:
        return packed[16 : 16 + min(raw_size, LARGEST)]
    window = bytearray(PRESET.ljust(4096, b"\0"))
    write, made, at, size = len(PRESET), bytearray(), 16, len(packed)
    limit = min(raw_size, LARGEST)
    while at < size and len(made) < limit:
        flags = packed[at]
        at += 1
        for bit in range(8):
            if at >= size:
                break
            if not flags >> bit & 1:
                made.append(packed[at])
                window[write] = packed[at]
                write = (write + 1) & 4095
                at += 1
                continue
            reference = int.from_bytes(packed[at : at + 2], "big")
            at += 2
            offset = reference >> 4
            if offset == write:
                return bytes(made[:limit])
            for step in range((reference & 15) + 2):
                letter = window[(offset + step) & 4095]
                made.append(letter)
                window[write] = letter
                write = (write + 1) & 4095
    return bytes(made[:limit])


class _Reader:
    """The state that RTF's braces save and restore: whether text shows, and how many fallback signs follow \\u."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self.run = bytearray()
        self.codec = "cp1252"
        self.stack: list[tuple[bool, int]] = []
        self.silent = False
        self.fallback = 1
        self.skip = 0

    def flush(self) -> None:
        if self.run:
            self.made.append(self.run.decode(self.codec, "replace"))
            self.run = bytearray()

    def text(self, raw: bytes) -> None:
        dropped = min(self.skip, len(raw))
        self.skip -= dropped
        if not self.silent:
            self.run += raw[dropped:]

    def brace(self, sign: bytes) -> None:
        if sign == b"{":
            self.stack.append((self.silent, self.fallback))
        elif self.stack:
            self.silent, self.fallback = self.stack.pop()

    def word(self, word: bytes, number: bytes | None) -> None:
        value = int(number) if number else 0
        if word in SILENT:
            self.silent = True
        elif word == b"htmlrtf":
            self.silent = number != b"0"
        elif word == b"ansicpg":
            self.codec = codec_of(f"cp{value}") or "cp1252"
        elif word == b"uc":
            self.fallback = max(0, min(value, 8))
        elif self.silent:
            return
        elif word in BREAKS:
            self.run += BREAKS[word]
        elif word == b"u":
            self.flush()
            self.made.append(chr(value % 65536))
            self.skip = self.fallback
        elif word in SIGNS:
            self.flush()
            self.made.append(SIGNS[word])


def text_of_rtf(rtf: bytes) -> str:
    """The text with LF line ends. Wrapped HTML (MS-OXRTFEX) gives its text too, without the tags. Never raises."""
    reader = _Reader()
    for match in TOKEN.finditer(rtf[:LARGEST]):
        word, number, code, sign, brace, text = match.groups()
        if word:
            reader.word(word, number)
        elif code:
            reader.text(bytes((int(code, 16),)))
        elif brace:
            reader.brace(brace)
        elif sign == b"*":
            reader.silent = True
        elif sign in (b"\\", b"{", b"}", b"~", b"_"):
            reader.text(sign.replace(b"~", b" ").replace(b"_", b"-"))
        elif text:
            reader.text(text)
    reader.flush()
    joined = "".join(reader.made).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text_of(joined.encode("utf-8", "replace"), "utf-8")[0].strip("\n")
