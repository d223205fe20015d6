"""What weighing heads read in English: customers' sentences instead of rules alone, staff's where rules are silent."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from regulars.reading.encoders.english import Encoded
from regulars.reading.heads.vocabulary import Floats
from regulars.reading.values import Clean, Read, Speaker
from regulars.reading.weighing import staffs
from regulars.reading.weighing.kinds import KINDS, sentences
from regulars.reading.weighing.looks import Seen
from regulars.reading.weighing.weighed import weighed

# The head was taught and measured on English.
LANGUAGE = "en"
Vectors = Callable[[Sequence[str]], Floats]
Encode = Callable[[Sequence[str]], Encoded | None]
Say = Callable[[Sequence[str]], Floats | None]


def with_weighed(
    cleans: Sequence[Clean], reads: Sequence[Read], meanings: Floats, encoded: Encode, sayings: Say
) -> list[Read]:
    """The texts as read, the eight kinds of customers' sentences as the head sees them. `meanings` has the meaning of
    each text as a whole. `encoded` is asked once for all texts, `sayings` for all their sentences; where these cannot
    run rules alone are heard."""
    found = list(reads)
    places = [place for place, clean in enumerate(cleans) if _asked(clean)]
    some = [cleans[place] for place in places]
    texts = [clean.own for clean in some]
    wholes = encoded(texts) if some else None
    said = sayings([sentence.text for clean in some for sentence in sentences(clean)]) if some else None
    if wholes is None or said is None:
        return found
    seen = Seen(said, wholes.vectors, meanings[places])
    for place, readings in zip(places, weighed(some, seen), strict=True):
        others = [each for each in found[place].readings if each.kind not in KINDS]
        together = sorted((*others, *readings), key=lambda each: (each.start, each.end))
        found[place] = replace(found[place], readings=tuple(together))
    return found


def with_staffs(
    cleans: Sequence[Clean],
    reads: Sequence[Read],
    meanings: Floats,
    vectors: Vectors,
    encoded: Encode,
) -> list[Read]:
    """The texts as read, with what the head adds where rules are silent about staff's sentences. `meanings` has the
    meaning of each text as a whole, `vectors` gives those of sentences; `encoded` as in `with_weighed`."""
    found = list(reads)
    places = [place for place, clean in enumerate(cleans) if _staffs(clean)]
    some = [cleans[place] for place in places]
    said = encoded([sentence.text for clean in some for sentence in sentences(clean)]) if some else None
    if said is None:
        return found
    given = _of_sentences(some, meanings[places], vectors)
    ruled = [found[place].readings for place in places]
    for place, readings in zip(places, staffs.weighed(some, ruled, said.vectors, given), strict=True):
        together = sorted(readings, key=lambda each: (each.start, each.end))
        found[place] = replace(found[place], readings=tuple(together))
    return found


def _of_sentences(cleans: Sequence[Clean], meanings: Floats, vectors: Vectors) -> Floats:
    """A meaning for each sentence. That of a text with a single one is known already."""
    said = [(row, sentence.text) for row, clean in enumerate(cleans) for sentence in sentences(clean)]
    found = meanings[[row for row, _ in said]]
    asked = [place for place, (row, text) in enumerate(said) if text != cleans[row].own]
    if asked:
        found[asked] = vectors([said[place][1] for place in asked])
    return found


def _asked(clean: Clean) -> bool:
    return clean.said.speaker is Speaker.CUSTOMER and clean.language.code == LANGUAGE and bool(clean.sentences)


def _staffs(clean: Clean) -> bool:
    """A few words, which are of no certain language, too: rules read them as English."""
    return clean.said.speaker is Speaker.STAFF and clean.language.code in (LANGUAGE, "") and bool(clean.sentences)
