"""The labelled texts that heads are made of, read from the folders that hold them."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from regulars.base.frozen import dataclass
from regulars.reading.heads.curves import Floats

AUTHORED = Path(__file__).parents[1] / "authored"
FEELINGS = (
    *("valued", "appreciated", "relieved", "confident", "confused", "anxious"),
    *("annoyed", "frustrated", "disappointed", "angry", "leaving"),
)
FAILURES = ("product", "delivery", "wait", "staff", "billing", "rule", "promise")
SEVERITIES = ("none", "minor", "serious", "severe")
SENTIMENTS = ("negative", "neutral", "positive")
# What each of the 28 emotions says of a text as a whole. What surprises may be either and is left out.
POLARITY = {
    "positive": "admiration amusement approval caring desire excitement gratitude joy love optimism pride relief",
    "negative": "anger annoyance disappointment disapproval disgust embarrassment fear grief nervousness remorse"
    " sadness",
    "neutral": "neutral curiosity confusion",
}


@dataclass(frozen=True, slots=True)
class Labelled:
    """Texts, a row of ones and zeros for each, and what stands for each column."""

    texts: list[str]
    targets: Floats
    labels: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.texts)


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a file, each an object."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def labelled(said: Iterable[tuple[str, Iterable[str]]], labels: Sequence[str]) -> Labelled:
    """Texts with the labels of each; a label that is not listed is passed over."""
    given = list(said)
    column = {label: number for number, label in enumerate(labels)}
    targets = np.zeros((len(given), len(labels)), np.float32)
    for row, (_, names) in enumerate(given):
        for name in names:
            if name in column:
                targets[row, column[name]] = 1
    return Labelled([text for text, _ in given], targets, tuple(labels))


def goemotions(data: Path, part: str) -> Labelled:
    """Comments with some of 28 emotions each. `part` is train or dev."""
    labels = json.loads((data / "goemotions" / "labels.json").read_text(encoding="utf-8"))["labels"]
    return labelled(((row["text"], row["labels"]) for row in rows(data / "goemotions" / f"{part}.jsonl")), labels)


def ekman(data: Path) -> dict[str, list[str]]:
    """Which of the 28 emotions belong to each of the six of Ekman, and to none."""
    groups: dict[str, list[str]] = json.loads((data / "goemotions" / "labels.json").read_text(encoding="utf-8"))[
        "ekman"
    ]
    return groups


def polarities(said: Labelled) -> Labelled:
    """Texts with emotions as texts with a sentiment: those whose emotions agree."""
    of = {emotion: polarity for polarity, emotions in POLARITY.items() for emotion in emotions.split()}
    found = []
    for text, target in zip(said.texts, said.targets, strict=True):
        named = {of.get(said.labels[place], "") for place in np.flatnonzero(target)}
        plain = named - {"neutral"} or named
        if len(plain) == 1 and "" not in plain:
            found.append((text, plain))
    return labelled(found, SENTIMENTS)


def authored(part: str, kind: str) -> Labelled:
    """Customers' texts written for this project, with their feelings, failures, severity or sentiment."""
    said = [row for row in rows(AUTHORED / f"{part}.jsonl") if row["speaker"] == "customer"]
    return labelled(((row["text"], _named(row, kind)) for row in said), LABELS[kind])


def _named(row: Mapping[str, Any], kind: str) -> list[str]:
    if kind == "severity":
        return [row.get("severity") or "none"]
    if kind == "sentiment":
        return [row["sentiment"]]
    return list(row.get(PLURAL[kind]) or ())


PLURAL = {"feeling": "feelings", "failure": "failures"}
LABELS = {"feeling": FEELINGS, "failure": FAILURES, "severity": SEVERITIES, "sentiment": SENTIMENTS}
