"""What an IMAP server answers to FETCH, taken apart. Pure.

imaplib gives it as pieces: pairs of text and literal, and a text that closes the message. Servers put the attributes
in any order, also behind the literal, and mix in answers that nobody asked for. Source: RFC 3501, section 7.4.2.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone

from regulars.base.frozen import dataclass

Piece = tuple[bytes, bytes] | bytes | None

MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
BODY = re.compile(rb"BODY\[(?:HEADER)?\](?:<\d+>)?\s+(?:\{\d+\}\s*$|(?P<nil>NIL|\"\"))", re.IGNORECASE)
UID = re.compile(rb"\bUID (\d+)", re.IGNORECASE)
SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)", re.IGNORECASE)
CAME = re.compile(
    rb'INTERNALDATE "\s?(\d{1,2})-([a-z]{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)"', re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Fetched:
    """One message of an answer. `content` is None where no body was in it; `size` is the server's word, else 0."""

    uid: int
    size: int
    came_at: datetime | None
    content: bytes | None


def responses(answer: Sequence[Piece]) -> list[Fetched]:
    """The messages of an answer; parts of it that name no UID are left out."""
    made = (fetched(pieces) for pieces in messages(answer))
    return [one for one in made if one is not None]


def messages(answer: Sequence[Piece]) -> Iterator[list[tuple[bytes, bytes]]]:
    """The pieces of each message; the closing text stands with an empty literal."""
    pieces: list[tuple[bytes, bytes]] = []
    for piece in answer:
        if isinstance(piece, tuple):
            pieces.append((piece[0], piece[1]))
        elif piece is not None:
            yield [*pieces, (piece, b"")]
            pieces = []


def fetched(pieces: Sequence[tuple[bytes, bytes]]) -> Fetched | None:
    """One message from its pieces; None where no UID is among them."""
    text = b" ".join(piece[0] for piece in pieces)
    uid, size = UID.search(text), SIZE.search(text)
    if uid is None:
        return None
    return Fetched(int(uid[1]), int(size[1]) if size else 0, came_at(text), content(pieces))


def content(pieces: Sequence[tuple[bytes, bytes]]) -> bytes | None:
    """The body among the pieces. A server may write an empty one as "" or NIL."""
    for text, literal in pieces:
        if found := BODY.search(text):
            return b"" if found["nil"] else literal
    return None


def came_at(text: bytes) -> datetime | None:
    """The INTERNALDATE in `text`, in UTC; None where there is none or it is no date."""
    found = CAME.search(text)
    if found is None:
        return None
    day, month, year, hour, minute, second, sign, hours, minutes = (part.decode("ascii") for part in found.groups())
    ahead = timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if sign == "-" else 1)
    try:
        number = MONTHS.index(month.lower()) + 1
        local = datetime(int(year), number, int(day), int(hour), int(minute), int(second), tzinfo=timezone(ahead))
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
