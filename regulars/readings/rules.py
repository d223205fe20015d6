"""Decisions of reading without I/O: what is read, as whose words, by which edition, and in which portions."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256

from regulars.base.frozen import dataclass
from regulars.reading.values import Speaker, Tier, Utterance

# Of a letter without end no more is read, so that nothing that one person sends keeps everybody's waiting.
LONGEST_TEXT = 200_000
MOST_TEXTS, MOST_LETTERS = 100, 400_000
LEAST_SCORE = 0.05
WAITING, SUPERSEDED = "", "-"
SPENT = tuple(Tier)


@dataclass(frozen=True, slots=True)
class Known:
    """An edition as it is kept: the name of what read the texts of one language, and what stands behind the name."""

    name: str
    language: str
    tier: Tier
    base: str
    fits: tuple[str, ...]


def is_read(kind: str, automatic: str) -> bool:
    """Whether a moment with a text is read: what people wrote. Receipts, out-of-offices and bounces are not."""
    return not automatic and kind != "bounce"


def speaker_of(direction: str) -> Speaker:
    """Whose words they are; a note is staff's."""
    return Speaker.CUSTOMER if direction == "in" else Speaker.STAFF


def base_of(versions: Mapping[str, int]) -> str:
    """A short name for a set of readers in their versions."""
    return sha256(json.dumps(versions, sort_keys=True).encode()).hexdigest()[:10]


def name_of(tier: Tier, base: str, language: str, fits: Sequence[str]) -> str:
    """The name of an edition: texts with the same one were read by the same readers, and by the same fits."""
    more = sha256(" ".join(sorted(fits)).encode()).hexdigest()[:10] if fits else ""
    return ".".join(filter(None, (tier, base, language or "-", more)))


def is_current(one: Known, tier: Tier, base: str, fits: Mapping[str, Collection[str]]) -> bool:
    """Whether texts of this edition need not be read again: by at least as much, and by just what reads now."""
    enough = SPENT.index(one.tier) >= SPENT.index(tier)
    return enough and one.base == base and set(one.fits) == set(fits.get(one.language, ()))


def stale(known: Iterable[Known], tier: Tier, base: str, fits: Mapping[str, Collection[str]]) -> list[str]:
    """The names under which texts stand that are to be read; those that were never read are among them."""
    return [WAITING, *(one.name for one in known if not is_current(one, tier, base, fits))]


def told_scores(scores: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """Scores as they are kept: two decimals, without what is next to nothing."""
    kept = {
        kind: {label: round(float(score), 2) for label, score in labels.items() if score > LEAST_SCORE}
        for kind, labels in scores.items()
    }
    return {kind: labels for kind, labels in kept.items() if labels}


def portions(texts: Iterable[tuple[int, Utterance]]) -> Iterator[list[tuple[int, Utterance]]]:
    """Texts in portions that are read in a fraction of a second, in order."""
    portion: list[tuple[int, Utterance]] = []
    letters = 0
    for number, said in texts:
        if portion and (len(portion) >= MOST_TEXTS or letters + len(said.text) > MOST_LETTERS):
            yield portion
            portion, letters = [], 0
        portion.append((number, said))
        letters += len(said.text)
    if portion:
        yield portion


def clipped(folds: Iterable[Sequence[object]], length: int) -> tuple[tuple[int, int, str], ...]:
    """Folds within the first `length` letters."""
    found = ((int(str(start)), min(int(str(end)), length), str(kind)) for start, end, kind, *_ in folds)
    return tuple(one for one in found if one[0] < one[1])
