"""Address lists as people's programs write them, not only as RFC 5322 wants them."""

import re
from collections.abc import Iterable, Iterator

from regulars.channels.contract import Address
from regulars.channels.email.headers import LONGEST, decoded, unfolded

SIMPLE = re.compile(r'^"?([^"<>(),;:@\\=]*?)"?\s*<([^<>@\s()",;:]+@[A-Za-z0-9.\-]+)>$')
BARE = re.compile(r"^[^<>@\s()\",;:]+@[A-Za-z0-9.\-]+$")
# The counts keep unclosed quotes and brackets linear.
TOKEN = re.compile(r'"(?:[^"\\]|\\.){0,500}"|<[^<>]{0,500}>|[(),;:]|[^"<(),;:]+|.', re.DOTALL)
ADDRESS = re.compile(r"[^\s<>@,;:()\[\]\"']{1,128}@(?:\[[\w.:]{1,60}\]|[^\s<>@,;:()\[\]\"']{1,255})")
QUOTED_LOCAL = re.compile(r'^"(?:[^"\\]|\\.){1,120}"@[^\s<>@,;:()"]{1,255}$')
MOST = 2000
# Source: RFC 5321, sections 4.5.3.1.1 and 4.5.3.1.2, with the @ rounded off.
LONGEST_ADDRESS = 320


def addresses(values: Iterable[str], hint: str = "") -> tuple[Address, ...]:
    """Every address of the header's values, in order, each once. What holds no address is left out.

    `hint` is the charset of raw 8-bit names. Groups give their members, comments become the name where there is no
    other, commas in names need no quotes.
    Source: RFC 5322 section 3.4, RFC 6854.
    """
    found: dict[str, Address] = {}
    for value in values:
        for address in _listed(unfolded(value[:LONGEST]), hint):
            found.setdefault(address.email, address)
            if len(found) >= MOST:
                break
    return tuple(found.values())


def _listed(value: str, hint: str) -> Iterator[Address]:
    if BARE.match(value) or QUOTED_LOCAL.match(value):
        yield Address("", _tidy(value))
    elif simple := SIMPLE.match(value):
        yield Address(decoded(simple[1].strip(), hint), _tidy(simple[2]))
    elif "@" in value:
        yield from _scanned(value, hint)
    elif "=?" in value:
        whole = decoded(value)
        if "@" in whole:
            yield from _scanned(whole, hint)


def _tidy(email: str) -> str:
    # As long as an address can be, and as a column holds, so that it is the same wherever it is compared.
    return decoded(email).lower().rstrip(".")[:LONGEST_ADDRESS]


class _Mailbox:
    """What was seen since the last separator."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.comments: list[str] = []
        self.email = ""

    def take(self, token: str) -> None:
        if token[0] == "<" and token[-1] == ">" and len(token) > 1:
            inner = "".join(token[1:-1].split())
            inner = inner[7:] if inner[:7].lower() == "mailto:" else inner
            match = ADDRESS.search(inner.strip("'"))
            if QUOTED_LOCAL.match(inner):
                self.email = self.email or inner
            elif match:
                self.email = self.email or match[0]
        elif token.strip():
            self.words.append(
                token[1:-1].replace("\\", "") if len(token) > 1 and token[0] == token[-1] == '"' else token
            )

    def address(self, hint: str) -> Address | None:
        """The mailbox, or None while no address was seen."""
        words = " ".join("".join(self.words).split())
        if not self.email:
            match = ADDRESS.search(words)
            if not match:
                return None
            self.email, words = match[0], words.replace(match[0], " ")
        name = decoded(words.strip(" \t'\"[]"), hint) or decoded(" ".join(self.comments).strip(), hint)
        return Address(name[:300], _tidy(self.email))


def _scanned(value: str, hint: str) -> Iterator[Address]:
    box, depth = _Mailbox(), 0
    for sign in TOKEN.findall(value):
        if sign == "(":
            depth += 1
        elif sign == ")":
            depth = max(0, depth - 1)
        elif depth:
            box.comments.append(sign)
        elif sign == ":":
            box = _Mailbox()
        elif sign in ",;":
            address = box.address(hint)
            if address:
                yield address
            if address or sign == ";":
                box = _Mailbox()
            else:
                box.words.append(", " if box.words else "")
        else:
            box.take(sign)
    if address := box.address(hint):
        yield address
