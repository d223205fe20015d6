"""All heads of a folder, applied: texts and their meanings in, probabilities out."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from regulars.reading.heads import stored
from regulars.reading.heads.curves import chances
from regulars.reading.heads.inputs import BASES, LONG, numbers
from regulars.reading.heads.stored import SHIPPED, Head, Way
from regulars.reading.heads.vocabulary import Floats
from regulars.reading.heads.words import Words

# Base heads come first: the others look at what these made of a text.
KINDS = (*BASES, "sentiment", "feeling", "failure", "severity")


class Heads:
    """The heads, ready: about 30 MB."""

    def __init__(self, folder: Path = SHIPPED, kinds: Sequence[str] = KINDS) -> None:
        self.heads = {kind: stored.head(folder, kind) for kind in kinds}
        self.words = Words(stored.vocabulary(folder), list(self.heads.values()))
        for head in self.heads.values():
            head.numbers.pop("words", None)

    def scores(
        self, texts: Sequence[str], way: str, vectors: Floats | None = None, felt: Mapping[str, Floats] | None = None
    ) -> dict[str, Floats]:
        """By kind, a row of probabilities for each text.

        `vectors` (of length 1) where the way looks at meanings. `felt` are an encoder's own logits of emotions, under
        the name of the way of mixing them in ("english" or "deep"); heads that know that way use it.
        """
        found = {}
        for kind, parts in self.logits(texts, way, vectors).items():
            head, name = self.heads[kind], way
            for further, logits in (felt or {}).items():
                if further in head.ways:
                    parts, name = [*parts, logits], further
            found[kind] = chances(mixed(parts, head.ways[name]), exclusive=head.exclusive)
        return found

    def logits(self, texts: Sequence[str], way: str, vectors: Floats | None = None) -> dict[str, list[Floats]]:
        """By kind, what is mixed to a probability: a list of rows for each text."""
        words, meaning, inputs = self._looked_at(texts, way, vectors)
        return {kind: self._parts(kind, way, words, meaning, inputs) for kind in self.heads}

    def inputs(self, texts: Sequence[str], way: str, vectors: Floats | None = None) -> Floats:
        """What a head of a desk's own looks at: a row of numbers for each text."""
        return self._looked_at(texts, way, vectors)[2][way]

    def _looked_at(
        self, texts: Sequence[str], way: str, vectors: Floats | None
    ) -> tuple[dict[str, Floats], dict[str, Floats], dict[str, Floats]]:
        """Logits from words and from meanings, by kind; and the numbers that other heads look at, by way."""
        words = self.words.logits(texts)
        long = None if vectors is None else vectors * LONG
        meaning = {} if long is None else {kind: _network(self.heads[kind], long) for kind in BASES}
        return words, meaning, {each: numbers(each, words, long, meaning) for each in (way, "fast")}

    def _parts(
        self,
        kind: str,
        way: str,
        words: Mapping[str, Floats],
        meaning: Mapping[str, Floats],
        inputs: Mapping[str, Floats],
    ) -> list[Floats]:
        if kind in BASES:
            parts = {"fast": [words[kind]], "meaning": [], "full": [words[kind]]}[way]
            return parts if way == "fast" else [*parts, meaning[kind]]
        if way == "fast":
            return [self._linear(kind, "fast", inputs) + words[kind]]
        found = [self._linear(kind, way, inputs)]
        return [*found, self._linear(kind, "fast", inputs) + words[kind]] if way == "full" else found

    def _linear(self, kind: str, way: str, inputs: Mapping[str, Floats]) -> Floats:
        held = self.heads[kind].numbers
        found: Floats = inputs[way] @ held[f"{way}_numbers"] + held[f"{way}_added"]
        return found


def mixed(parts: Sequence[Floats], way: Way) -> Floats:
    """Logits of a head's parts together, as calibrated for the way."""
    found: Floats = parts[0] * way.weights[0] + way.added
    for part, weight in zip(parts[1:], way.weights[1:], strict=True):
        found += part * weight
    return found


def _network(head: Head, long: Floats) -> Floats:
    held = head.numbers
    hidden: Floats = np.maximum(long @ held["before"] + held["added"], 0)
    found: Floats = hidden @ held["after"] + held["last"]
    return found
