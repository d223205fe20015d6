"""How the head is made: from the texts written for it, calibrated on voices that it did not learn from."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from zlib import crc32

import numpy as np

from regulars.reading.cleaning import cleaned
from regulars.reading.encoders.english import encode
from regulars.reading.evaluation import Label, Line, line_of, lines
from regulars.reading.heads import stored
from regulars.reading.loaded import vectors
from regulars.reading.training import linear
from regulars.reading.training.calibration import mixed, thresholds
from regulars.reading.training.figures import f1s
from regulars.reading.values import Clean, Sentence, Speaker, Utterance
from regulars.reading.weighing.looks import BUCKETS, KINDS, Floats, Seen, fired, numbers, sentences, words
from regulars.reading.weighing.weighed import COLUMNS, NAME, SHIPPED, Weights

AUTHORED = Path(__file__).parents[1] / "authored"
# Letters of `brief.txt`.
LETTERS = {
    "R": ("rule", "complaint"),
    "E": ("expectation", "expectation"),
    "P": ("preference", "preference"),
    "N": ("preference", "need"),
    "F": ("preference", "fact"),
    "U": ("urgency", "urgent"),
    "D": ("urgency", "deadline"),
    "A": ("repeat", "repeat"),
    "L": ("leaving", "threat"),
    "Q": ("request", "request"),
    "T": ("thanks", "thanks"),
    "W": ("thanks", "delight"),
}
# Of 1, 2, 3 and 4 the one with which unseen voices are read best.
PULL = 3.0
FOLDS, SEED = 5, 20261122
# Texts in one message, where people write of several things at once.
TOGETHER = 3
ARRAYS = ("numbers", "words", "added", "slopes", "calibrated", "sure")


@dataclass(frozen=True)
class Lesson:
    """Texts of customers with what their sentences say (a row each, a column for each of `COLUMNS`); the fold of each
    text, and of each sentence."""

    cleans: list[Clean]
    targets: Floats
    seen: Seen
    folds: np.typing.NDArray[np.int64]
    rows: np.typing.NDArray[np.int64]

    def only(self, texts: np.typing.NDArray[np.bool_]) -> "Lesson":
        """Some of the texts."""
        rows = np.repeat(texts, np.bincount(self.rows, minlength=len(self.cleans)))
        kept = [clean for clean, wanted in zip(self.cleans, texts, strict=True) if wanted]
        counts = [len(sentences(clean)) for clean in kept]
        again = np.repeat(np.arange(len(kept)), counts)
        seen = Seen(self.seen.sentences[rows], self.seen.texts[texts], self.seen.meanings[texts])
        return Lesson(kept, self.targets[rows], seen, self.folds[texts], again)


def brief(path: Path, letters_of: Mapping[str, tuple[str, str]] = LETTERS) -> Iterator[Line]:
    """The lines of a file like `brief.txt`; `letters_of` has the kind and label of each letter. Raises KeyError for a
    letter that is none."""
    for number, written in enumerate(path.read_text(encoding="utf-8").splitlines()):
        if written.startswith("#"):
            continue
        text, labels = "", list[Label]()
        for part in written.split(" || "):
            letters, said = part.split(" ", 1)
            start = len(text) + bool(text)
            labels += [Label(*letters_of[letter], start, start + len(said)) for letter in letters.strip("-")]
            text = f"{text} {said}".strip()
        yield Line(f"brief{number}", Utterance(text), tuple(labels))


def taught() -> list[tuple[str, Line]]:
    """Everything to learn from, each with its voice."""
    found = [(line.id, line) for line in brief(AUTHORED / "brief.txt")]
    for written in (AUTHORED / "train.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(written)
        if row["speaker"] == Speaker.CUSTOMER and row.get("language", "en") == "en":
            found.append((row["style"], line_of(row)))
    return found


def among_others(given: Sequence[tuple[str, Line]]) -> list[tuple[str, Line]]:
    """The same texts again, three of a voice in a message: else all of a text says too much of its sentences."""
    voices: dict[str, list[tuple[str, Line]]] = {}
    for voice, line in given:
        voices.setdefault(_voice(voice), []).append((voice, line))
    chance, found = np.random.default_rng(SEED), list[tuple[str, Line]]()
    for theirs in voices.values():
        mixed_up = [theirs[place] for place in chance.permutation(len(theirs)).tolist()]
        groups = [mixed_up[at : at + TOGETHER] for at in range(0, len(theirs), TOGETHER)]
        found += [(group[0][0], _joined([line for _, line in group])) for group in groups]
    return found


def _joined(some: Sequence[Line]) -> Line:
    text, labels = "", list[Label]()
    for line in some:
        behind = len(text) + bool(text)
        labels += [replace(each, start=each.start + behind, end=each.end + behind) for each in line.labels]
        text = f"{text} {line.said.text}".lstrip()
    return Line(some[0].id, Utterance(text), tuple(labels))


def lesson(given: Sequence[tuple[str, Line]]) -> Lesson:
    """The sentences of these texts."""
    cleans = [cleaned(line.said) for _, line in given]
    said = [(line, sentence) for (_, line), clean in zip(given, cleans, strict=True) for sentence in sentences(clean)]
    targets = np.array([_target(line, sentence) for line, sentence in said], np.float32)
    folds = np.array([crc32(_voice(voice).encode()) % FOLDS for voice, _ in given])
    rows = np.repeat(np.arange(len(cleans)), [len(sentences(clean)) for clean in cleans])
    texts = [clean.own for clean in cleans]
    seen = Seen(encode([sentence.text for _, sentence in said]).vectors, encode(texts).vectors, vectors(texts))
    return Lesson(cleans, targets, seen, folds, rows)


def _voice(name: str) -> str:
    """Brief texts were written in one go with those around them, so twenty-five of them are left out together."""
    number = name.removeprefix("brief")
    return f"brief {int(number) // 25}" if number != name else name


def _target(line: Line, sentence: Sentence) -> list[bool]:
    kinds = {
        name for label in line.labels if _in(label, sentence) for name in (label.kind, f"{label.kind}.{label.label}")
    }
    return [column in kinds for column in COLUMNS]


def _in(label: Label, sentence: Sentence) -> bool:
    shared = min(label.end, sentence.end) - max(label.start, sentence.start)
    return shared > 0 and 2 * shared >= min(label.end - label.start, sentence.end - sentence.start)


def learnt(given: Lesson) -> Weights:
    """Weights that are not calibrated yet."""
    rules = [fired(clean) for clean in given.cleans]
    looks = numbers(given.cleans, given.seen, rules)
    found = linear.fit(looks, given.targets, PULL, exclusive=False, sparse=words(given.cleans), features=BUCKETS)
    even = np.ones(len(KINDS), np.float32)
    return Weights(found.numbers, found.words, found.added, even, 0 * even, 0.5 * even)


def unseen(given: Lesson) -> Floats:
    """The logits of each sentence by weights that were learnt from other voices only."""
    logits = np.zeros_like(given.targets)
    for fold in range(FOLDS):
        asked = given.folds == fold
        others, these = given.only(~asked), given.only(asked)
        weights = learnt(others)
        rules = [fired(clean) for clean in these.cleans]
        logits[asked[given.rows]] = weights.logits(these.cleans, these.seen, rules)
    return logits


def tuned(weights: Weights) -> tuple[Floats, Floats]:
    """The logits of the sentences for tuning, and what is true of them."""
    told = [(line.id, line) for line in lines(AUTHORED / "dev.jsonl") if line.said.speaker is Speaker.CUSTOMER]
    given = lesson([each for each in told if cleaned(each[1].said).language.code == "en"])
    rules = [fired(clean) for clean in given.cleans]
    return weights.logits(given.cleans, given.seen, rules), given.targets


def teach(folder: Path = SHIPPED) -> dict[str, float]:
    """Make the head and write it with its card; gives F1 of each kind on voices that it did not learn from."""
    alone = taught()
    texts = [*alone, *among_others(alone)]
    given = lesson(texts)
    weights = learnt(given)
    further, true = tuned(weights)
    # Of the brief ones far more complain of rules than of what customers write.
    usual = np.array([not line.id.startswith("brief") for _, line in alone] + [False] * (len(texts) - len(alone)))
    usual = usual[given.rows]
    logits = np.concatenate([unseen(given)[usual], further])[:, : len(KINDS)]
    targets = np.concatenate([given.targets[usual], true])[:, : len(KINDS)]
    slopes, calibrated = mixed([logits], targets, exclusive=False)
    scores = 1 / (1 + np.exp(-(logits * slopes[0] + calibrated)))
    sure = thresholds(scores, targets)
    weights = replace(weights, slopes=slopes[0], calibrated=calibrated, sure=sure)
    reached = dict(zip(KINDS, map(float, f1s(scores >= sure, targets)), strict=True))
    card = {
        "kind": NAME,
        "data": [
            {"name": "texts written for this project", "licence": "CC0 1.0", "source": "regulars/reading/authored"}
        ],
        "sentences": len(targets),
        "columns": COLUMNS,
        "pull": PULL,
        "f1 on voices left out": {kind: round(value, 3) for kind, value in reached.items()},
    }
    stored.save(folder, NAME, {name: getattr(weights, name).astype(np.float16) for name in ARRAYS}, card)
    return reached


if __name__ == "__main__":
    teach()
