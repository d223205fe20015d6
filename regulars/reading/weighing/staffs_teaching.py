"""How the head of staff's sentences is made, calibrated as it is needed: on voices that it did not learn from, and
where rules are silent."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from zlib import crc32

import numpy as np

from regulars.reading.by_rules import rules_only
from regulars.reading.cleaning import cleaned
from regulars.reading.encoders import english
from regulars.reading.encoders.meaning import Meaning
from regulars.reading.evaluation import Label, Line, line_of
from regulars.reading.heads import stored
from regulars.reading.heads.curves import chances
from regulars.reading.training import linear
from regulars.reading.training.calibration import error, mixed, precise
from regulars.reading.values import Clean, Reading, Sentence, Speaker, Utterance
from regulars.reading.weighing.kinds import sentences
from regulars.reading.weighing.lessons import AUTHORED, brief
from regulars.reading.weighing.looks import BUCKETS, Floats, words
from regulars.reading.weighing.staffs import COLUMNS, KINDS, NAME, Weights
from regulars.reading.weighing.staffs_looks import numbers
from regulars.reading.weighing.teaching import ARRAYS
from regulars.reading.weighing.weighed import SHIPPED

PULL, FOLDS = 1.0, 10
# The share that rules miss of what somebody else writes; beside these texts they were written, and miss less. Tenths.
MISSED = {"promise.explicit": 1, "promise.implied": 5, "promise.policy": 6, "amends": 6, "refusal": 3, "apology": 3}
WHOLE = 10
# How many of those that rules miss must be right for the head to be sure of them, and over how many that is counted.
RIGHT = {"promise": 0.85, "amends": 0.8, "refusal": 0.9, "apology": 0.88}
FEWEST = 10 * WHOLE
# Letters of `staff.txt`, and the voice under which its lines go.
LETTERS = {
    "X": ("promise", "explicit"),
    "I": ("promise", "implied"),
    "Y": ("promise", "policy"),
    "M": ("amends", "offered"),
    "B": ("refusal", "rule"),
    "S": ("apology", "apology"),
    "H": ("apology", "hollow"),
}
BRIEFLY = "brief"
Places = np.typing.NDArray[np.int64]


@dataclass(frozen=True)
class Lesson:
    """Texts of staff: what they look like (two encoders' vectors, a row for each sentence), what is true of each
    sentence and what rules say (a column for each of `COLUMNS`), and each text's voice and its number of sentences."""

    cleans: list[Clean]
    vectors: Floats
    meanings: Floats
    targets: Floats
    ruled: Floats
    voices: list[str]
    counts: list[int]

    def only(self, wanted: Places) -> "Lesson":
        """Some of the texts."""
        starts = np.cumsum([0, *self.counts])
        rows = np.concatenate([np.arange(starts[place], starts[place + 1]) for place in wanted.tolist()])
        parts = (self.vectors[rows], self.meanings[rows], self.targets[rows], self.ruled[rows])
        places = wanted.tolist()
        return Lesson(
            [self.cleans[place] for place in places],
            *parts,
            [self.voices[place] for place in places],
            [self.counts[place] for place in places],
        )


def labelled(path: Path) -> list[tuple[str, Line]]:
    """The English lines of staff in a file, each with its voice."""
    rows = [json.loads(written) for written in path.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if row["speaker"] == Speaker.STAFF and row.get("language", "en") == "en"]
    return [(row["style"], line_of(row)) for row in rows]


def briefly() -> list[tuple[str, Line]]:
    """Those of `staff.txt`. Nothing is calibrated on them: far more is promised there than staff do."""
    found = brief(AUTHORED / "staff.txt", LETTERS)
    return [(BRIEFLY, replace(line, said=Utterance(line.said.text, Speaker.STAFF))) for line in found]


def lesson(given: Sequence[tuple[str, Line]]) -> Lesson:
    """The sentences of these texts."""
    told = [line for _, line in given]
    cleans = [cleaned(line.said) for line in told]
    said = [sentence.text for clean in cleans for sentence in sentences(clean)]
    targets = [_row(line.labels, one) for line, clean in zip(told, cleans, strict=True) for one in sentences(clean)]
    ruled = [
        _row([each for each in rules_only(clean) if each.sure], one) for clean in cleans for one in sentences(clean)
    ]
    found = np.array(targets, np.float32), np.array(ruled, np.float32)
    voices, counts = [voice for voice, _ in given], [len(sentences(clean)) for clean in cleans]
    return Lesson(cleans, english.encode(said).vectors, Meaning().vectors(said), *found, voices, counts)


def _row(given: Sequence[Label] | Sequence[Reading], sentence: Sentence) -> list[bool]:
    kinds = {name for each in given if _in(each, sentence) for name in (each.kind, f"{each.kind}.{each.label}")}
    return [column in kinds for column in COLUMNS]


def _in(one: Label | Reading, sentence: Sentence) -> bool:
    shared = min(one.end, sentence.end) - max(one.start, sentence.start)
    return shared > 0 and 2 * shared >= min(one.end - one.start, sentence.end - sentence.start)


def learnt(given: Lesson) -> Weights:
    """Weights that are not calibrated yet."""
    looks = numbers(given.cleans, given.vectors, given.meanings)
    found = linear.fit(looks, given.targets, PULL, exclusive=False, sparse=words(given.cleans), features=BUCKETS)
    even = np.ones(len(KINDS), np.float32)
    return Weights(found.numbers, found.words, found.added, even, 0 * even, 0.5 * even)


def unseen(given: Lesson) -> Floats:
    """The logits of each sentence by weights that were learnt from other voices only; the brief ones are in all."""
    folds = np.array([-1 if voice == BRIEFLY else crc32(voice.encode()) % FOLDS for voice in given.voices])
    rows = np.repeat(folds, given.counts)
    logits = np.zeros_like(given.targets)
    for fold in range(FOLDS):
        if not (folds == fold).any():
            continue
        weights = learnt(given.only(np.flatnonzero(folds != fold)))
        these = given.only(np.flatnonzero(folds == fold))
        logits[rows == fold] = weights.logits(these.cleans, these.vectors, these.meanings)
    return logits


def silent(given: Lesson, kind: str) -> Places:
    """The sentences in which rules would say nothing of a kind, were the texts somebody else's: each as often as that
    is so, in tenths."""
    column = COLUMNS.index(kind)
    often = np.where(given.targets[:, column] > 0, MISSED.get(kind, 0), np.where(given.ruled[:, column] > 0, 0, WHOLE))
    for name in [name for name in MISSED if name.startswith(f"{kind}.")]:
        often = np.where(given.targets[:, COLUMNS.index(name)] > 0, MISSED[name], often)
    return np.repeat(np.arange(len(often)), often)


def calibrated(weights: Weights, given: Lesson, logits: Floats) -> tuple[Weights, dict[str, dict[str, float]]]:
    """The weights with probabilities and thresholds of each kind, and what these reach where rules are silent."""
    slopes, added, sure, reached = [], [], [], {}
    for column, kind in enumerate(KINDS):
        some = silent(given, kind)
        mine, true = logits[some, column : column + 1], given.targets[some, column : column + 1]
        slope, more = mixed([mine], true, exclusive=False)
        scores = chances(mine * slope[0] + more, exclusive=False)
        from_ = precise(scores, true, RIGHT[kind], FEWEST)
        found = scores[:, 0] >= from_[0]
        slopes.append(slope[0, 0])
        added.append(more[0])
        sure.append(from_[0])
        right = float(true[found].mean()) if found.any() else 1.0
        reached[kind] = {
            "precision": round(right, 3),
            "recall": round(float(true[found].sum() / true.sum()), 3),
            "calibration error": round(error(scores[:, 0], true[:, 0]), 3),
        }
    arrays = [np.array(each, np.float32) for each in (slopes, added, sure)]
    return replace(weights, slopes=arrays[0], calibrated=arrays[1], sure=arrays[2]), reached


def teach(folder: Path = SHIPPED) -> dict[str, dict[str, float]]:
    """Make the head and write it with its card; gives what it reaches on voices left out, where rules are silent."""
    usual = labelled(AUTHORED / "train.jsonl")
    given = lesson([*usual, *briefly()])
    asked = given.only(np.arange(len(usual)))
    weights, reached = calibrated(learnt(given), asked, unseen(given)[: len(asked.targets)])
    card = {
        "kind": NAME,
        "data": [
            {"name": "texts written for this project", "licence": "CC0 1.0", "source": "regulars/reading/authored"}
        ],
        "sentences": len(given.targets),
        "columns": COLUMNS,
        "pull": PULL,
        "on voices left out, where rules are silent": reached,
    }
    stored.save(folder, NAME, {name: getattr(weights, name).astype(np.float16) for name in ARRAYS}, card)
    return reached


if __name__ == "__main__":
    teach()
