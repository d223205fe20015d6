"""The heads that are shipped: made of labelled texts, calibrated on others, and written with their cards."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from regulars.reading import features
from regulars.reading.encoders import english
from regulars.reading.encoders.meaning import Meaning
from regulars.reading.heads import stored
from regulars.reading.heads.curves import chances
from regulars.reading.heads.inputs import LONG
from regulars.reading.heads.stored import Way
from regulars.reading.heads.vocabulary import Floats, Sparse, Vocabulary, made_of, over, sums
from regulars.reading.training import calibration, descent, figures, network, sets
from regulars.reading.training.sets import Labelled

SEED = 20261122
# A feature is known when it comes so often in what is trained on.
LEAST = 4
HIDDEN = {"emotion": 256, "polarity": 64}
# A label is sure from the score above which so many are right on development texts. It is never said where its F1 with
# the best threshold is under the floor, or where fewer than so many were met.
PRECISION, FLOOR, FEWEST = 0.7, 0.3, 8
# What is less likely than this is not even worth a "not sure".
LIKELY = 0.2

GOEMOTIONS = {"name": "GoEmotions", "licence": "CC BY 4.0", "source": "Demszky et al. 2020, arXiv:2005.00547"}
AUTHORED = {"name": "texts written for this project", "licence": "CC0 1.0", "source": "regulars/reading/authored"}


@dataclass
class Workshop:
    """What training needs: where data lies, where heads go, and vectors that are worked out once."""

    data: Path
    out: Path
    kept: Path | None = None
    told: Callable[[str], None] = print
    _known: dict[str, npt.NDArray[np.float16]] = field(default_factory=dict)

    @cached_property
    def meaning(self) -> Meaning:
        return Meaning()

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return stored.vocabulary(self.out)

    def vectors(self, texts: Sequence[str]) -> Floats:
        """Meanings, so long that each number is about 1."""
        if not all(text in self._known for text in texts):
            self._known |= dict(zip(texts, self._worked_out(texts), strict=True))
        return np.array([self._known[text] for text in texts], np.float32) * LONG

    def _worked_out(self, texts: Sequence[str]) -> npt.NDArray[np.float16]:
        """Meanings; kept in the folder `kept` for the next training, where one is given."""
        name = sha256("\0".join(texts).encode()).hexdigest()[:16]
        file = self.kept / f"{name}.npy" if self.kept else None
        if file is not None and file.exists():
            stored_before: npt.NDArray[np.float16] = np.load(file, allow_pickle=False)
            return stored_before
        found = self.meaning.vectors(texts).astype(np.float16)
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            np.save(file, found)
        return found

    def sparse(self, texts: Sequence[str]) -> Sparse:
        """The texts as words of the vocabulary."""
        return over(self.vocabulary, features.bags(texts))


def words(shop: Workshop) -> None:
    """The vocabulary that all heads share."""
    said = sets.goemotions(shop.data, "train").texts + sets.authored("train", "sentiment").texts * LEAST
    found = made_of(features.bags(said), LEAST)
    card = {"kind": "words", "data": [GOEMOTIONS, AUTHORED], "features": len(found.ids), "date": str(date.today())}  # noqa: DTZ011
    stored.save(shop.out, "words", {"ids": found.ids, "weights": found.weights.astype(np.float16)}, card)


def emotion(shop: Workshop) -> None:
    """28 emotions, from comments."""
    base(shop, "emotion", sets.goemotions(shop.data, "train"), sets.goemotions(shop.data, "dev"), [GOEMOTIONS])


def polarity(shop: Workshop) -> None:
    """Negative, neutral or positive, from the same comments: not shown itself, other heads look at it."""
    whole = [sets.goemotions(shop.data, part) for part in ("train", "dev")]
    for part in whole:
        shop.vectors(part.texts)
    train, dev = map(sets.polarities, whole)
    base(shop, "polarity", train, dev, [GOEMOTIONS])


def base(shop: Workshop, kind: str, train: Labelled, dev: Labelled, of: Sequence[Mapping[str, str]]) -> None:
    """A head of its own: words, and a network over meanings; mixed on development texts."""
    exclusive = kind == "polarity"
    said = shop.sparse(train.texts)
    weights, added = descent.fit(said, train.targets, len(shop.vocabulary.ids), exclusive=exclusive, seed=SEED)
    net = network.fit(shop.vectors(train.texts), train.targets, HIDDEN[kind], exclusive=exclusive, seed=SEED)
    numbers = stored.small(weights) | {"words_added": added} | halved(net)
    from_words = word_logits(numbers, shop.sparse(dev.texts))
    net = network.Network(*(numbers[name].astype(np.float32) for name in ("before", "added", "after", "last")))
    from_meaning = net.logits(shop.vectors(dev.texts))
    ways = {"fast": [from_words], "full": [from_words, from_meaning], "meaning": [from_meaning]}
    if kind == "emotion" and english.present():
        felt = {name: english.English(deep=name == "deep").encode(dev.texts).emotion for name in ("english", "deep")}
        ways |= {name: [*ways["full"], logits] for name, logits in felt.items()}
    finish(shop, kind, dev, numbers, ways, of, exclusive=exclusive)


def word_logits(numbers: stored.Numbers, said: Sparse) -> Floats:
    """What words alone say, by the numbers as they are stored."""
    found: Floats = sums(said, stored.wide(numbers)) + numbers["words_added"]
    return found


def halved(net: network.Network) -> dict[str, Any]:
    """A network's numbers as float16."""
    named = {"before": net.before, "added": net.added, "after": net.after, "last": net.last}
    return {name: each.astype(np.float16) for name, each in named.items()}


