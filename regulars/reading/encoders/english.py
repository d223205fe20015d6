"""English texts as a meaning and what is felt, by an encoder of our own (docs/decisions/0021-an-encoder-of-our-own.md).

The weights lie beside, in 8 bits, with a card that says how they were made; `./do train encoder` makes them again.
onnxruntime computes, with one thread. Where it is not installed, `present()` is false and the desk reads without.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from importlib import util
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from regulars.base.frozen import dataclass
from regulars.reading.encoders.wordpieces import BEGIN, END, WordPieces

Floats = npt.NDArray[np.float32]

WEIGHTS = Path(__file__).parent / "weights"
CARD = "english.json"
SIZE = 384
# Pieces in a window, and windows that are looked at: the network learnt on 48, and nobody waits for a whole book.
WINDOW, WINDOWS = 62, 8
# Pieces in one product; more do not fit the cache of one core.
AT_ONCE = 256


class Tampered(Exception):
    """A file of weights is not the one that its card names."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """What the encoder says of n texts, in their order.

    `vectors` [n, 384] are of length 1: texts that mean alike lie near each other. `emotion` [n, 28] are logits in the
    order of `Card.labels`, and `groups` [n, 7] those of Ekman's groups, in the order of `Card.groups`. Not calibrated.
    """

    vectors: Floats
    emotion: Floats
    groups: Floats


@dataclass(frozen=True, slots=True)
class Card:
    """What the card says that is needed to run: the names of the logits, and the SHA-256 of each file."""

    labels: tuple[str, ...]
    groups: tuple[str, ...]
    sayings: tuple[str, ...]
    files: dict[str, str]


def card(folder: Path = WEIGHTS) -> Card:
    """The card of the weights in a folder."""
    said = json.loads((folder / CARD).read_text(encoding="utf-8"))
    sayings = tuple(said.get("sentences", {}).get("columns", ()))
    return Card(tuple(said["labels"]), tuple(said["groups"]), sayings, said["files"])


def present() -> bool:
    """Whether this machine can run it: there is no onnxruntime for some."""
    return util.find_spec("onnxruntime") is not None


class English:
    """The encoder, ready. With `deep`, what is felt is read by six layers; the vectors are the same, so that those of
    either can be compared. The words of all networks are the same, and so are looked up by one.
    """

    def __init__(self, deep: bool = False, folder: Path = WEIGHTS) -> None:
        self.card, self._folder = card(folder), folder
        self._pieces = WordPieces(self._sound("english-pieces.txt"))
        self._words = _session(self._sound("english-words.onnx"))
        self._first = _session(self._sound("english.onnx"))
        self._further = _session(self._sound("english-deep.onnx")) if deep else None

    def encode(self, texts: Sequence[str]) -> Encoded:
        """What is meant and felt in each text. An empty one has a row too, which says nothing.

        A text of more than 62 pieces is read in windows of 62: its first four and its last four where it has more
        than eight. Its vector is their mean, and so are its probabilities.
        """
        cut = [_windows(self._pieces.of(text)) for text in texts]
        flat = [window for windows in cut for window in windows]
        vectors, logits = np.empty((len(flat), SIZE), np.float32), np.empty((len(flat), self._width()), np.float32)
        for places in _batches(flat):
            vectors[places], logits[places] = self._said(self._looked_up(flat, places))
        return self._joined(vectors, logits, np.cumsum([0, *map(len, cut)]))

    def sayings(self, sentences: Sequence[str]) -> Floats:
        """How likely each sentence of a customer says what the head of customers' sentences tells apart, by a network
        of its own: logits, a column for each of `Card.sayings`. Of a long sentence the mean of its windows."""
        cut = [_windows(self._pieces.of(sentence)) for sentence in sentences]
        flat = [window for windows in cut for window in windows]
        logits = np.empty((len(flat), len(self.card.sayings)), np.float32)
        for places in _batches(flat):
            (logits[places],) = self._sentences.run(["logits"], {"words": self._looked_up(flat, places)})
        starts = np.cumsum([0, *map(len, cut)])
        if len(starts) <= len(flat):
            logits = np.array([logits[start:end].mean(axis=0) for start, end in pairwise(starts.tolist())], np.float32)
        return logits

    @cached_property
    def _sentences(self) -> Any:
        return _session(self._sound("english-sentences.onnx"))

    def _looked_up(self, rows: Sequence[list[int]], places: Sequence[int]) -> Floats:
        words: Floats = self._words.run(["words"], {"ids": np.array([rows[place] for place in places])})[0]
        return words

    def _width(self) -> int:
        return len(self.card.labels) + len(self.card.groups)

    def _said(self, words: Floats) -> tuple[Floats, Floats]:
        vectors, logits = self._first.run(["vectors", "logits"], {"words": words})
        if self._further is not None:
            (logits,) = self._further.run(["logits"], {"words": words})
        return vectors, logits

    def _joined(self, vectors: Floats, logits: Floats, starts: npt.NDArray[np.int64]) -> Encoded:
        """Windows back to texts."""
        if len(starts) <= len(vectors):
            spans = [(start, end) for start, end in pairwise(starts.tolist())]
            vectors = np.array([_unit(vectors[start:end].mean(axis=0)) for start, end in spans], np.float32)
            logits = np.array([_mean_logit(logits[start:end]) for start, end in spans], np.float32)
        emotions = len(self.card.labels)
        return Encoded(vectors, logits[:, :emotions], logits[:, emotions:])

    def _sound(self, name: str) -> Path:
        path = self._folder / name
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != self.card.files[name]:
                raise Tampered(f"{path} is not the file that {CARD} names; fetch both anew.")
        return path


@cache
def loaded(deep: bool = False) -> English:
    """The encoder, loaded once. Trap: `loaded()` and `loaded(False)` are two to the cache."""
    return English(deep)


def encode(texts: Sequence[str], deep: bool = False) -> Encoded:
    """As `English.encode`, by the one loaded encoder."""
    return loaded(deep).encode(texts)


def sayings(sentences: Sequence[str]) -> Floats:
    """As `English.sayings`, by the one loaded encoder."""
    return loaded(False).sayings(sentences)


def _session(path: Path) -> Any:
    """A network ready to run, as it was written: what onnxruntime would join in it is slower than apart."""
    import onnxruntime  # noqa: PLC0415  # not there on every machine

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.enable_mem_pattern = False
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _windows(pieces: list[int]) -> list[list[int]]:
    """The pieces in windows, each with its marks for begin and end."""
    cut = [pieces[start : start + WINDOW] for start in range(0, len(pieces), WINDOW)] or [[]]
    if len(cut) > WINDOWS:
        cut = cut[: WINDOWS // 2] + cut[-WINDOWS // 2 :]
    return [[BEGIN, *window, END] for window in cut]


def _batches(rows: Sequence[list[int]]) -> Iterator[list[int]]:
    """Places of rows of one length (nothing is filled up), as many together as have at most 256 pieces."""
    batch: list[int] = []
    for place in sorted(range(len(rows)), key=lambda place: len(rows[place])):
        length = len(rows[place])
        if batch and ((len(batch) + 1) * length > AT_ONCE or len(rows[batch[0]]) != length):
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch


def _unit(vector: Floats) -> Floats:
    """The vector at length 1; windows never cancel each other out quite."""
    found: Floats = vector / np.maximum(np.linalg.norm(vector), 1e-9)
    return found


def _mean_logit(logits: Floats) -> Floats:
    """The logit of the mean probability."""
    mean = (1 / (1 + np.exp(-logits.astype(np.float64)))).mean(axis=0)
    found: Floats = np.log(mean / (1 - mean)).astype(np.float32)
    return found
