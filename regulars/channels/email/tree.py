"""The MIME tree of a mail, bounded in depth and number of parts, with each part's headers at hand."""

import binascii
import re
from copy import copy
from email.message import Message
from email.policy import Policy, compat32

from regulars.channels.email.headers import parameters
from regulars.channels.email.splitting import fill

DEEPEST = 20
MOST_PARTS = 1000
# Every mended multipart is read a second time.
MOST_MENDED = 10
TAKEN = "boundary taken from the body"
TYPE = re.compile(r"[\w!#$&^.+\-]{1,60}/[\w!#$&^.+\-]{1,60}", re.ASCII)
DASHES = re.compile(rb"^--([^\s\-][^\r\n]{0,69}?)[ \t]*\r?$", re.MULTILINE)


class TooManyParts(Exception):
    """Thrown to stop the reading; what was read so far stays usable."""


class Part(Message):
    """One node. The library's own class looks headers up by walking them all; this one keeps them by name.

    `type` is the true media type. To whoever splits it a message/* part is a leaf, so that a nested mail keeps its
    exact bytes, and so is a multipart that lies too deep.
    """

    def __init__(self, policy: "Policy[Message]" = compat32) -> None:
        super().__init__(policy)
        self.fields: dict[str, list[str]] = {}
        self.depth = 0
        self._type = ""
        self._parameters: dict[str, dict[str, str]] = {}

    def set_raw(self, name: str, value: str) -> None:
        super().set_raw(name, value)
        self.fields.setdefault(name.lower(), []).append(value)

    def attach(self, payload: Message) -> None:  # type: ignore[override]  # whoever splits a mail attaches parts
        if isinstance(payload, Part):
            payload.depth = self.depth + 1
        super().attach(payload)

    @property
    def type(self) -> str:
        """The media type, lower-cased; text/plain where there is none that counts (RFC 2045 section 5.2)."""
        if not self._type:
            self._type = self._read_type()
        return self._type

    def _read_type(self) -> str:
        value = self.first("content-type").partition(";")[0].strip().strip("\"'").lower()
        if not value:
            return self.get_default_type()
        if match := TYPE.match(value):
            return match[0]
        return {"html": "text/html", "text": "text/plain", "multipart": "multipart/mixed"}.get(value, "text/plain")

    def get_content_type(self) -> str:
        return "text/plain" if self.type.startswith("message/") else self.type

    def get_content_maintype(self) -> str:
        return self.get_content_type().partition("/")[0]

    def get_boundary(self, failobj: object = None) -> str | None:  # type: ignore[override]  # never another default
        if self.depth >= DEEPEST:
            return None
        return self.parameter("content-type", "boundary").rstrip() or None

    def first(self, name: str) -> str:
        """The first value of the header, raw, or ""."""
        values = self.fields.get(name)
        return values[0] if values else ""

    def parameter(self, header: str, name: str) -> str:
        """A parameter of a structured header, decoded, or ""."""
        if header not in self._parameters:
            self._parameters[header] = parameters(self.first(header))
        return self._parameters[header].get(name, "")

    def children(self) -> list["Part"]:
        """The parts of a multipart; empty for a leaf and for a multipart whose boundary never came."""
        payload = self.get_payload() if self.is_multipart() else []
        return [one for one in payload if isinstance(one, Part)] if isinstance(payload, list) else []


def grown(raw: bytes, marks: list[str]) -> Part:
    """The tree of the mail. What was cut or mended is told in `marks`."""
    root = Part()
    made = [root]

    def another() -> Part:
        if len(made) >= MOST_PARTS:
            raise TooManyParts
        made.append(Part())
        return made[-1]

    try:
        fill(root, raw, another)
    except TooManyParts:
        marks.append(f"more than {MOST_PARTS} parts: the rest is only in the raw mail")
    if any(part.depth >= DEEPEST and part.type.startswith("multipart/") for part in made):
        marks.append(f"nested deeper than {DEEPEST}: the innermost parts are shown as one")
    return root


def regrown(part: Part, marks: list[str]) -> Part | None:
    """The same multipart, read with the boundary that its body shows instead of the one its header says."""
    content = octets_of(part, [])
    usable = part.depth < DEEPEST and marks.count(TAKEN) < MOST_MENDED
    match = DASHES.search(content) if usable else None
    boundary = match[1].removesuffix(b"--") if match else b""
    if not boundary or content.count(b"--" + boundary) < 2:
        return None
    head = b'Content-Type: multipart/mixed; boundary="' + boundary.replace(b"\\", b"\\\\").replace(b'"', b'\\"')
    again = grown(head + b'"\n\n' + content, marks)
    if not again.children():
        return None
    marks.append(TAKEN)
    for child in again.walk():
        if isinstance(child, Part):
            child.depth += part.depth
    return again


def octets_of(part: Part, marks: list[str]) -> bytes:
    """A leaf's content with its transfer encoding undone, as far as that goes; damage is told in `marks`."""
    encoding = part.first("content-transfer-encoding").strip().lower()
    if encoding in ("x-uuencode", "uuencode", "uue", "x-uue"):
        return _uudecoded(_plain_octets(part), marks)
    if encoding == "base64":
        return _base64(part, marks)
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _plain_octets(part: Part) -> bytes:
    # Without its encoding header a part gives its text as it came; the copy has its own list of headers.
    bare = copy(part)
    del bare["content-transfer-encoding"]
    content = bare.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _base64(part: Part, marks: list[str]) -> bytes:
    content = _plain_octets(part)
    packed = content.translate(None, b"\r\n \t")
    try:
        return binascii.a2b_base64(packed, strict_mode=True)
    except binascii.Error:
        pass
    if packed:
        marks.append("base64 damaged: decoded as far as it goes")
    whole = bytearray()
    for run in re.findall(rb"[A-Za-z0-9+/]+", re.sub(rb"[^A-Za-z0-9+/=]", b"", packed)):
        run = run[: len(run) - 1] if len(run) % 4 == 1 else run
        whole += binascii.a2b_base64(run + b"=" * (-len(run) % 4))
    return bytes(whole)


def _uudecoded(content: bytes, marks: list[str]) -> bytes:
    whole, inside = bytearray(), False
    for line in content.splitlines():
        if not inside:
            inside = line.startswith(b"begin ")
        elif line.strip() == b"end":
            break
        else:
            # Some writers get the line's length wrong; the standard library's own cure.
            count = (((line[0] - 32) & 63) * 4 + 5) // 3 if line else 0
            try:
                whole += binascii.a2b_uu(line[:count])
            except binascii.Error:
                marks.append("uuencoding damaged: decoded as far as it goes")
    return bytes(whole) or content
