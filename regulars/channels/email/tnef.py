"""winmail.dat: the envelope (TNEF) in which Outlook hides attachments and the letter itself.

Own reader, because what is on offer either is unmaintained or pulls in far more than these two hundred lines.
Source: MS-OXTNEF sections 2.1.3 (structure) and 2.1.3.4 (MAPI properties), MS-OXPROPS for the numbers.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from regulars.channels.contract import File
from regulars.channels.email.charsets import codec_of, plain, text_of
from regulars.channels.email.markup import text_of_html
from regulars.channels.email.parts import default_name, safe_name
from regulars.channels.email.rtf import text_of_rtf, unpacked

TYPES = ("application/ms-tnef", "application/vnd.ms-tnef")
SIGNATURE = b"\x78\x9f\x3e\x22"
MOST_FILES = 200
DEEPEST = 3
MESSAGE_PROPERTIES, ATTACHMENT_PROPERTIES = 0x00069003, 0x00069005
NEW_ATTACHMENT, TITLE, CONTENT, BODY, CODEPAGE = 0x00069002, 0x00018010, 0x0006800F, 0x0002800C, 0x00069007
PR_BODY, PR_HTML, PR_RTF, PR_CPID = 0x1000, 0x1013, 0x1009, 0x3FDE
PR_LONG_NAME, PR_NAME, PR_MIME, PR_CONTENT_ID, PR_CONTENT = 0x3707, 0x3704, 0x370E, 0x3712, 0x3701
# Bytes that a value of a fixed type takes; the rest carry their own length.
FIXED = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16, 0x01: 0}
STRING8, UNICODE, OBJECT, BINARY = 0x1E, 0x1F, 0x0D, 0x102


@dataclass(slots=True)
class Opened:
    """What was inside: files with their exact bytes, and the letter if it was there too."""

    files: list[File] = field(default_factory=list)
    text: str = ""
    damaged: bool = False


@dataclass(slots=True)
class _Attachment:
    title: str = ""
    content: bytes = b""
    properties: dict[int, bytes] = field(default_factory=dict)


def is_tnef(content_type: str, name: str) -> bool:
    """Whether a part of this type and name is to be opened here."""
    return content_type in TYPES or name.lower() == "winmail.dat"


def opened(raw: bytes, depth: int = 0) -> Opened:
    """The content of a winmail.dat; what comes before the damage where it is damaged. Never raises."""
    found = Opened(damaged=not raw.startswith(SIGNATURE))
    codepage = "cp1252"
    letter: dict[int, bytes] = {}
    attachments: list[_Attachment] = []
    try:
        for attribute, content in _attributes(raw):
            if attribute == NEW_ATTACHMENT and len(attachments) < MOST_FILES:
                attachments.append(_Attachment())
            elif attribute == CODEPAGE and len(content) >= 4:
                codepage = codec_of(f"cp{struct.unpack_from('<I', content)[0]}") or codepage
            elif attribute == MESSAGE_PROPERTIES:
                letter.update(_properties(content))
            elif attribute == BODY:
                letter.setdefault(PR_BODY, content.rstrip(b"\0").decode(codepage, "replace").encode())
            elif attachments:
                _attach(attachments[-1], attribute, content, codepage)
    except (struct.error, ValueError, IndexError):
        found.damaged = True
    found.text = _letter(letter)
    for one in attachments:
        if len(found.files) < MOST_FILES:
            found.files += _files(one, depth)
    return found


def _attributes(raw: bytes) -> Iterator[tuple[int, bytes]]:
    at = 6 if raw.startswith(SIGNATURE) else len(raw)
    while at + 9 <= len(raw):
        _, attribute, length = struct.unpack_from("<BII", raw, at)
        at += 9
        if at + length > len(raw):
            yield attribute, raw[at:]
            raise ValueError("cut off")
        yield attribute, raw[at : at + length]
        # Two bytes of checksum follow, which nobody checks.
        at += length + 2


def _attach(one: _Attachment, attribute: int, content: bytes, codepage: str) -> None:
    if attribute == TITLE:
        one.title = content.rstrip(b"\0").decode(codepage, "replace")
    elif attribute == CONTENT:
        one.content = content
    elif attribute == ATTACHMENT_PROPERTIES:
        one.properties.update(_properties(content))


def _properties(content: bytes) -> dict[int, bytes]:
    """The values by property number: strings as UTF-8, others as they are; of several values the first."""
    (count,) = struct.unpack_from("<I", content)
    found: dict[int, bytes] = {}
    at = 4
    for _ in range(min(count, 5000)):
        if at + 4 > len(content):
            break
        kind, number = struct.unpack_from("<HH", content, at)
        at += 4
        if number >= 0x8000:
            at = _behind_name(content, at)
        value, at = _value(content, at, kind)
        found.setdefault(number, value)
    return found


def _behind_name(content: bytes, at: int) -> int:
    (named,) = struct.unpack_from("<I", content, at + 16)
    if not named:
        return at + 24
    (length,) = struct.unpack_from("<I", content, at + 20)
    return at + 24 + _padded(length)


def _padded(length: int) -> int:
    return (length + 3) & ~3


def _value(content: bytes, at: int, kind: int) -> tuple[bytes, int]:
    several, kind = bool(kind & 0x1000), kind & 0xEFFF
    count = 1
    if several or kind not in FIXED:
        (count,) = struct.unpack_from("<I", content, at)
        at += 4
    first = b""
    for index in range(min(count, 5000)):
        if kind in FIXED:
            value, at = content[at : at + FIXED[kind]], at + FIXED[kind]
        else:
            (length,) = struct.unpack_from("<I", content, at)
            value, at = content[at + 4 : at + 4 + length], at + 4 + _padded(length)
        if index == 0:
            first = value
        if at > len(content):
            raise ValueError("cut off")
    if kind == UNICODE:
        first = first.decode("utf-16-le", "replace").rstrip("\0").encode("utf-8", "replace")
    return (first.rstrip(b"\0") if kind == STRING8 else first), at


def _letter(properties: dict[int, bytes]) -> str:
    """The body: plain, else from HTML, else from compressed rich text."""
    if properties.get(PR_BODY, b"").strip():
        return _text(properties[PR_BODY]).replace("\r\n", "\n").replace("\r", "\n")
    if properties.get(PR_HTML, b"").strip():
        codepage = properties.get(PR_CPID, b"")
        label = f"cp{struct.unpack('<I', codepage)[0]}" if len(codepage) == 4 else ""
        return text_of_html(text_of(properties[PR_HTML], label.replace("cp65001", "utf-8"))[0])
    return text_of_rtf(unpacked(properties[PR_RTF])) if PR_RTF in properties else ""


def _text(value: bytes) -> str:
    return text_of(value, "utf-8")[0]


def _files(one: _Attachment, depth: int) -> list[File]:
    inner = one.properties.get(PR_CONTENT, b"")[16:]
    if inner.startswith(SIGNATURE) and depth < DEEPEST:
        nested = opened(inner, depth + 1)
        letter = [File("message.txt", "text/plain", nested.text.encode())] if nested.text.strip() else []
        return letter + nested.files
    content = one.content or inner
    if not content:
        return []
    kind = _text(one.properties.get(PR_MIME, b"")).lower().strip() or "application/octet-stream"
    given = _text(one.properties.get(PR_LONG_NAME, b"") or one.properties.get(PR_NAME, b"")) or plain(one.title)
    content_id = _text(one.properties.get(PR_CONTENT_ID, b"")).strip("<> ")
    return [File(safe_name(given, default_name(kind)), kind[:100], content, content_id)]
