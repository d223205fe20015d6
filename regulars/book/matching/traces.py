"""What a book leaves behind that another may have too: pure. A trace is a digest; its words stay where they were."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from regulars.base.folding import fold, words
from regulars.base.frozen import dataclass
from regulars.book.matching.rules import name_words

SHORTEST_SENTENCE = 40
FEWEST_WORDS = 7
MOST_SENTENCES = 3
SHORTEST_SIGNATURE = 20
LONGEST_READ = 20_000
LONGEST_SHOWN = 160
MOST_NUMBERS = 5
FEWEST_DIGITS = 5
# What is left of a text without its folds may still begin lines like these.
QUOTED = ">"
END = re.compile(r"(?<=[.!?…])\s+|\n{2,}")
# Numbers of orders as people write them: 48213, A-48213, 2024/00117; no phone (+), no amount (12.50), no link.
NUMBER = re.compile(r"(?<![\w+/.,@:#-])#?((?:[A-Za-z]{1,5}[-/]?)?\d[\d/-]{3,22}\d)(?![\w@]|[.,]\d)")
DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/-]\d{1,2}[/-]\d{2,4}|(?:19|20)\d\d[-/](?:19|20)?\d\d")


@dataclass(frozen=True, slots=True)
class Left:
    """One trace. `words` is what a person is shown as the reason; it is not kept with the trace."""

    customer: int
    kind: str
    digest: str
    words: str


def left(customer: int, kind: str, compared: str, shown: str) -> Left:
    """A trace of what is compared."""
    digest = hashlib.sha256(f"{kind}\0{compared}".encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return Left(customer, kind, digest, " ".join(shown.split())[:LONGEST_SHOWN])


def of_handle(customer: int, kind: str, value: str, shown: str) -> Left:
    """That of an identity, claimed or verified."""
    return left(customer, kind, value, shown)


def of_name(customer: int, name: str) -> Iterator[Left]:
    """That of a name; one word is none."""
    found = name_words(name)
    if len(found) > 1:
        yield left(customer, "name", " ".join(sorted(found)), name)


def of_address(customer: int, name: str, address: Mapping[str, Any]) -> Iterator[Left]:
    """That of a name with its postcode; the order's own name counts before the customer's."""
    called = str(address.get("name") or name)
    postcode = "".join(words(fold(str(address.get("postcode") or ""))))
    found = name_words(called)
    if len(found) > 1 and postcode:
        country = str(address.get("country") or "").upper()
        yield left(customer, "address", f"{' '.join(sorted(found))}\0{country}\0{postcode}", f"{called}, {postcode}")


def of_order(customer: int, number: str) -> Iterator[Left]:
    """That of an order's number, whoever writes it."""
    if compared := bare_number(number):
        yield left(customer, "order", compared, number)


def bare_number(written: str) -> str:
    """The figures of a number: letters before it are left out as often as not. Empty where it is a day, or too short to
    tell one order from another."""
    figures = "".join(one for one in fold(written) if one.isdigit())
    return "" if len(figures) < FEWEST_DIGITS or DAY.fullmatch(written.strip()) else figures


def of_text(customer: int, text: str, folds: Sequence[Sequence[Any]]) -> Iterator[Left]:
    """Those of what somebody wrote: the numbers of orders, their signature, and their longest sentences."""
    own, signed = unfolded(text, folds)
    yield from of_numbers(customer, own)
    if len(compared := " ".join(words(signed))) >= SHORTEST_SIGNATURE:
        yield left(customer, "signature", compared, signed)
    for compared, shown in sentences(own):
        yield left(customer, "sentence", compared, shown)


def of_numbers(customer: int, own: str) -> Iterator[Left]:
    """The first few numbers in a text, each once."""
    found: dict[str, str] = {}
    for match in NUMBER.finditer(own):
        if (compared := bare_number(match[1])) and len(found) < MOST_NUMBERS:
            found.setdefault(compared, match[1])
    return (left(customer, "order", compared, shown) for compared, shown in found.items())


def unfolded(text: str, folds: Iterable[Sequence[Any]]) -> tuple[str, str]:
    """A text without what is folded away, and its signature."""
    kept, signed, at = [], "", 0
    for begin, end, kind in sorted(folds, key=lambda one: (one[0], one[1])):
        kept.append(text[at : max(at, begin)])
        at = max(at, end)
        signed = text[begin:end] if kind == "signature" else signed
    own = ("".join(kept) + text[at:])[:LONGEST_READ]
    return "\n".join(line for line in own.split("\n") if not line.startswith(QUOTED)), signed[:LONGEST_READ]


def sentences(own: str) -> list[tuple[str, str]]:
    """The longest sentences of a text as they are compared, and as they were written: those that nobody writes by
    chance. Lines that a program broke are one."""
    found: dict[str, str] = {}
    for piece in END.split(own):
        if len(piece) >= SHORTEST_SENTENCE:
            written = words(piece)
            compared = " ".join(written)
            if len(written) >= FEWEST_WORDS and len(compared) >= SHORTEST_SENTENCE:
                found.setdefault(compared, piece)
    return sorted(found.items(), key=lambda one: (-len(one[0]), one[0]))[:MOST_SENTENCES]
