"""Texts with fields that are filled when the text is used: `Dear {customer.first_name|friend}`. Pure.

A field is a name in braces; what follows a bar stands in where nothing is known, and may be empty. Everything else in
braces is text. What a field's value holds is never read as a field again.
"""

import re
from collections.abc import Collection, Iterable, Mapping

from regulars.base.frozen import dataclass

FIELD = re.compile(r"\{[ \t]*([A-Za-z][A-Za-z_]*(?:\.[A-Za-z_]+)*)[ \t]*(?:\|([^{}\n]*))?\}")
HONORIFICS = frozenset({"mr", "mrs", "ms", "mx", "dr", "prof", "herr", "frau"})


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with its fields filled. Those named in `missing` stand in it as they were written."""

    text: str
    missing: tuple[str, ...] = ()


def named(text: str) -> tuple[str, ...]:
    """The fields of a text, in order, each once."""
    return tuple(dict.fromkeys(found[1] for found in FIELD.finditer(text)))


def unknown(text: str, known: Collection[str]) -> tuple[str, ...]:
    """Those of a text's fields that nobody could ever fill."""
    return tuple(name for name in named(text) if name not in known)


def in_braces(names: Iterable[str]) -> str:
    """Fields as they are written."""
    return ", ".join(f"{{{name}}}" for name in names)


def fill(text: str, values: Mapping[str, str]) -> Filled:
    """The text with what is known. A field without value and without fallback is left standing, so that it is seen."""
    missing: dict[str, None] = {}

    def filled(found: re.Match[str]) -> str:
        if value := values.get(found[1], ""):
            return value
        if found[2] is None:
            missing[found[1]] = None
            return found[0]
        return found[2].strip()

    return Filled(FIELD.sub(filled, text), tuple(missing))


def first_name(name: str) -> str:
    """How to address somebody: "Ana" of "Ana Novak", "Novak, Ana" and "Dr. Ana Novak"; nothing of a mail address."""
    if "@" in name:
        return ""
    _, comma, after = name.partition(",")
    words = (after if comma and after.strip() else name).split()
    while len(words) > 1 and words[0].rstrip(".").lower() in HONORIFICS:
        words.pop(0)
    return words[0].strip(",.\"'") if words else ""
