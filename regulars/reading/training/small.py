"""Heads of few texts: sentiment, feeling, failure, severity. They look at what the base heads made of a text.

Every figure and every calibration comes from texts that the weights were not fitted to: each fifth is judged by
what the other four gave.
"""

from collections.abc import Sequence

import numpy as np

from regulars.reading.heads import stored
from regulars.reading.heads.curves import loss
from regulars.reading.heads.inputs import BASES, numbers
from regulars.reading.heads.vocabulary import Floats, Sparse
from regulars.reading.training import figures, linear, sets, shipped
from regulars.reading.training.network import Network
from regulars.reading.training.sets import Labelled
from regulars.reading.training.shipped import SEED, Workshop
from regulars.reading.weighing.ordinary import DATA, FAILED, requests

WAYS = ("fast", "full", "meaning")
PULLS = (10.0, 30.0, 100.0)
FOLDS = 5
EXCLUSIVE = frozenset({"sentiment", "severity"})
# In most of what a desk is asked nothing failed and nobody minds, and too few of the authored texts are so.
AT_REST = frozenset({"failure", "feeling", "severity"})


def small(shop: Workshop, kind: str) -> None:
    """Fit a head of one kind on the authored texts, and write it."""
    train = sets.authored("train", kind)
    asked_all_day = requests(shop.data, FAILED) if kind in AT_REST else []
    train = with_none(train, asked_all_day, exclusive=kind in EXCLUSIVE)
    exclusive = kind in EXCLUSIVE
    inputs = all_inputs(shop, train.texts)
    sparse, met = narrowed(shop.sparse(train.texts))
    kept: dict[str, np.typing.NDArray[np.generic]] = {}
    parts: dict[str, list[Floats]] = {}
    for way in WAYS:
        # Words by themselves count only where there is nothing else.
        over = (sparse, len(met)) if way == "fast" else (None, 0)
        pull, judged = best(inputs[way], train, over, exclusive=exclusive)
        fitted = linear.fit(inputs[way], train.targets, pull, exclusive=exclusive, sparse=over[0], features=over[1])
        kept |= {f"{way}_numbers": fitted.numbers.astype(np.float16), f"{way}_added": fitted.added}
        if way == "fast":
            whole = np.zeros((len(shop.vocabulary.ids), len(train.labels)), np.float32)
            whole[met] = fitted.words
            kept |= stored.small(whole) | {"words_added": np.zeros(len(train.labels), np.float32)}
        parts[way] = [judged]
    parts["full"] = [parts["full"][0], parts["fast"][0]]
    data = [shipped.AUTHORED, shipped.GOEMOTIONS, *(DATA if asked_all_day else ())]
    shipped.finish(shop, kind, train, kept, parts, data, exclusive=exclusive)


def with_none(train: Labelled, texts: Sequence[str], *, exclusive: bool) -> Labelled:
    """These texts too, with no label; with "none" where each has one."""
    targets = np.zeros((len(texts), len(train.labels)), train.targets.dtype)
    if exclusive and texts:
        targets[:, train.labels.index("none")] = 1
    return Labelled([*train.texts, *texts], np.concatenate([train.targets, targets]), train.labels)


def narrowed(sparse: Sparse) -> tuple[Sparse, np.typing.NDArray[np.int64]]:
    """The same texts over the features that they have alone, and which those are."""
    met, rows = np.unique(sparse.rows, return_inverse=True)
    return Sparse(rows, sparse.values, sparse.starts), met


def best(given: Floats, train: Labelled, over: tuple[Sparse | None, int], *, exclusive: bool) -> tuple[float, Floats]:
    """How strongly weights are held, and the logits of each text by weights fitted without it."""
    fold = figures.folds(len(train), FOLDS, SEED)
    tried = {}
    for pull in PULLS:
        judged = np.empty(train.targets.shape, np.float32)
        for number in range(FOLDS):
            here, there = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
            words = (over[0].only(here), over[0].only(there)) if over[0] is not None else (None, None)
            fitted = linear.fit(
                given[here], train.targets[here], pull, exclusive=exclusive, sparse=words[0], features=over[1]
            )
            judged[there] = fitted.logits(given[there], words[1])
        tried[pull] = judged
    pull = min(tried, key=lambda one: loss(tried[one], train.targets, exclusive=exclusive))
    return pull, tried[pull]


def all_inputs(shop: Workshop, texts: Sequence[str]) -> dict[str, Floats]:
    """What heads look at, for each way of reading, from the base heads in the workshop's folder."""
    sparse, vectors = shop.sparse(texts), shop.vectors(texts)
    words, meaning = {}, {}
    for kind in BASES:
        head = stored.head(shop.out, kind)
        words[kind] = shipped.word_logits(head.numbers, sparse)
        meaning[kind] = network_of(head).logits(vectors)
    return {way: numbers(way, words, vectors, meaning) for way in WAYS}


def network_of(head: stored.Head) -> Network:
    """The network over meanings of a base head."""
    return Network(*(head.numbers[name] for name in ("before", "added", "after", "last")))
