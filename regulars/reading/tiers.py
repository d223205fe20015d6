"""How much is spent on a text, and what is read for it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from regulars.reading.abroad import with_abroad
from regulars.reading.by_heads import Readings
from regulars.reading.by_rules import rules_only
from regulars.reading.by_weighing import with_staffs, with_weighed
from regulars.reading.cleaning import cleaned
from regulars.reading.encoders import english
from regulars.reading.encoders.once import Encode, Once
from regulars.reading.encoders.small import packed
from regulars.reading.heads.vocabulary import Floats
from regulars.reading.loaded import ENGLISH, encoded, felt, heads, own_heads, own_inputs, sayings, vectors
from regulars.reading.slots import Reader, present
from regulars.reading.training.adapting import Adapted
from regulars.reading.values import Clean, Read, Speaker, Tier, Utterance
from regulars.reading.weighing.kinds import KINDS


def read_many(
    utterances: Sequence[Utterance],
    tier: Tier = Tier.FULL,
    adapted: Path | Mapping[str, Adapted] | None = None,
) -> list[Read]:
    """What each of them says, in order.

    `adapted` are heads of a desk's own by kind, or the folder where they lie; each answers instead of the shipped one.
    Raises OSError or Damaged where that folder does not hold heads.
    """
    cleans = [cleaned(one) for one in utterances]
    found = [Read(clean.language, rules_only(clean, () if tier is Tier.FAST else _weighed(clean))) for clean in cleans]
    own = own_heads(adapted) if isinstance(adapted, Path) else adapted or {}
    meanings = vectors([clean.own for clean in cleans]) if tier is not Tier.FAST else None
    once = Once(encoded)
    if meanings is not None:
        found = with_weighed(cleans, found, meanings, once, sayings)
        found = with_staffs(cleans, found, meanings, vectors, once)
    for way in ("fast", "full", "meaning"):
        places = [place for place, clean in enumerate(cleans) if _way(clean, tier) == way]
        if places:
            some = [cleans[place] for place in places]
            deep = tier is Tier.DEEP
            said = _by_heads(some, way, None if meanings is None else meanings[places], own, once, deep=deep)
            for place, more in zip(places, said, strict=True):
                found[place] = _with(found[place], more)
    if meanings is None:
        return found
    found = with_abroad(cleans, found, meanings, own)
    kept = packed(meanings)
    return [replace(one, vector=kept[place]) if cleans[place].own else one for place, one in enumerate(found)]


def _weighed(clean: Clean) -> Collection[str]:
    """The kinds that a weighing head reads in its place: it looks at the same rules by itself."""
    asked = clean.said.speaker is Speaker.CUSTOMER and clean.language.code == ENGLISH
    return KINDS if asked and english.present() else ()


def _way(clean: Clean, tier: Tier) -> str:
    """In which way heads look at a text; "" where they do not."""
    if clean.said.speaker is not Speaker.CUSTOMER or not clean.own or not _asked(clean.language.code):
        return ""
    if clean.language.code != ENGLISH:
        return "" if tier is Tier.FAST else "meaning"
    return "fast" if tier is Tier.FAST else "full"


@cache
def _asked(language: str) -> tuple[Reader, ...]:
    """The readers with heads that were measured for a language."""
    return tuple(reader for reader in present().values() if reader.head and language in reader.languages)


def _by_heads(
    cleans: Sequence[Clean],
    way: str,
    meanings: Floats | None,
    own: Mapping[str, Adapted],
    once: Encode,
    *,
    deep: bool,
) -> list[Read]:
    """What the heads say of texts that are looked at in one way. `once` is the encoder that is not the deep one."""
    texts = [clean.own for clean in cleans]
    further = felt(encoded(texts, deep=True) if deep else once(texts), deep=deep) if way == "full" else {}
    scores = heads().scores(texts, way, meanings, further)
    judged = Readings(heads(), (way, *further))
    # Heads of a desk's own were made for what English texts have; elsewhere the shipped ones answer.
    if own and way == "full" and meanings is not None:
        inputs = own_inputs(texts, meanings, once(texts))
        for kind, each in own.items():
            scores[kind] = each.scores(texts, inputs)
            judged.take(each)
    said = judged.of(cleans, scores, [_asked(clean.language.code) for clean in cleans])
    named = judged.named(scores)
    return [
        Read(clean.language, found, {kind: each[row] for kind, each in named.items()})
        for row, (clean, found) in enumerate(zip(cleans, said, strict=True))
    ]


def _with(one: Read, more: Read) -> Read:
    readings = tuple(sorted((*one.readings, *more.readings), key=lambda each: each.start))
    return Read(one.language, readings, more.scores, one.vector)
