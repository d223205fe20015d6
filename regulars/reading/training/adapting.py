"""Heads of a desk's own, from texts that its people labelled.

A head looks at meanings and at what the shipped heads made of a text, so that few labels already help; with many it
looks at words as well. How strongly weights are held, how the parts are mixed, and what a score means are all found on
texts that were left out when the part in question was fitted.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from regulars.reading import features
from regulars.reading.heads import stored
from regulars.reading.heads.curves import chances, loss
from regulars.reading.heads.vocabulary import Floats, Sparse, Vocabulary, made_of, over, sums
from regulars.reading.training import calibration, descent, figures, linear, network, whitening
from regulars.reading.training.network import Network

SEED = 20261122
# From so many texts on words are looked at too; and a network takes the place of a straight line where labels are few,
# and a line over whitened numbers where they are many.
WORDS_FROM, NETWORK_FROM, FEW_LABELS, LEAST = 1000, 2000, 12, 2
HIDDEN = 128
PULLS = (10.0, 30.0, 100.0, 300.0)
# For each text: what tells labels apart in one language only is to weigh little. Chosen on seven, learnt from English.
PULL_ABROAD = 1.0
FOLDS = 4
PRECISION, FEWEST = 0.8, 5
ABROAD = "abroad_"

Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Adapted:
    """A head that answers instead of the shipped one of its kind. `packed` is the file that it is kept as."""

    kind: str
    labels: tuple[str, ...]
    packed: bytes
    card: Mapping[str, Any]

    @cached_property
    def numbers(self) -> dict[str, npt.NDArray[Any]]:
        """What is in the file."""
        with np.load(io.BytesIO(self.packed), allow_pickle=False) as kept:
            return {name: kept[name] for name in kept.files}

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return Vocabulary(self.numbers["ids"], self.numbers["weights"].astype(np.float32))

    def scores(self, texts: Sequence[str], inputs: Floats) -> Floats:
        """A row of probabilities for each text. `inputs` as it was adapted with."""
        held = self.numbers
        sparse = over(self._vocabulary, features.bags(texts)) if "ids" in held else None
        parts = [self.from_inputs(inputs)]
        if sparse is not None:
            parts.append(sums(sparse, stored.wide(held)) + held["words_added"])
        return chances(calibration.mix(parts, held["mixed"], held["mixed_added"]), exclusive=True)

    def abroad(self, meanings: Floats) -> Floats | None:
        """The same for texts of other languages, from what they mean alone; None where it was adapted without that.
        How right it is there nobody has measured on this desk: nothing is to act on it."""
        if f"{ABROAD}last" not in self.numbers:
            return None
        held = self.numbers
        said = calibration.mix([self.from_inputs(meanings, ABROAD)], held["abroad_mixed"], held["abroad_mixed_added"])
        return chances(said, exclusive=True)

    def from_inputs(self, inputs: Floats, part: str = "") -> Floats:
        """Logits from numbers alone, not calibrated. `part` is "" or ABROAD."""
        names = ("before", "added", "after", "last")
        held = {name: self.numbers.get(part + name) for name in names}
        whole = {name: each.astype(np.float32) for name, each in held.items() if each is not None}
        if "before" in whole:
            return Network(**whole).logits(inputs)
        straight: Floats = inputs @ whole["after"] + whole["last"]
        return straight


def adapt(
    texts: Sequence[str], labels: Sequence[str], kind: str, inputs: Floats, meanings: Floats | None = None
) -> Adapted:
    """A head for these labels, one of which is right for each text. `inputs` are a row of numbers for each text;
    `meanings` such as texts of every language have.

    Raises ValueError where there are fewer than two different labels, or fewer than four texts.
    """
    names = tuple(sorted(set(labels)))
    if len(names) < 2 or len(texts) < FOLDS:
        raise ValueError("There must be two labels at least, and four texts.")
    targets = figures.one_hot(np.array([names.index(label) for label in labels]), len(names))
    fold = figures.folds(len(texts), FOLDS, SEED)
    numbers, judged = _fit_inputs(inputs, targets, fold)
    parts = [judged]
    if len(texts) >= WORDS_FROM:
        more, judged = _fit_words(texts, targets, fold)
        numbers |= more
        parts.append(judged)
    mixed, added = calibration.mixed(parts, targets, exclusive=True)
    scores = chances(calibration.mix(parts, mixed, added), exclusive=True)
    sure = calibration.precise(scores, targets, PRECISION, FEWEST)
    if meanings is not None:
        numbers |= _fit_abroad(meanings, targets, fold)
    packed = stored.packed_numbers(numbers | {"mixed": mixed, "mixed_added": added, "sure": sure})
    said = figures.one_hot(scores.argmax(axis=1), len(names)) > 0
    measured = figures.summary(scores, said, targets)
    card = {"kind": kind, "labels": list(names), "texts": len(texts), "date": str(date.today()), "seed": SEED}  # noqa: DTZ011
    return Adapted(kind, names, packed, card | {"development": measured})


def _fit_abroad(meanings: Floats, targets: Floats, fold: Places) -> dict[str, npt.NDArray[Any]]:
    """The part for other languages: straight, since what bends to one language's meanings breaks in the next."""
    pull = PULL_ABROAD * len(meanings)
    found = linear.fit(meanings, targets, pull, exclusive=True)
    mixed, added = calibration.mixed([_left_out_linear(meanings, targets, fold, pull)], targets, exclusive=True)
    fitted: dict[str, npt.NDArray[Any]] = {"after": found.numbers.astype(np.float16), "last": found.added}
    named = fitted | {"mixed": mixed, "mixed_added": added}
    return {ABROAD + name: each for name, each in named.items()}


