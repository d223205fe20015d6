"""What a desk's own heads make of texts in languages that its people did not label: scores for programs, no reading."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from regulars.reading.heads.vocabulary import Floats
from regulars.reading.loaded import ENGLISH, heads
from regulars.reading.training.adapting import Adapted
from regulars.reading.values import Clean, Read, Speaker


def with_abroad(
    cleans: Sequence[Clean], reads: Sequence[Read], meanings: Floats, own: Mapping[str, Adapted]
) -> list[Read]:
    """The texts as read, with the scores of own heads where a text is not English, or nobody can tell. Nothing acts on
    them: how right they are there was not measured on this desk."""
    found = list(reads)
    places = [place for place, clean in enumerate(cleans) if _asked(clean)]
    if not places or not own:
        return found
    inputs = heads().inputs([cleans[place].own for place in places], "meaning", meanings[places])
    for kind, each in own.items():
        said = each.abroad(inputs)
        if said is None:
            continue
        for place, row in zip(places, said, strict=True):
            scores = dict(zip(each.labels, map(float, row), strict=True))
            found[place] = replace(found[place], scores={**found[place].scores, kind: scores})
    return found


def _asked(clean: Clean) -> bool:
    return clean.said.speaker is Speaker.CUSTOMER and clean.language.code != ENGLISH and bool(clean.own)
