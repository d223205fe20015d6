"""One utterance to its writer's own sentences: the order in which the other modules are asked."""

import re
from collections.abc import Iterator

from regulars.base.folds.quotes import folds
from regulars.reading.cleaning import layout
from regulars.reading.cleaning.courtesies import Lines, without
from regulars.reading.cleaning.plain import plain
from regulars.reading.cleaning.sentences import LONGEST, split
from regulars.reading.language import UNKNOWN, language_of
from regulars.reading.values import Clean, Sentence, Speaker, Utterance

# Encoders read some hundred words, and what matters comes early; so time per message is bounded too.
LONGEST_OWN = 4_000
# What lies behind is not read: nobody says so much, and each rule looks at all of it.
LONGEST_READ = 100_000
MOST_SENTENCES = 3_000
LINE = re.compile(r"[^\r\n\x85\u2028\u2029]+")
# What a message of one line must have to need more than its sentences told apart: no such words are long, either.
UNUSUAL = re.compile(r"[\n\r\t\x85\u2028\u2029|<{]")
LONGEST_WORD = 40
HALVES = re.compile("[\ud800-\udfff]")
# Mail programs break lines behind 60 to 78 characters; a shorter line was ended by its writer.
SHORTEST_WRAPPED = 55


def cleaned(said: Utterance) -> Clean:
    """The writer's own sentences, in order, not overlapping. Of a system's words there are none.

    Quotes, forwards, signatures, disclaimers, greetings and what is no sentence (tags, tables, logs, code, what is
    encoded) are left out. `own` holds the first 4,000 code points of the sentences.
    """
    if said.speaker is Speaker.SYSTEM:
        return Clean(said, (), "", UNKNOWN)
    text = said.text
    stretches = without(text, [(0, len(text))]) if _usual(said) else _paragraphs(text, without(text, _lines(said)))
    found = tuple(
        [
            Sentence(start, end, text[start:end], *plain(text[start:end]))
            for first, last in stretches
            for start, end in split(text, first, last)
        ][:MOST_SENTENCES]
    )
    own = found[0].text if len(found) == 1 else " ".join(sentence.text for sentence in found)
    if len(own) > LONGEST_OWN:
        own = own[:LONGEST_OWN]
    if not own.isascii() and HALVES.search(own):
        # Half a character, as JSON can hold it, is nothing that models could be given.
        own = HALVES.sub("\ufffd", own)
    return Clean(said, found, own, language_of(own))


def _usual(said: Utterance) -> bool:
    """Whether all of it is one line of words, as most short messages are."""
    text = said.text
    if said.folds or len(text) > LONGEST or UNUSUAL.search(text) or "   " in text or text.count(";") > 3:
        return False
    words = text.split()
    return bool(words) and max(map(len, words)) < LONGEST_WORD and (words[0][0] not in ">[`" and not text[0].isdigit())


def _lines(said: Utterance) -> Lines:
    """The lines that somebody said, in order."""
    text = said.text
    found = (
        line.span()
        for start, end in _kept(said)
        for first, last in (layout.stretches(text, start, end) if "<" in text else [(start, end)])
        for line in LINE.finditer(text, first, last)
        if not line.group().isspace()
    )
    return list(layout.said(text, found))


def _kept(said: Utterance) -> Iterator[tuple[int, int]]:
    """What is not folded. Of a message that only forwards another nothing is kept, though all of it may be shown."""
    text = said.text[:LONGEST_READ]
    known = said.folds or [(fold.start, fold.end, fold.kind) for fold in folds(text, blank=True)]
    at = 0
    for start, end, kind in sorted(known):
        if kind == "forward" and not text[:start].strip():
            return
        if start > at:
            yield at, min(start, len(text))
        at = max(at, end)
    yield at, len(text)


def _paragraphs(text: str, lines: Lines) -> Lines:
    """Lines that one thought runs through, together."""
    found: list[tuple[int, int]] = []
    for start, end in lines:
        if found and _runs_on(text, *found[-1], start):
            found[-1] = found[-1][0], end
        else:
            found.append((start, end))
    return found


def _runs_on(text: str, first: int, last: int, start: int) -> bool:
    between = text[last:start].strip(" \t")
    if between not in ("\n", "\r\n", "\r"):
        return False
    return text[start].islower() or last - max(text.rfind("\n", first, last), first) >= SHORTEST_WRAPPED
