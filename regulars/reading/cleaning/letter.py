"""One utterance to its writer's own sentences: the order in which the other modules are asked."""

import re
from collections.abc import Iterable, Iterator

from regulars.base.folds.quotes import folds
from regulars.reading.cleaning.plain import plain
from regulars.reading.cleaning.sentences import split
from regulars.reading.language import UNKNOWN, language_of
from regulars.reading.values import Clean, Sentence, Speaker, Utterance

# Encoders read some hundred words, and what matters comes early; so time per message is bounded too.
LONGEST_OWN = 4_000
LINE = re.compile(r"[^\r\n\x85\u2028\u2029]+")
# Mail programs break lines behind 60 to 78 characters; a shorter line was ended by its writer.
SHORTEST_WRAPPED = 55


def cleaned(said: Utterance) -> Clean:
    """The writer's own sentences, in order, not overlapping. Of a system's words there are none."""
    if said.speaker is Speaker.SYSTEM:
        return Clean(said, (), "", UNKNOWN)
    found = tuple(
        Sentence(start, end, said.text[start:end], *plain(said.text[start:end]))
        for first, last in _paragraphs(said.text, _lines(said))
        for start, end in split(said.text, first, last)
    )
    own = " ".join(sentence.text for sentence in found)[:LONGEST_OWN]
    return Clean(said, found, own, language_of(own))


def _lines(said: Utterance) -> Iterator[tuple[int, int]]:
    for start, end in _kept(said):
        for line in LINE.finditer(said.text, start, end):
            if not line.group().isspace():
                yield line.span()


def _kept(said: Utterance) -> Iterator[tuple[int, int]]:
    known = said.folds or [(fold.start, fold.end, fold.kind) for fold in folds(said.text, blank=True)]
    at = 0
    for start, end, _ in sorted(known):
        if start > at:
            yield at, start
        at = max(at, end)
    yield at, len(said.text)


def _paragraphs(text: str, lines: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Lines that one thought runs through, together."""
    first = last = -1
    for start, end in lines:
        if last >= 0 and not _runs_on(text, first, last, start):
            yield first, last
            first = start
        elif last < 0:
            first = start
        last = end
    if last >= 0:
        yield first, last


def _runs_on(text: str, first: int, last: int, start: int) -> bool:
    between = text[last:start].strip(" \t")
    if between not in ("\n", "\r\n", "\r"):
        return False
    return text[start].islower() or last - max(text.rfind("\n", first, last), first) >= SHORTEST_WRAPPED
