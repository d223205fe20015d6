"""A message's text cut into what is read and what is folded away."""

from collections.abc import Iterable, Iterator, Sequence

from regulars.base.frozen import dataclass

LONGEST_SHOWN = 20_000
LONGEST_KEPT = 100_000
Fold = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of text. `kind` is empty for what is read, else why it is folded: quote, signature, rest and so on."""

    text: str
    kind: str = ""


def stretches(length: int, folds: Iterable[Fold]) -> Iterator[Fold]:
    """All of 0..length in order: folded stretches and what is between. Folds that overlap or run out are cut."""
    end = 0
    for first, last, kind in sorted(folds):
        start, stop = max(first, end), min(last, length)
        if start >= stop:
            continue
        if start > end:
            yield end, start, ""
        yield start, stop, kind
        end = stop
    if end < length:
        yield end, length, ""


def whole(folds: Iterable[Sequence[object]]) -> Iterator[Fold]:
    """Those that are [start, end, kind]; a row may have been written by another version."""
    for fold in folds:
        match fold:
            case [int() as start, int() as stop, str() as kind]:
                yield start, stop, kind


def passages(text: str, folds: Sequence[Sequence[object]]) -> tuple[Passage, ...]:
    """The text without empty stretches. What is read beyond 20,000 letters is folded too, as kind "rest"."""
    found: list[Passage] = []
    left = LONGEST_SHOWN
    for start, stop, kind in stretches(len(text), whole(folds)):
        piece = text[start:stop].strip("\n")
        if not piece.strip():
            continue
        if kind:
            found.append(Passage(piece, kind))
            continue
        if left:
            found.append(Passage(piece[:left]))
        if piece[left:]:
            found.append(Passage(piece[left:], "rest"))
        left = max(0, left - len(piece))
    return tuple(found)
