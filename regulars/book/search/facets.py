"""Words beside the text of a moment that nobody can type: to whom it went, which way it came, and what is with it.

They stand in the index with the words of the sender, so one question finds a word and a facet together.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from regulars.base.folding import BESIDE, FACET, RECIPIENT, words

# Every row holds it: "all but these" can be asked for.
ALL = f"{FACET}all"
FILES = f"{FACET}files"
MOST_RECIPIENTS = 50


def channel(code: str) -> str:
    """The word for a kind of door."""
    return f"{FACET}by{code}"


def recipient(word: str) -> str:
    """A word of a name or address to which something was sent."""
    return f"{RECIPIENT}{word}"


def recipients(addressed: Iterable[Sequence[Any]]) -> list[str]:
    """The words for those [name, address] in To and Cc."""
    said = " ".join(" ".join(map(str, one)) for one in list(addressed)[:MOST_RECIPIENTS])
    return [recipient(word) for word in words(said) if word[0] not in BESIDE]


def facets(by: str, has_files: bool) -> list[str]:
    """The words for what is known of a moment beside its text; they go last in their field."""
    return [ALL, *([channel(by)] if by else []), *([FILES] if has_files else [])]
