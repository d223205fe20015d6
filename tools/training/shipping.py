"""From a network that has learnt to the files that the desk runs: two graphs, the pieces, and the card."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from tools.training import graph
from tools.training.texts import Ids

CALIBRATED_ON = 600
Ranges = dict[str, tuple[float, float]]


def session(model: bytes) -> onnxruntime.InferenceSession:
    """A graph ready to run, with one thread, as it is written."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def by_length(rows: Iterable[Ids], most: int = 16) -> list[NDArray[np.int64]]:
    """Rows of one length together, at most 16: no place is filled up."""
    ordered = sorted(rows, key=len)
    lengths = sorted({len(row) for row in ordered})
    groups = [[row for row in ordered if len(row) == length] for length in lengths]
    return [np.array(group[start : start + most]) for group in groups for start in range(0, len(group), most)]


def ranges(weights: graph.Weights, depth: int, rows: list[Ids], words: bytes, *, meaning: bool = True) -> Ranges:
    """What goes into each product over some texts: the smallest and the largest. `words` is the graph that looks up."""
    model = graph.above_words(weights, depth, None, meaning=meaning, measured=True)
    names = [one.name for one in model.graph.output if one.name not in ("vectors", "logits")]
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
    running, looking = session(model.SerializeToString()), session(words)
    for ids in by_length(rows[:CALIBRATED_ON]):
        (given,) = looking.run(["words"], {"ids": ids})
        for name, values in zip(names, running.run(names, {"words": given}), strict=True):
            found[name].append((float(values.min()), float(values.max())))
    return {name: (min(low for low, _ in seen), max(high for _, high in seen)) for name, seen in found.items()}


def write(folder: Path, files: Mapping[str, bytes], card: Mapping[str, object]) -> None:
    """The files, and last the card that names them. Each takes its place at once."""
    folder.mkdir(parents=True, exist_ok=True)
    told = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    text = json.dumps({**card, "files": told}, indent=1, ensure_ascii=False) + "\n"
    for name, content in {**files, "english.json": text.encode()}.items():
        draft = folder / f"{name}.draft"
        draft.write_bytes(content)
        draft.replace(folder / name)
