"""What computes, loaded once for each process that reads. No process that serves pages imports this."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np

from regulars.reading.encoders import english, meaning
from regulars.reading.heads.applied import Heads
from regulars.reading.heads.vocabulary import Floats
from regulars.reading.training import adapting
from regulars.reading.training.adapting import Adapted

ENGLISH = "en"


@cache
def heads() -> Heads:
    """The shipped heads."""
    return Heads()


@cache
def encoder() -> meaning.Meaning:
    """The multilingual encoder."""
    return meaning.Meaning()


@cache
def own_heads(folder: Path) -> Mapping[str, Adapted]:
    """Heads that a desk adapted, by kind. Raises OSError where there are none, Damaged where one is not its card's."""
    return {each.kind: each for each in adapting.opened(folder)}


def vectors(texts: Sequence[str]) -> Floats:
    """A meaning for each text, of length 1; zeros for one without words."""
    found = np.zeros((len(texts), meaning.SIZE), np.float32)
    places = [place for place, text in enumerate(texts) if text]
    if places:
        found[places] = encoder().vectors([texts[place] for place in places])
    return found


def felt(texts: Sequence[str], *, deep: bool) -> dict[str, Floats]:
    """What the encoder for English says that is felt, under the name of its way; nothing where it cannot run."""
    if not english.present():
        return {}
    return {"deep" if deep else "english": english.encode(texts, deep).emotion}


def adapted_to(texts: Sequence[str], labels: Sequence[str], kind: str) -> Adapted | str:
    """A head of a desk's own, or what is wrong with its labels."""
    try:
        return adapting.adapt(texts, labels, kind, heads().inputs(texts, "full", vectors(texts)))
    except ValueError as fault:
        return str(fault)
