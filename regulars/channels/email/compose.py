"""A letter as the bytes of a mail: RFC 5322 headers, plain and HTML text, attachments. Pure; the reader is `mail`."""

import base64
import binascii
import hashlib
import re
from datetime import UTC, datetime
from email.utils import format_datetime

from regulars.base.frozen import dataclass
from regulars.channels.contract import Address, File
from regulars.channels.email import compose_headers as headers
from regulars.channels.email.automatic import LOOP_HEADER
from regulars.channels.email.compose_text import html_of_text

LONGEST_LINE = 998
# Above this share of letters beyond ASCII, base64 is shorter than quoted-printable.
FOREIGN = 0.25
CONTENT_TYPE = re.compile(r"^[A-Za-z0-9!#$&^_.+\-]{1,60}/[A-Za-z0-9!#$&^_.+\-]{1,60}$", re.ASCII)
NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
FROM_LINE = re.compile(rb"^From ", re.MULTILINE)
SIGNATURE = "-- "


@dataclass(frozen=True, slots=True)
class Quoted:
    """What is answered. `said` leads to it, such as "On 3 May 2026, Ana Novak wrote:"."""

    said: str
    text: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be sent. Ids are without angle brackets; `date` is aware. Who gets a hidden copy does not stand in a
    mail, so it does not stand here; where nobody else does, an empty group is named, for filters hold a mail without To
    against its sender. Source: RFC 5322, section 3.4.

    `automatic` is empty for a person's mail, else "auto-replied" or "auto-generated". Source: RFC 3834, section 5.
    """

    message_id: str
    date: datetime
    sender: Address
    to: tuple[Address, ...]
    cc: tuple[Address, ...] = ()
    reply_to: str = ""
    subject: str = ""
    text: str = ""
    signature: str = ""
    quoted: Quoted | None = None
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    files: tuple[File, ...] = ()
    automatic: str = ""


def compose(letter: Letter) -> bytes:
    """The mail, with CR LF, no line over 998 octets, in ASCII but for addresses that are not.

    Raises ValueError for an address or an id that cannot stand in a header; names and subjects can hold anything.
    Source: RFC 5322, RFC 2045 to 2047, RFC 2231, RFC 3676 section 4.3 for the signature's line.
    """
    content_type, body = content_of(letter)
    lines = [*head_of(letter), *content_type]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def head_of(letter: Letter) -> list[str]:
    """The header fields, folded."""
    found = [
        headers.field("Date", format_datetime(letter.date.astimezone(UTC))),
        headers.addressed("From", (letter.sender,)),
        headers.addressed("To", letter.to) or ("" if letter.cc else "To: undisclosed-recipients:;"),
        headers.addressed("Cc", letter.cc),
        headers.addressed("Reply-To", (Address(letter.sender.name, letter.reply_to),) if letter.reply_to else ()),
        headers.written("Subject", letter.subject),
        headers.ids("Message-ID", (letter.message_id,)),
        headers.ids("In-Reply-To", (letter.in_reply_to,) if letter.in_reply_to else ()),
        headers.ids("References", letter.references),
    ]
    if letter.automatic:
        found += [
            headers.field("Auto-Submitted", letter.automatic),
            headers.field("X-Auto-Response-Suppress", "All"),
            headers.field("Precedence", "auto_reply"),
            headers.field(LOOP_HEADER.title(), "1"),
        ]
    return [one for one in (*found, "MIME-Version: 1.0") if one]


def plain_text(letter: Letter) -> str:
    """What the reader sees without HTML: text, signature, and below them what is answered."""
    parts = [clean(letter.text)]
    if letter.signature.strip():
        parts.append(f"{SIGNATURE}\n{clean(letter.signature)}")
    if letter.quoted:
        lines = clean(letter.quoted.text).split("\n")
        quoted = "\n".join(f"> {line}".rstrip() if not line.startswith(">") else f">{line}" for line in lines)
        parts.append(f"{clean(letter.quoted.said)}\n\n{quoted}")
    return "\n\n".join(part for part in parts if part) + "\n"


def html_text(letter: Letter) -> str:
    """The same as HTML that runs and loads nothing."""
    parts = [html_of_text(clean(letter.text))]
    if letter.signature.strip():
        parts.append(f"<div>-- <br>\n{html_of_text(clean(letter.signature))}</div>")
    if letter.quoted:
        said, quoted = html_of_text(clean(letter.quoted.said)), html_of_text(clean(letter.quoted.text))
        parts.append(f'{said}\n<blockquote type="cite">\n{quoted}\n</blockquote>')
    inner = "\n".join(part for part in parts if part)
    return f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"></head><body>\n{inner}\n</body></html>\n'


def clean(text: str) -> str:
    """A text with one kind of line end, without what no mail may hold and without blank ends."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    lines = (line.rstrip(" \t") for line in NOT_TEXT.sub("", text).split("\n"))
    return "\n".join(lines).strip("\n")


