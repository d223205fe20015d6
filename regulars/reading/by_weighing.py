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
    cleans: Sequence[Clean], reads: Sequence[Read], vectors: Callable[[Sequence[str]], Floats]
) -> list[Read]:
    """The texts as read, the eight kinds of customers' sentences as the head sees them. `vectors` gives meanings."""
    found = list(reads)
    places = [place for place, clean in enumerate(cleans) if _asked(clean)]
    some = [cleans[place] for place in places]
    said = [sentence.text for clean in some for sentence in sentences(clean)]
    for place, readings in zip(places, weighed(some, vectors(said)) if said else [], strict=False):
        others = [each for each in found[place].readings if each.kind not in KINDS]
        together = sorted((*others, *readings), key=lambda each: (each.start, each.end))
        found[place] = replace(found[place], readings=tuple(together))
    return found


def _asked(clean: Clean) -> bool:
    return clean.said.speaker is Speaker.CUSTOMER and clean.language.code == LANGUAGE and bool(clean.sentences)