def wins(adapted: Adapted, shipped: Floats, texts: Sequence[str], inputs: Floats, labels: Sequence[str]) -> bool:
    """Whether a desk's own head is right more often than the shipped one on texts that it has not seen.

    `shipped` are the shipped head's probabilities for the adapted head's labels, in their order.
    """
    right = np.array([adapted.labels.index(label) if label in adapted.labels else -1 for label in labels])
    own = adapted.scores(texts, inputs).argmax(axis=1) == right
    theirs = shipped.argmax(axis=1) == right
    return bool(own.sum() > theirs.sum())


def _fit_inputs(inputs: Floats, targets: Floats, fold: Places) -> tuple[dict[str, npt.NDArray[Any]], Floats]:
    """The part that looks at numbers, and what it says of each text when it was fitted without it."""
    if len(inputs) >= NETWORK_FROM:
        few = targets.shape[1] <= FEW_LABELS
        return _fit_network(inputs, targets, fold) if few else _fit_whitened(inputs, targets, fold)
    tried = {pull: _left_out_linear(inputs, targets, fold, pull) for pull in PULLS}
    pull = min(tried, key=lambda one: loss(tried[one], targets, exclusive=True))
    found = linear.fit(inputs, targets, pull, exclusive=True)
    return {"after": found.numbers.astype(np.float16), "last": found.added}, tried[pull]


def _left_out_linear(inputs: Floats, targets: Floats, fold: Places, pull: float) -> Floats:
    judged = np.empty(targets.shape, np.float32)
    for number in range(FOLDS):
        here, there = fold != number, fold == number
        judged[there] = linear.fit(inputs[here], targets[here], pull, exclusive=True).logits(inputs[there])
    return judged


def _fit_whitened(inputs: Floats, targets: Floats, fold: Places) -> tuple[dict[str, npt.NDArray[Any]], Floats]:
    judged = np.empty(targets.shape, np.float32)
    for number in range(FOLDS):
        here, there = fold != number, fold == number
        judged[there] = whitening.fit(inputs[here], targets[here]).logits(inputs[there])
    found = whitening.fit(inputs, targets)
    return {"after": found.after.astype(np.float16), "last": found.last}, judged


def _fit_network(inputs: Floats, targets: Floats, fold: Places) -> tuple[dict[str, npt.NDArray[Any]], Floats]:
    judged = np.empty(targets.shape, np.float32)
    for number in range(FOLDS):
        here, there = fold != number, fold == number
        net = network.fit(inputs[here], targets[here], HIDDEN, exclusive=True, seed=SEED)
        judged[there] = net.logits(inputs[there])
    net = network.fit(inputs, targets, HIDDEN, exclusive=True, seed=SEED)
    named = {"before": net.before, "added": net.added, "after": net.after, "last": net.last}
    return {name: each.astype(np.float16) for name, each in named.items()}, judged


def _fit_words(texts: Sequence[str], targets: Floats, fold: Places) -> tuple[dict[str, npt.NDArray[Any]], Floats]:
    """The part that looks at words. Its features are those of all texts; their labels are not looked at for that."""
    bags = features.bags(texts)
    known = made_of(bags, LEAST)
    sparse = over(known, bags)
    judged = np.empty(targets.shape, np.float32)
    for number in range(FOLDS):
        here, there = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        weights, added = _descend(sparse.only(here), targets[here], known)
        judged[there] = sums(sparse.only(there), weights) + added
    weights, added = _descend(sparse, targets, known)
    numbers: dict[str, npt.NDArray[Any]] = {
        "ids": known.ids,
        "weights": known.weights.astype(np.float16),
        "words_added": added,
    }
    return numbers | stored.small(weights), judged


def _descend(sparse: Sparse, targets: Floats, known: Vocabulary) -> tuple[Floats, Floats]:
    return descent.fit(sparse, targets, len(known.ids), exclusive=True, seed=SEED)


def write(adapted: Adapted, folder: Path) -> None:
    """Keep it in a folder as KIND.npz and KIND.json."""
    stored.save_packed(folder, adapted.kind, adapted.packed, adapted.card)


def opened(folder: Path) -> list[Adapted]:
    """Every adapted head in a folder. Raises OSError where there is none, Damaged where a file is not its card's."""
    cards = sorted(folder.glob("*.json"))
    if not cards:
        raise FileNotFoundError(f"{folder} holds no heads. `./do regulars reading adapt` makes some.")
    return [Adapted(card["kind"], tuple(card["labels"]), packed, card) for packed, card in map(_sound, cards)]


def _sound(card: Path) -> tuple[bytes, dict[str, Any]]:
    return stored.sound(card.parent, card.stem)