def finish(
    shop: Workshop,
    kind: str,
    dev: Labelled,
    numbers: stored.Numbers,
    parts: Mapping[str, list[Floats]],
    of: Sequence[Mapping[str, str]],
    *,
    exclusive: bool,
) -> None:
    """Calibrate each way on development texts, measure it, and write the head."""
    ways, measured = {}, {}
    for name, given in parts.items():
        ways[name] = way(given, dev, exclusive=exclusive)
        measured[name] = measure(given, dev, exclusive=exclusive)
        shop.told(f"{kind:10} {name:8} " + "  ".join(f"{key} {one:.4f}" for key, one in measured[name].items()))
    card = {
        "kind": kind,
        "labels": list(dev.labels),
        "exclusive": exclusive,
        "data": list(of),
        "date": str(date.today()),  # noqa: DTZ011 - a day is exact enough
        "seed": SEED,
        "development": measured,
        "texts": len(dev),
        "ways": {name: stored.told_of(one) for name, one in ways.items()},
    }
    stored.save(shop.out, kind, numbers, card)


def way(parts: list[Floats], dev: Labelled, *, exclusive: bool) -> Way:
    """How the parts are mixed, and from where a label is said and sure."""
    weights, added = calibration.mixed(parts, dev.targets, exclusive=exclusive)
    scores = chances(calibration.mix(parts, weights, added), exclusive=exclusive)
    best = np.maximum(calibration.thresholds(scores, dev.targets), LIKELY)
    f1 = figures.f1s(scores >= best, dev.targets)
    sure = calibration.precise(scores, dev.targets, PRECISION, FEWEST)
    shown = (f1 >= FLOOR) & (dev.targets.sum(axis=0) >= FEWEST)
    return Way(weights, added, np.where(shown, best, 2).astype(np.float32), np.where(shown, np.maximum(sure, best), 2))


def measure(parts: list[Floats], dev: Labelled, *, exclusive: bool) -> dict[str, float]:
    """Figures on development texts, of which each half is calibrated and given its thresholds by the other half."""
    first = np.arange(len(dev)) % 2 == 0
    scores = np.empty(dev.targets.shape, np.float32)
    said = np.zeros(dev.targets.shape, bool)
    for here in (first, ~first):
        there = ~here
        fitted = calibration.mixed([part[here] for part in parts], dev.targets[here], exclusive=exclusive)
        own, other = (
            chances(calibration.mix([part[half] for part in parts], *fitted), exclusive=exclusive)
            for half in (here, there)
        )
        scores[there] = other
        if exclusive:
            said[there] = figures.one_hot(other.argmax(axis=1), len(dev.labels)) > 0
        else:
            said[there] = other >= calibration.thresholds(own, dev.targets[here])
    return figures.summary(scores, said, dev.targets)
