"""The form of a sentence that rules match. Nothing unseen can hide a word, and each character knows where it stood."""

import re
import unicodedata
from html import unescape

# Unlike a list of all of Unicode, this fills with what is met. The bound keeps hostile texts from filling memory.
MOST_KNOWN = 20_000
ODD = "\0"
# A tag inside a sentence is no word of it; `<ana@shop.example>` and `<3` are no tags.
TAG = r"</?[a-z][a-z0-9]{0,9}(?:\s[^<>@]{0,500})?/?>"
ENTITY = r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});"
UNEVEN = re.compile(rf"{ODD}|  |</?[a-z]|&[#a-z]")
LEFT_OUT = re.compile(rf"{ODD}+|{TAG}|{ENTITY}|(?<= ) +")
QUOTES = dict.fromkeys("‘’‚‛ʼʹ′`´＇", "'") | dict.fromkeys("“”„‟″«»＂", '"')
DASHES = dict.fromkeys("‐‑‒–—―−", "-")
# Variation selectors and joiners of emoji among them.
UNSEEN_KINDS = frozenset({"Cf", "Cc", "Cs", "Cn", "Co"})


class _Plain(dict[int, str]):
    def __missing__(self, code: int) -> str:
        plain = _plain(chr(code))
        if len(self) < MOST_KNOWN:
            self[code] = plain
        return plain


def _plain(sign: str) -> str:
    known = QUOTES.get(sign) or DASHES.get(sign)
    if known:
        return known
    if sign.isspace():
        return " "
    if unicodedata.category(sign) in UNSEEN_KINDS or "\ufe00" <= sign <= "\ufe0f":
        return ODD
    # Letters of full width and of mathematics are letters too: one sign for one, so that the places stay.
    usual = unicodedata.normalize("NFKC", sign)
    return (usual if len(usual) == 1 else sign).lower()[0]


TABLE = _Plain()


def plain(text: str) -> tuple[str, tuple[int, ...] | None]:
    """`text` as rules match it, and the offset in `text` of each of its characters; None where they are the same.

    Small letters, straight quotes, ASCII dashes, single spaces for all white space; compatibility letters as the usual
    ones; what is unseen (zero width, turning the direction, control) and tags of HTML are left out.
    """
    if text.isascii() and text.isprintable() and "  " not in text and "<" not in text and "&" not in text:
        return text.lower(), None
    even = text.translate(TABLE)
    if not UNEVEN.search(even):
        return even, None
    return _uneven(even)


def _uneven(even: str) -> tuple[str, tuple[int, ...]]:
    """The same for a text of which something is left out."""
    pieces: list[str] = []
    places: list[int] = []
    at = 0
    for found in [*LEFT_OUT.finditer(even), None]:
        start, end = found.span() if found else (len(even), len(even))
        if pieces and pieces[-1].endswith(" ") and even.startswith(" ", at, start):
            at += 1
        if at < start:
            pieces.append(even[at:start])
            places.extend(range(at, start))
        sign = unescape(found.group()) if found and found.group()[0] == "&" else ""
        if len(sign) == 1 and TABLE[ord(sign)] != ODD:
            pieces.append(TABLE[ord(sign)])
            places.append(start)
        at = end
    return "".join(pieces), tuple(places)
