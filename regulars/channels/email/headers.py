"""Header values as text: folding, encoded words, parameters and message ids, also where they are broken."""

import binascii
import hashlib
import re
from collections.abc import Iterable
from urllib.parse import unquote_to_bytes

from regulars.channels.email.charsets import plain, text_of

# Longer values are cut before any pattern sees them; no sane header comes near.
LONGEST = 100_000
LONGEST_ID = 250
FOLDING = re.compile(r"[ \t]*[\r\n]+[ \t]*")
# A question mark inside an encoded word is against RFC 2047 and common; the count is bounded to stay linear.
ENCODED = re.compile(r"=\?([\w.:*+\-/]{1,60})\?([bBqQ])\?([^?]*(?:\?(?!=)[^?]*){0,20})\?=")
NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/]")
PARAMETER = re.compile(r';\s*([^\s=;"]{1,80})\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)', re.DOTALL)
SEGMENT = re.compile(r"^(.+?)\*(?:(\d{1,3})(\*?))?$")
BRACKETED = re.compile(r"<([^<>]*)>")
BLANKS = re.compile(r"[\s\x00-\x1f\x7f]+")


def unfolded(value: str) -> str:
    """The value on one line. Source: RFC 5322 section 2.2.3."""
    if "\n" in value or "\r" in value:
        value = FOLDING.sub(" ", value)
    return value.strip()


def octets(value: str) -> bytes:
    """The header's own bytes: the parser keeps 8-bit ones as lone surrogates."""
    return value.encode("utf-8", "surrogateescape")


def decoded(value: str, hint: str = "") -> str:
    """The value as a person reads it. Raw 8-bit text is read in the charset of `hint`, else guessed from its bytes.

    Source: RFC 2047, RFC 6532.
    """
    value = unfolded(value[:LONGEST])
    if "=?" not in value:
        return value if value.isascii() and "\0" not in value else _raw(value, hint)
    pieces = list(ENCODED.finditer(value))
    if not pieces:
        return _raw(value, hint)
    return plain(BLANKS.sub(" ", "".join(_joined(value, pieces, hint))).strip())


def _raw(value: str, hint: str) -> str:
    return plain(value) if value.isascii() else BLANKS.sub(" ", text_of(octets(value), hint)[0])


def _joined(value: str, pieces: list[re.Match[str]], hint: str) -> Iterable[str]:
    """Text between words as it is; neighbours in one charset as one run of bytes, for some are cut inside a letter."""
    end, charset, run = 0, "", b""
    for piece in pieces:
        between = value[end : piece.start()]
        if between.strip() or piece[1].lower() != charset:
            if run:
                yield text_of(run, charset)[0]
            run, charset = b"", piece[1].lower()
            if between.strip() or end == 0:
                yield _raw(between, hint)
        run += _word(piece[2], piece[3])
        end = piece.end()
    yield text_of(run, charset)[0]
    yield _raw(value[end:], hint)


def _word(encoding: str, content: str) -> bytes:
    if encoding in "qQ":
        return binascii.a2b_qp(octets(content.replace(" ", "_")), header=True)
    letters = NOT_BASE64.sub("", content)
    if len(letters) % 4 == 1:
        letters = letters[:-1]
    return binascii.a2b_base64(letters + "=" * (-len(letters) % 4))


def parameters(value: str) -> dict[str, str]:
    """The parameters of a Content-Type or Content-Disposition value, names lower-cased, values decoded.

    Source: RFC 2045 section 5.1, RFC 2231 sections 3 and 4; also encoded words in quotes, which no RFC allows.
    """
    found: dict[str, str] = {}
    segments: dict[str, list[tuple[int, bool, str]]] = {}
    for match in PARAMETER.finditer(";" + value[:LONGEST].partition(";")[2]):
        name, content = match[1].lower(), _unquoted(match[2])
        star = SEGMENT.match(name)
        if star:
            extended = bool(star[3]) or star[2] is None
            segments.setdefault(star[1], []).append((int(star[2] or 0), extended, content))
        else:
            found.setdefault(name, decoded(content))
    for name, pieces in segments.items():
        found[name] = _extended(pieces)
    return found


def _unquoted(content: str) -> str:
    content = unfolded(content)
    if content[:1] == '"':
        content = content[1:-1] if len(content) > 1 and content[-1] == '"' else content[1:]
        return content.replace('\\"', '"').replace("\\\\", "\\") if "\\" in content else content
    return content


def _extended(pieces: list[tuple[int, bool, str]]) -> str:
    pieces.sort(key=lambda piece: piece[0])
    charset, first = "", True
    octet_run = b""
    for _, extended, content in pieces:
        if extended and first and content.count("'") >= 2:
            charset, _, content = content.split("'", 2)
        octet_run += unquote_to_bytes(octets(content)) if extended else octets(content)
        first = False
    text = text_of(octet_run, charset)[0]
    return decoded(text) if "=?" in text else plain(unfolded(text))


def message_ids(value: str) -> tuple[str, ...]:
    """The ids of a Message-ID, In-Reply-To or References value in order, each once, without brackets and blanks.

    Junk between them is passed over; without any brackets, words that hold an @ are taken. Ids longer than 250
    characters are shortened the same way everywhere, so that they still meet. Source: RFC 5322 section 3.6.4.
    """
    value = value[:LONGEST]
    found = BRACKETED.findall(value) or [w.strip("<>,;\"'()") for w in value.split() if "@" in w]
    tidy = (_short(plain(BLANKS.sub("", one))) for one in found)
    return tuple(dict.fromkeys(one for one in tidy if one))


def _short(one: str) -> str:
    if len(one) <= LONGEST_ID:
        return one
    return one[:180] + "~" + hashlib.sha256(one.encode()).hexdigest()[:40]
