"""The texts that heads of customers' sentences learn from, each with its voice, and what is true of each sentence."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from zlib import crc32

import numpy as np

from regulars.reading.evaluation import Label, Line, line_of
from regulars.reading.values import Sentence, Speaker, Utterance
from regulars.reading.weighing.kinds import COLUMNS

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
FOLDS, SEED = 5, 20261122
# What networks say of sentences of voices that they were not taught: `./do train sentences` writes it.
UNSEEN = "unseen"
# Texts in one message, where people write of several things at once.
TOGETHER = 3


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
        voices.setdefault(voice_of(voice), []).append((voice, line))
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


def voice_of(name: str) -> str:
    """Brief texts were written in one go with those around them, so twenty-five of them are left out together."""
    number = name.removeprefix("brief")
    return f"brief {int(number) // 25}" if number != name else name


def target(line: Line, sentence: Sentence) -> list[bool]:
    kinds = {
        name for label in line.labels if _in(label, sentence) for name in (label.kind, f"{label.kind}.{label.label}")
    }
    return [column in kinds for column in COLUMNS]


def _in(label: Label, sentence: Sentence) -> bool:
    shared = min(label.end, sentence.end) - max(label.start, sentence.start)
    return shared > 0 and 2 * shared >= min(label.end - label.start, sentence.end - sentence.start)


def fold_of(voice: str) -> int:
    """Which of the five parts a voice is in."""
    return crc32(voice_of(voice).encode()) % FOLDS
