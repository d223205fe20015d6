"""Labelled texts from a file: a JSON object {"text", "label"} on each line."""

import json
from collections.abc import Iterable

from regulars.base.frozen import dataclass
from regulars.base.results import Refused

LONGEST_LABEL = 80


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text, and what a person says that it is."""

    text: str
    label: str


def labelled(lines: Iterable[bytes]) -> tuple[list[Labelled], list[Refused]]:
    """What could be read; and for each line that could not, its number and why. Empty lines are passed over."""
    found, refused = [], []
    for number, line in enumerate(lines, 1):
        if line.strip():
            one = _of(line)
            if isinstance(one, str):
                refused.append(Refused(f"Line {number}: {one}"))
            else:
                found.append(one)
    return found, refused


def _of(line: bytes) -> Labelled | str:
    try:
        given = json.loads(line)
    except (ValueError, RecursionError) as fault:
        return f'it is no JSON ({fault}). Write {{"text": "...", "label": "..."}}.'
    if not isinstance(given, dict):
        return 'it is no JSON object. Write {"text": "...", "label": "..."}.'
    for name in ("text", "label"):
        if not isinstance(given.get(name), str) or not given[name].strip():
            return f"“{name}” is missing, or is no text."
    if len(given["label"]) > LONGEST_LABEL:
        return f"“label” is longer than {LONGEST_LABEL} characters."
    return Labelled(given["text"], given["label"].strip())
