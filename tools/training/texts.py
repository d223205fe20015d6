"""The texts that the encoder learns from, as rows of word pieces with the labels that people gave them."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from regulars.reading.encoders.wordpieces import BEGIN, END, WordPieces

CAP = 48
Ids = list[int]
Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Labelled:
    """One text: its word pieces, and the places of its labels in the one long row of labels."""

    ids: Ids
    labels: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Labels:
    """Emotions, and how they are grouped: the six of Ekman, and neutral."""

    emotions: tuple[str, ...]
    groups: tuple[tuple[str, tuple[int, ...]], ...]

    def grouped(self, row: NDArray[np.float32]) -> NDArray[np.float32]:
        """A row a text of 0 and 1 per emotion, as a row per group."""
        columns = [row[:, list(members)].max(axis=1) for _, members in self.groups]
        return np.stack(columns, axis=1).astype(np.float32)


def lines(path: Path) -> list[Line]:
    """The objects of a file of JSON lines."""
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def labels_of(folder: Path) -> Labels:
    """The labels of GoEmotions and their grouping. Source: Demszky et al. 2020."""
    said = json.loads((folder / "goemotions" / "labels.json").read_text(encoding="utf-8"))
    names = tuple(said["labels"])
    groups = {**said["ekman"], "neutral": ["neutral"]}
    return Labels(names, tuple((group, tuple(map(names.index, members))) for group, members in groups.items()))


def pieces(cutter: WordPieces, texts: list[str]) -> list[Ids]:
    """The word pieces of each text, its first and last mark included, at most CAP of them."""
    return [[BEGIN, *cutter.of(text)[: CAP - 2], END] for text in texts]


def emotions(folder: Path, part: str, labels: Labels, cutter: WordPieces) -> list[Labelled]:
    """The comments of one part of GoEmotions ("train", "dev")."""
    rows = lines(folder / "goemotions" / f"{part}.jsonl")
    found = pieces(cutter, [row["text"] for row in rows])
    return [
        Labelled(ids, tuple(map(labels.emotions.index, row["labels"]))) for ids, row in zip(found, rows, strict=True)
    ]


def targets(rows: Iterable[Labelled], width: int) -> NDArray[np.float32]:
    """A row of 0 and 1 for each text."""
    rows = list(rows)
    wanted = np.zeros((len(rows), width), np.float32)
    for place, row in enumerate(rows):
        wanted[place, list(row.labels)] = 1
    return wanted


@dataclass(frozen=True, slots=True)
class IntentSet:
    """Where requests with intents lie, and how a line tells them. `held` lines are left for measuring."""

    name: str
    path: str
    text: str
    intents: Callable[[Line], list[str]]
    held: Callable[[int], bool] = lambda place: False


def own(line: Line) -> list[str]:
    """The one intent of a line."""
    return [line["intent"]]


def in_domain(line: Line) -> list[str]:
    """The intent of a chat line, which means another thing in another domain. Lines that merely go on have none."""
    return [] if line["intent"] in ("contentonly", "outofdomain") else [f"{line['domain']} {line['intent']}"]


SETS = (
    IntentSet("banking77", "banking77/train.jsonl", "text", own, lambda place: place % 5 == 4),
    IntentSet("clinc150", "clinc150/data.jsonl", "text", own),
    IntentSet("multidogo", "multidogo/data.jsonl", "text", in_domain),
    IntentSet("nlupp banking", "nlupp/banking.jsonl", "text", lambda line: line.get("intents", [])),
    IntentSet("nlupp hotels", "nlupp/hotels.jsonl", "text", lambda line: line.get("intents", [])),
    IntentSet("natcs", "dstc11_natcs/data.jsonl", "utterance", own),
)


@dataclass(frozen=True, slots=True)
class Intents:
    """Requests of many sets. `blocks` are the stretches (start, end) of the row of labels, one a set."""

    rows: list[Labelled]
    block_of: list[int]
    blocks: list[tuple[int, int]]


def intents(folder: Path, cutter: WordPieces) -> Intents:
    """All requests with an intent that are not held back, each text once a set."""
    rows: list[Labelled] = []
    block_of: list[int] = []
    blocks: list[tuple[int, int]] = []
    for block, kind in enumerate(SETS):
        start = blocks[-1][1] if blocks else 0
        told = {
            line[kind.text]: kind.intents(line)
            for place, line in enumerate(lines(folder / kind.path))
            if not kind.held(place) and kind.intents(line)
        }
        names = {name: start + place for place, name in enumerate(sorted({n for all_ in told.values() for n in all_}))}
        found = pieces(cutter, list(told))
        rows += [Labelled(i, tuple(names[n] for n in said)) for i, said in zip(found, told.values(), strict=True)]
        block_of += [block] * len(told)
        blocks.append((start, start + len(names)))
    return Intents(rows, block_of, blocks)


def padded(rows: list[Ids]) -> NDArray[np.int64]:
    """One row a text, filled with 0, the piece for nothing."""
    wide = np.zeros((len(rows), max(map(len, rows))), np.int64)
    for place, row in enumerate(rows):
        wide[place, : len(row)] = row
    return wide


def batches(lengths: NDArray[np.int64], size: int, rng: np.random.Generator) -> list[NDArray[np.int64]]:
    """Every place once, in a random order, texts of like length together (no step is spent on filling)."""
    order = rng.permutation(len(lengths))
    pools = [order[start : start + 40 * size] for start in range(0, len(order), 40 * size)]
    cut = [
        pool[np.argsort(lengths[pool], kind="stable")][start : start + size]
        for pool in pools
        for start in range(0, len(pool), size)
    ]
    return [cut[place] for place in rng.permutation(len(cut))]
