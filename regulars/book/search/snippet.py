"""A few words around the first hit, with the hits marked. Pure: text and query in, pieces out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from regulars.book.search import folding
from regulars.book.search.query import Phrase, Wanted

SCANNED = 8_000
LENGTH = 200
BEFORE = 60
MOST_JOINED = 6

Piece = tuple[str, bool]
Span = tuple[int, int]
_UNIT = re.compile(f"[{folding.SPACELESS}]|(?:[^\\W_{folding.SPACELESS}]|[\u0300-\u036f\u0900-\u0963\u0970-\u0dff])++")
_GAPS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Unit:
    """A word of the text, or one character of a script without spaces; `word` is folded."""

    start: int
    end: int
    word: str


def snippet(text: str, wanted: Wanted) -> list[Piece]:
    """About LENGTH characters as (text, is a hit) pieces; an ellipsis where it was cut. The beginning where none hits.

    Looks at the first SCANNED characters of `text`.
    """
    seen = text[:SCANNED]
    found = list(units(seen))
    phrases = [spelled(phrase) for either in wanted.all_of for phrase in either]
    hits = spans(found, phrases)
    first = hits[0][0] if hits else 0
    start = max((unit.start for unit in found if unit.start <= max(0, first - BEFORE)), default=0)
    end = max((unit.end for unit in found if unit.end <= start + LENGTH), default=start + LENGTH)
    end = len(text) if len(text) <= start + LENGTH else end
    shown = [span for span in hits if start <= span[0] and span[1] <= end]
    cut_before, cut_after = ("… " if start else ""), (" …" if end < len(text) else "")
    return _tidy([(cut_before, False), *_cut(text, start, end, shown), (cut_after, False)])


def spans(found: Sequence[Unit], phrases: Sequence[Phrase]) -> list[Span]:
    """Where in the text the phrases stand, in order; those that overlap as one."""
    hits = (hit(found, index, phrase) for index in range(len(found)) for phrase in phrases)
    merged: list[Span] = []
    for start, end in sorted((found[units[0]].start, found[units[-1]].end) for units in hits if units):
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def units(text: str) -> Iterator[Unit]:
    """All words of `text`, where they stand."""
    plain = text.lower() if text.isascii() else ""
    for match in _UNIT.finditer(text):
        start, end = match.span()
        yield Unit(start, end, plain[start:end] if plain else folding.fold(match[0]))


def spelled(phrase: Phrase) -> Phrase:
    """The phrase with pairs of a spaceless run taken apart into characters."""
    words: list[str] = []
    for index, word in enumerate(phrase.words):
        following = phrase.words[index + 1] if index + 1 < len(phrase.words) else ""
        pair = len(word) == 2 and folding.is_run(word)
        goes_on = pair and following[:1] == word[1]
        words += [word] if not pair else [word[0]] if goes_on else list(word)
    return Phrase(tuple(words), phrase.begins)


def hit(found: Sequence[Unit], index: int, phrase: Phrase) -> range:
    """The units from `index` on that are this phrase; an empty range where they are not."""
    first = phrase.words[0]
    if first[0] == folding.ENDING:
        return range(index, index + found[index].word.endswith(first[:0:-1]))
    if first[0] == folding.JOINED:
        return _joined_hit(found, index, first[1:])
    last = index + len(phrase.words) - 1
    if last >= len(found) or any(found[index + at].word != word for at, word in enumerate(phrase.words[:-1])):
        return range(0)
    same = found[last].word.startswith(phrase.words[-1]) if phrase.begins else found[last].word == phrase.words[-1]
    return range(index, last + 1) if same else range(0)


def _joined_hit(found: Sequence[Unit], index: int, whole: str) -> range:
    said = ""
    for at in range(index, min(index + MOST_JOINED, len(found))):
        said += found[at].word
        if said == whole:
            return range(index, at + 1)
        if not whole.startswith(said):
            break
    return range(0)


def _cut(text: str, start: int, end: int, spans: Sequence[Span]) -> Iterator[Piece]:
    at = start
    for first, last in spans:
        yield text[at:first], False
        yield text[first:last], True
        at = last
    yield text[at:end], False


def _tidy(pieces: Sequence[Piece]) -> list[Piece]:
    """Neighbours of a kind together, each stretch of white space as one space."""
    kept = [(_GAPS.sub(" ", text), is_hit) for text, is_hit in pieces if text]
    return [("".join(text for text, _ in same), is_hit) for is_hit, same in groupby(kept, key=lambda piece: piece[1])]
