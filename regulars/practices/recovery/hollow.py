"""Apologies that are none, in what is being written, and what could stand there instead."""

import re

from django.utils import translation

from regulars.base.frozen import dataclass
from regulars.practices.recovery.letters import apology_for
from regulars.reading.cleaning import cleaned
from regulars.reading.readers import apology
from regulars.reading.values import Clean, Reading, Sentence, Speaker, Utterance

# Without one of these nothing is read: somebody types, and mostly it is no apology.
STEMS = re.compile(r"sorry|apolog|regret|soz\b|leid|entschuldig|verzeih|bedau|unannehmlich", re.IGNORECASE)
LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Hollow:
    """A sentence, from `start` to `end` in code points of the text; `words` are those that make it none, `better` what
    could stand in its place."""

    start: int
    end: int
    words: str
    better: str


def hollows(text: str, failure: str = "") -> list[Hollow]:
    """All in the writer's own sentences, in order; `failure` is what went wrong, where that is known."""
    if not STEMS.search(text):
        return []
    clean = cleaned(Utterance(text[:LONGEST], Speaker.STAFF))
    found: dict[int, Hollow] = {}
    with translation.override(clean.language.code or "en"):
        better = apology_for(failure)
    for reading in apology.find(clean):
        if reading.label == apology.HOLLOW and reading.sure:
            sentence = around(clean, reading)
            words = text[reading.start : reading.end]
            found.setdefault(sentence.start, Hollow(sentence.start, sentence.end, words, better))
    return [found[start] for start in sorted(found)]


def around(clean: Clean, reading: Reading) -> Sentence:
    """The sentence in which a reading stands."""
    return next(one for one in clean.sentences if one.start <= reading.start < one.end)


def first(text: str, failure: str = "") -> Hollow | None:
    """The first of them."""
    found = hollows(text, failure)
    return found[0] if found else None