def content_of(letter: Letter) -> tuple[list[str], bytes]:
    """The header fields that say how the body is made, and the body."""
    texts = [part_of("text/plain", plain_text(letter)), part_of("text/html", html_text(letter))]
    alternative = multipart("alternative", texts, letter.message_id)
    if not letter.files:
        return alternative
    return multipart("mixed", [alternative, *map(file_part, letter.files)], letter.message_id)


def multipart(kind: str, parts: list[tuple[list[str], bytes]], seed: str) -> tuple[list[str], bytes]:
    """Parts as one. The boundary holds "=_", which neither base64 nor quoted-printable can bring about."""
    boundary = f"=_{hashlib.sha256(f'{kind} {seed}'.encode()).hexdigest()[:32]}"
    mark = f"--{boundary}".encode()
    body = b"".join(mark + b"\r\n" + "\r\n".join(head).encode() + b"\r\n\r\n" + one + b"\r\n" for head, one in parts)
    return [f'Content-Type: multipart/{kind};\r\n boundary="{boundary}"'], body + mark + b"--\r\n"


def part_of(content_type: str, text: str) -> tuple[list[str], bytes]:
    """A text in the encoding that suits it; never the plain one, in which a line could be taken for a boundary."""
    octets = text.encode()
    foreign = sum(1 for octet in octets if octet > 126) > FOREIGN * len(octets)
    encoding = "base64" if foreign else "quoted-printable"
    body = in_base64(octets.replace(b"\n", b"\r\n")) if foreign else quoted_printable(octets)
    return [f"Content-Type: {content_type}; charset=utf-8", f"Content-Transfer-Encoding: {encoding}"], body


def quoted_printable(octets: bytes) -> bytes:
    """Quoted-printable with CR LF. Mailboxes escape a line that begins with "From ", so its first letter is written in
    figures, with a soft break behind, for the line may be full. Source: RFC 2045, section 6.7."""
    encoded = binascii.b2a_qp(octets, istext=True)
    return FROM_LINE.sub(b"=46rom=\n ", encoded).replace(b"\n", b"\r\n")


def in_base64(octets: bytes) -> bytes:
    """Base64 in lines of 76."""
    return base64.encodebytes(octets).replace(b"\n", b"\r\n").removesuffix(b"\r\n")


def file_part(file: File) -> tuple[list[str], bytes]:
    """An attachment. What calls itself a mail must not be sent in base64, so that goes without its kind.

    Source: RFC 2046, section 5.2.1; RFC 2183.
    """
    kind = file.content_type.lower()
    if not CONTENT_TYPE.fullmatch(kind) or kind.startswith(("message/", "multipart/")):
        kind = "application/octet-stream"
    head = [
        f"Content-Type: {kind}",
        "Content-Transfer-Encoding: base64",
        "Content-Disposition: attachment" + headers.named("filename", file.name),
    ]
    return head, in_base64(file.content)
