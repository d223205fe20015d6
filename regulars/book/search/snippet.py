"""A few words around the first hit, with the hits marked. Pure: text and query in, pieces out."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from regulars.base import folding
from regulars.book.search.query import Phrase, Wanted

SCANNED = 8_000
LENGTH = 200
BEFORE = 60
MOST_JOINED = 6

Piece = tuple[str, bool]
Span = tuple[int, int]
# Start, end and folded form of a word of the text, or of one character of a script without spaces. A plain tuple: a
# page of results takes some thousands.
Unit = tuple[int, int, str]
_UNIT = re.compile(f"[{folding.SPACELESS}]|(?:[^\\W_{folding.SPACELESS}]|[\u0300-\u036f\u0900-\u0963\u0970-\u0dff])++")
_ASCII_UNIT = re.compile("[a-z0-9]++")
_BESIDE = (folding.ENDING, folding.JOINED)
_GAPS = re.compile(r"\s+")
_QUOTING = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)


def snippet(text: str, wanted: Wanted) -> list[Piece]:
    """About LENGTH characters as (text, is a hit) pieces; an ellipsis where it was cut. The beginning where none hits.

    Looks at the first SCANNED characters of `text`. The signs that stand before quoted lines are left out.
    """
    text = _QUOTING.sub("", text)
    found = units(text[:SCANNED])
    hits = spans(found, phrases_of(wanted))
    first = hits[0][0] if hits else 0
    start = max((unit[0] for unit in found if unit[0] <= max(0, first - BEFORE)), default=0)
    end = max((unit[1] for unit in found if unit[1] <= start + LENGTH), default=start + LENGTH)
    end = len(text) if len(text) <= start + LENGTH else end
    shown = [span for span in hits if start <= span[0] and span[1] <= end]
    cut_before, cut_after = ("… " if start else ""), (" …" if end < len(text) else "")
    return _tidy([(cut_before, False), *_cut(text, start, end, shown), (cut_after, False)])


def marked(text: str, wanted: Wanted) -> list[Piece]:
    """All of a short text as pieces."""
    return _tidy(_cut(text, 0, len(text), spans(units(text), phrases_of(wanted))))


def phrases_of(wanted: Wanted) -> list[Phrase]:
    """What is to be marked."""
    return [spelled(phrase) for either in wanted.all_of for phrase in either]


def spans(found: Sequence[Unit], phrases: Sequence[Phrase]) -> list[Span]:
    """Where in the text the phrases stand, in order; those that overlap as one."""
    merged: list[Span] = []
    for start, end in sorted(_hits(found, phrases)):
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _hits(found: Sequence[Unit], phrases: Sequence[Phrase]) -> Iterator[Span]:
    """Every place of every phrase. Most words are told to begin none of them by one look into a set."""
    loose = [phrase for phrase in phrases if phrase.begins or phrase.words[0][0] in _BESIDE]
    firsts = {phrase.words[0] for phrase in phrases}
    for index, (start, _, word) in enumerate(found):
        for phrase in phrases if word in firsts else loose:
            if length := hit(found, index, phrase):
                yield start, found[index + length - 1][1]


def units(text: str) -> list[Unit]:
    """All words of `text`, where they stand."""
    if text.isascii():
        return [(*match.span(), match[0]) for match in _ASCII_UNIT.finditer(text.lower())]
    return [(*match.span(), folding.fold(match[0])) for match in _UNIT.finditer(text)]


def spelled(phrase: Phrase) -> Phrase:
    """The phrase with pairs of a spaceless run taken apart into characters."""
    words: list[str] = []
    for index, word in enumerate(phrase.words):
        following = phrase.words[index + 1] if index + 1 < len(phrase.words) else ""
        pair = len(word) == 2 and folding.is_run(word)
        goes_on = pair and following[:1] == word[1]
        words += [word] if not pair else [word[0]] if goes_on else list(word)
    return Phrase(tuple(words), phrase.begins)


def hit(found: Sequence[Unit], index: int, phrase: Phrase) -> int:
    """How many units from `index` on are this phrase; 0 where they are not."""
    first, word = phrase.words[0], found[index][2]
    if first[0] == folding.ENDING:
        return int(word.endswith(first[:0:-1]))
    if first[0] == folding.JOINED:
        return _joined_hit(found, index, first[1:])
    count = len(phrase.words)
    if index + count > len(found) or any(found[index + at][2] != phrase.words[at] for at in range(count - 1)):
        return 0
    last, wanted = found[index + count - 1][2], phrase.words[-1]
    return count if last == wanted or (phrase.begins and last.startswith(wanted)) else 0


def _joined_hit(found: Sequence[Unit], index: int, whole: str) -> int:
    said = ""
    for count, (_, _, word) in enumerate(found[index : index + MOST_JOINED], 1):
        said += word
        if said == whole:
            return count
        if not whole.startswith(said):
            break
    return 0


def _cut(text: str, start: int, end: int, spans: Sequence[Span]) -> Iterator[Piece]:
    at = start
    for first, last in spans:
        yield text[at:first], False
        yield text[first:last], True
        at = last
    yield text[at:end], False


def _tidy(pieces: Iterable[Piece]) -> list[Piece]:
    """Neighbours of a kind together, each stretch of white space as one space."""
    kept = [(_GAPS.sub(" ", text), is_hit) for text, is_hit in pieces if text]
    return [("".join(text for text, _ in same), is_hit) for is_hit, same in groupby(kept, key=lambda piece: piece[1])]
