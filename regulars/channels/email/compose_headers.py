"""Header fields as they are written: folded, encoded, and with nothing in them that could begin another one."""

import base64
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from regulars.channels.contract import Address

WIDTH = 76
# Octets in an encoded word, so that it stays within 75 characters. Source: RFC 2047, section 2.
WORD = 42
BLANKS = re.compile(r"[\s\x00-\x1f\x7f\x80-\x9f\u2028\u2029\ud800-\udfff]+")
ATOMS = re.compile(r"^[A-Za-z0-9!#$%&'*+\-/^_`{|}~]+(?: [A-Za-z0-9!#$%&'*+\-/^_`{|}~]+)*$", re.ASCII)
QUOTABLE = re.compile(r"^[ -!#-\[\]-~]+$", re.ASCII)
LOCAL = re.compile(r"^[^\s\x00-\x20\x7f-\x9f<>(),;:@\\\"\[\]\ud800-\udfff]{1,128}$")
DOMAIN = re.compile(r"^[A-Za-z0-9](?:[A-Za-z0-9.\-_]{0,253})$", re.ASCII)
ID = re.compile(r"^[!-;=?-~]{1,250}$", re.ASCII)
PLAIN_NAME = re.compile(r"^[A-Za-z0-9._\- ()+,&#!]{1,60}$", re.ASCII)


def one_line(text: str) -> str:
    """A text on one line: whatever could end a header field is a blank."""
    return BLANKS.sub(" ", text).strip()


def field(name: str, value: str) -> str:
    """A field of our own words."""
    return f"{name}: {one_line(value)}"


def written(name: str, text: str) -> str:
    """A field of free text, such as a subject. Source: RFC 5322 section 2.2.3 for folding, RFC 2047."""
    text = one_line(text)
    simple = text.isascii() and "=?" not in text and all(len(word) < WIDTH - 10 for word in text.split(" "))
    return f"{name}: {folded(text.split(' ') if simple else encoded_words(text), len(name) + 2)}"


def encoded_words(text: str) -> list[str]:
    """The text in words of at most 75 characters; none is cut inside a letter."""
    return [f"=?utf-8?b?{base64.b64encode(run.encode()).decode('ascii')}?=" for run in runs(text)]


def runs(text: str) -> Iterator[str]:
    """The text in runs of at most `WORD` octets."""
    run, size = "", 0
    for letter in text:
        width = len(letter.encode())
        if size + width > WORD:
            yield run
            run, size = "", 0
        run, size = run + letter, size + width
    yield run


def folded(words: Iterable[str], begun: int) -> str:
    """Words with blanks between, in lines of 76 where they fit; `begun` is how much of the first is taken."""
    line, lines, taken = "", [], begun
    for word in words:
        if line and taken + len(line) + 1 + len(word) > WIDTH:
            lines.append(line)
            line, taken = word, 1
        else:
            line = f"{line} {word}" if line else word
    return "\r\n ".join([*lines, line])


def addressed(name: str, addresses: Iterable[Address]) -> str:
    """A field of addresses; nothing where there are none. Raises ValueError for what is no address."""
    words = [word for one in addresses for word in mailbox(one)]
    return f"{name}: {folded([*words[:-1], words[-1].removesuffix(',')], len(name) + 2)}" if words else ""


def mailbox(address: Address) -> list[str]:
    """The words of one address, with a comma at the end. Source: RFC 5322 section 3.4, RFC 6532 for other letters."""
    if not can_stand(address.email):
        raise ValueError(f"{address.email[:80]!r} cannot be written to")
    return [*phrase(one_line(address.name)), f"<{address.email}>,"]


def can_stand(email: str) -> bool:
    """Whether an address can stand in a field as it is."""
    local, _, domain = email.rpartition("@")
    dots = local.startswith(".") or local.endswith(".") or ".." in local
    return bool(LOCAL.fullmatch(local) and DOMAIN.fullmatch(domain)) and not dots


def phrase(name: str) -> list[str]:
    """A display name: as it is, in quotes, or encoded."""
    if not name:
        return []
    if "=?" not in name and len(name) < WIDTH - 10:
        if ATOMS.fullmatch(name):
            return name.split(" ")
        if QUOTABLE.fullmatch(name):
            return [f'"{name}"']
    return encoded_words(name)


def ids(name: str, found: Iterable[str]) -> str:
    """A field of message ids; nothing where there are none. Raises ValueError for what is no id."""
    words = []
    for one in found:
        if not ID.fullmatch(one):
            raise ValueError(f"{one[:80]!r} is no message id")
        words.append(f"<{one}>")
    return f"{name}: {folded(words, len(name) + 2)}" if words else ""


def is_id(text: str) -> bool:
    """Whether `text` can stand in a field of ids."""
    return bool(ID.fullmatch(text))


def named(parameter: str, name: str) -> str:
    """A parameter that holds a file's name, in pieces where it is long. Source: RFC 2231, sections 3 and 4."""
    name = one_line(name)
    if not name:
        return ""
    if PLAIN_NAME.fullmatch(name):
        return f';\r\n {parameter}="{name}"'
    pieces = [quote(run, safe="") for run in name_runs(name)]
    if len(pieces) == 1:
        return f";\r\n {parameter}*=utf-8''{pieces[0]}"
    begun = f";\r\n {parameter}*0*=utf-8''{pieces[0]}"
    return begun + "".join(f";\r\n {parameter}*{place}*={piece}" for place, piece in enumerate(pieces[1:], 1))


def name_runs(name: str, size: int = 16) -> list[str]:
    """A name in runs of a few letters: each may take twelve characters when it is written in figures."""
    return [name[at : at + size] for at in range(0, len(name), size)][:64]
