"""`python -m regulars.readings.apart.learning`: fits one head to labelled texts, and tries it on others. JSON in, JSON
out; it ends when it is done."""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from regulars.reading.cleaning import cleaned
from regulars.reading.loaded import adapted_to
from regulars.reading.tiers import read_many
from regulars.reading.training.adapting import Adapted
from regulars.reading.values import Tier, Utterance
from regulars.readings.apart import wire
from regulars.readings.apart.child import NICE

NONE = "none"
AT_ONCE = 200


def learn(asked: Mapping[str, Any]) -> wire.Frame:
    """The head, and what it and the one that stands say of the texts that were kept back."""
    kind = str(asked["kind"])
    texts = [cleaned(wire.to_utterance(said)).own for said, _ in asked["train"]]
    made = adapted_to(texts, [label for _, label in asked["train"]], kind)
    if isinstance(made, str):
        return {"refused": made}
    later = [wire.to_utterance(said) for said, _ in asked["test"]]
    before = {kind: opened(asked["standing"])} if asked["standing"] else {}
    return {
        "packed": wire.packed(made.packed),
        "card": {**made.card},
        "own": says(later, kind, {kind: made}),
        "standing": says(later, kind, before),
    }


def opened(frame: Mapping[str, Any]) -> Adapted:
    """A head that was fitted before."""
    card = frame["card"]
    return Adapted(frame["kind"], tuple(card["labels"]), wire.unpacked(frame["packed"]), card)


def says(texts: Sequence[Utterance], kind: str, own: Mapping[str, Adapted]) -> list[str]:
    """The likeliest label of each text by these heads, whether or not it is sure of it."""
    found: list[str] = []
    for begin in range(0, len(texts), AT_ONCE):
        for read in read_many(texts[begin : begin + AT_ONCE], Tier.FULL, own):
            said = [(one.score, one.label) for one in read.readings if one.kind == kind]
            found.append(max(said)[1] if said else NONE)
    return found


if __name__ == "__main__":
    os.nice(NICE)
    json.dump(learn(json.load(sys.stdin)), sys.stdout)
