"""How the head is made: from the texts written for it, calibrated on voices that it did not learn from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from zlib import crc32

import numpy as np

from regulars.reading.cleaning import cleaned
from regulars.reading.encoders.english import encode, sayings
from regulars.reading.evaluation import Line, lines
from regulars.reading.heads import stored
from regulars.reading.loaded import vectors
from regulars.reading.training import linear
from regulars.reading.training.calibration import error, mix, mixed, thresholds
from regulars.reading.training.figures import f1s
from regulars.reading.training.linear import Known
from regulars.reading.values import Clean, Speaker
from regulars.reading.weighing.kinds import COLUMNS, KINDS, sentences
from regulars.reading.weighing.lessons import AUTHORED, FOLDS, UNSEEN, among_others, fold_of, target, taught
from regulars.reading.weighing.looks import BUCKETS, Floats, Seen, fired, numbers, words
from regulars.reading.weighing.ordinary import DATA, known_of, ordinary
from regulars.reading.weighing.weighed import NAME, SHIPPED, Weights

# Of 1, 2, 3 and 4 the one with which unseen voices are read best.
PULL = 3.0
ARRAYS = ("numbers", "words", "added", "slopes", "calibrated", "sure")


@dataclass(frozen=True)
class Lesson:
    """Texts of customers with what their sentences say (a row each, a column for each of `COLUMNS`), and of what of
    that somebody knows it; the fold of each text, and of which text each sentence is. The line is taught without the
    network, so `seen` has nothing of it."""

    cleans: list[Clean]
    targets: Floats
    known: Known
    seen: Seen
    folds: np.typing.NDArray[np.int64]
    rows: np.typing.NDArray[np.int64]

    def only(self, texts: np.typing.NDArray[np.bool_]) -> "Lesson":
        """Some of the texts."""
        rows = np.repeat(texts, np.bincount(self.rows, minlength=len(self.cleans)))
        kept = [clean for clean, wanted in zip(self.cleans, texts, strict=True) if wanted]
        counts = [len(sentences(clean)) for clean in kept]
        again = np.repeat(np.arange(len(kept)), counts)
        seen = Seen(self.seen.said[rows], self.seen.texts[texts], self.seen.meanings[texts])
        return Lesson(kept, self.targets[rows], self.known[rows], seen, self.folds[texts], again)


def lesson(given: Sequence[tuple[str, Line]]) -> Lesson:
    """The sentences of these texts."""
    cleans = [cleaned(line.said) for _, line in given]
    said = [(line, sentence) for (_, line), clean in zip(given, cleans, strict=True) for sentence in sentences(clean)]
    targets = np.array([target(line, sentence) for line, sentence in said], np.float32)
    known = np.array([known_of(line) for line, _ in said])
    folds = np.array([fold_of(voice) for voice, _ in given])
    rows = np.repeat(np.arange(len(cleans)), [len(sentences(clean)) for clean in cleans])
    texts = [clean.own for clean in cleans]
    seen = Seen(np.zeros_like(targets), encode(texts).vectors, vectors(texts))
    return Lesson(cleans, targets, known, seen, folds, rows)


def learnt(given: Lesson) -> Weights:
    """Weights that are not calibrated yet."""
    rules = [fired(clean) for clean in given.cleans]
    looks = numbers(given.cleans, given.seen, rules)
    found = linear.fit(
        looks, given.targets, PULL, exclusive=False, sparse=words(given.cleans), features=BUCKETS, known=given.known
    )
    nothing = np.zeros(len(COLUMNS), np.float32)
    return Weights(found.numbers, found.words, found.added, np.stack([nothing + 1, nothing]), nothing, nothing[:8])


def unseen(given: Lesson) -> Floats:
    """The line's logits of each sentence by weights that were learnt from other voices only."""
    logits = np.zeros_like(given.targets)
    for fold in range(FOLDS):
        asked = given.folds == fold
        others, these = given.only(~asked), given.only(asked)
        weights = learnt(others)
        rules = [fired(clean) for clean in these.cleans]
        logits[asked[given.rows]] = weights.line(these.cleans, these.seen, rules)
    return logits


def unheard(given: Lesson) -> Floats:
    """What networks that were not taught these voices say of each sentence. Raises KeyError for a sentence that was
    written since: `./do train sentences` comes first."""
    kept, _ = stored.opened(SHIPPED, UNSEEN)
    said = dict(zip(kept["texts"].tolist(), kept["logits"].astype(np.float32), strict=True))
    return np.stack([said[crc32(one.text.encode())] for clean in given.cleans for one in sentences(clean)])


def tuned(weights: Weights) -> tuple[list[Floats], Floats]:
    """The logits of the sentences for tuning by line and network, and what is true of them."""
    told = [(line.id, line) for line in lines(AUTHORED / "dev.jsonl") if line.said.speaker is Speaker.CUSTOMER]
    given = lesson([each for each in told if cleaned(each[1].said).language.code == "en"])
    rules = [fired(clean) for clean in given.cleans]
    said = sayings([one.text for clean in given.cleans for one in sentences(clean)])
    return [weights.line(given.cleans, given.seen, rules), said], given.targets


def teach(data: Path, folder: Path = SHIPPED) -> dict[str, float]:
    """Make the head and write it with its card; gives F1 of each kind on voices that it did not learn from. `data`
    holds the sets of ordinary requests: FileNotFoundError where they are not there."""
    alone = taught()
    texts = [*alone, *among_others(alone), *ordinary(data)]
    given = lesson(texts)
    weights = learnt(given)
    further, true = tuned(weights)
    # Of the brief ones far more complain of rules than of what customers write.
    usual = np.array([not line.id.startswith("brief") for _, line in alone] + [False] * (len(texts) - len(alone)))
    left = [unseen(given)[usual[given.rows]], unheard(given.only(usual))]
    parts = [np.concatenate(both) for both in zip(left, further, strict=True)]
    targets = np.concatenate([given.targets[usual[given.rows]], true])
    slopes, calibrated = mixed(parts, targets, exclusive=False)
    scores = Weights.probabilities(mix(parts, slopes, calibrated))
    sure = thresholds(scores, targets[:, : len(KINDS)])
    weights = replace(weights, slopes=slopes, calibrated=calibrated, sure=sure)
    reached = dict(zip(KINDS, map(float, f1s(scores >= sure, targets[:, : len(KINDS)])), strict=True))
    off = {kind: error(scores[:, place], targets[:, place]) for place, kind in enumerate(KINDS)}
    stored.save(
        folder, NAME, {name: getattr(weights, name).astype(np.float16) for name in ARRAYS}, card(targets, reached, off)
    )
    return reached


def card(targets: Floats, reached: dict[str, float], off: dict[str, float]) -> dict[str, object]:
    """What stands beside the weights."""
    return {
        "kind": NAME,
        "data": [
            {"name": "texts written for this project", "licence": "CC0 1.0", "source": "regulars/reading/authored"},
            *DATA,
        ],
        "sentences": len(targets),
        "columns": COLUMNS,
        "pull": PULL,
        "f1 on voices left out": {kind: round(value, 3) for kind, value in reached.items()},
        "calibration error there": {kind: round(value, 3) for kind, value in off.items()},
    }
