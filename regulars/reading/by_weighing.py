"""What the weighing head reads in customers' English sentences, in the place of what rules alone said."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from regulars.reading.heads.vocabulary import Floats
from regulars.reading.values import Clean, Read, Speaker
from regulars.reading.weighing.looks import KINDS, sentences
from regulars.reading.weighing.weighed import weighed

# The head was taught and measured on English.
LANGUAGE = "en"


def with_weighed(
    cleans: Sequence[Clean], reads: Sequence[Read], meanings: Floats, vectors: Callable[[Sequence[str]], Floats]
) -> list[Read]:
    """The texts as read, the eight kinds of customers' sentences as the head sees them. `meanings` has the meaning of
    each text as a whole; `vectors` gives those of sentences."""
    found = list(reads)
    places = [place for place, clean in enumerate(cleans) if _asked(clean)]
    some = [cleans[place] for place in places]
    given = _of_sentences(some, meanings[places], vectors)
    for place, readings in zip(places, weighed(some, given), strict=True):
        others = [each for each in found[place].readings if each.kind not in KINDS]
        together = sorted((*others, *readings), key=lambda each: (each.start, each.end))
        found[place] = replace(found[place], readings=tuple(together))
    return found


def _of_sentences(cleans: Sequence[Clean], meanings: Floats, vectors: Callable[[Sequence[str]], Floats]) -> Floats:
    """A meaning for each sentence. That of a text with a single one is known already."""
    said = [(row, sentence.text) for row, clean in enumerate(cleans) for sentence in sentences(clean)]
    found = meanings[[row for row, _ in said]]
    asked = [place for place, (row, text) in enumerate(said) if text != cleans[row].own]
    if asked:
        found[asked] = vectors([said[place][1] for place in asked])
    return found


def _asked(clean: Clean) -> bool:
    return clean.said.speaker is Speaker.CUSTOMER and clean.language.code == LANGUAGE and bool(clean.sentences)
