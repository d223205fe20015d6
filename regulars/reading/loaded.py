"""What computes, loaded once for each process that reads. No process that serves pages imports this."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np

from regulars.reading.encoders import english, meaning
from regulars.reading.heads.applied import Heads
from regulars.reading.heads.inputs import CALM
from regulars.reading.heads.vocabulary import Floats
from regulars.reading.training import adapting
from regulars.reading.training.adapting import Adapted

ENGLISH = "en"
# What base heads make of words stands first among the numbers that heads look at: 28 emotions and three polarities.
BEFORE = 31
# How much of each goes into a desk's own heads; chosen where these have 50 to 200 labels.
LOUD, LOW = np.float32(3), np.float32(0.5)


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


def encoded(texts: Sequence[str], *, deep: bool = False) -> english.Encoded | None:
    """What the encoder for English says; None where it cannot run."""
    return english.encode(texts, deep) if english.present() else None


def sayings(sentences: Sequence[str]) -> Floats | None:
    """What the network for customers' sentences says of each; None where it cannot run."""
    return english.sayings(sentences) if english.present() else None


def felt(said: english.Encoded | None, *, deep: bool) -> dict[str, Floats]:
    """The encoder's logits of emotions under the name of the way in which heads mix them in; nothing without it."""
    return {} if said is None else {"deep" if deep else "english": said.emotion}


def own_inputs(texts: Sequence[str], meanings: Floats, said: english.Encoded | None) -> Floats:
    """What a desk's own heads look at, a row of numbers for each text: above all what shipped heads made of it, then
    its meanings. `said` is of the encoder that is not the deep one."""
    from_heads = heads().inputs(texts, "full", meanings)
    before, after = from_heads[:, :BEFORE], from_heads[:, BEFORE + meaning.SIZE :]
    parts = [LOUD * before, LOUD * after, LOW * from_heads[:, BEFORE : BEFORE + meaning.SIZE]]
    if said is not None:
        parts += [LOUD * CALM * said.emotion, LOUD * CALM * said.groups]
        parts.append(LOW * np.float32(np.sqrt(english.SIZE)) * said.vectors)
    return np.concatenate(parts, axis=1)


def adapted_to(texts: Sequence[str], labels: Sequence[str], kind: str) -> Adapted | str:
    """A head of a desk's own, or what is wrong with its labels."""
    try:
        meanings = vectors(texts)
        abroad = heads().inputs(texts, "meaning", meanings)
        return adapting.adapt(texts, labels, kind, own_inputs(texts, meanings, encoded(texts)), abroad)
    except ValueError as fault:
        return str(fault)
