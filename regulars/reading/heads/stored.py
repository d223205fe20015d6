"""Heads as files: NAME.npz with numbers only, NAME.json beside it.

No file is believed whose digest is not the one on its card.
"""

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from regulars.reading.heads.vocabulary import Floats, Vocabulary

SHIPPED = Path(__file__).parent / "weights"
Numbers = Mapping[str, npt.NDArray[Any]]


class Damaged(ValueError):
    """A head's file is not the one that its card tells of."""


@dataclass(frozen=True)
class Way:
    """How a head answers in one way of reading: `weights` of its parts for each label, what is added, and from which
    probability a label is said at all (`floors`) and is sure (`sure`); 2 where it never is."""

    weights: Floats
    added: Floats
    floors: Floats
    sure: Floats


@dataclass(frozen=True)
class Head:
    """One trained head. `exclusive` where one label at most is true of a text. `ways` by the way of reading."""

    kind: str
    labels: tuple[str, ...]
    exclusive: bool
    ways: Mapping[str, Way]
    numbers: dict[str, Floats]
    card: Mapping[str, Any]


def save(folder: Path, name: str, numbers: Numbers, card: Mapping[str, Any]) -> None:
    """Write a head's numbers and its card. The same numbers give the same file, byte for byte."""
    save_packed(folder, name, packed_numbers(numbers), card)


def save_packed(folder: Path, name: str, packed: bytes, card: Mapping[str, Any]) -> None:
    """Write a head's file and its card, which tells the file's digest."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.npz").write_bytes(packed)
    told = {**card, "sha256": sha256(packed).hexdigest()}
    (folder / f"{name}.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def packed_numbers(numbers: Numbers) -> bytes:
    """Numbers as an .npz. NumPy gives each file in it the same date, so no hour of making is in it."""
    packed = io.BytesIO()
    np.savez_compressed(packed, allow_pickle=False, **dict(numbers))
    return packed.getvalue()


def sound(folder: Path, name: str) -> tuple[bytes, dict[str, Any]]:
    """The file and the card. Raises Damaged where they do not belong together, OSError where one is missing."""
    packed = (folder / f"{name}.npz").read_bytes()
    card = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    if sha256(packed).hexdigest() != card.get("sha256"):
        raise Damaged(f"{name}.npz in {folder} is not the file that its card tells of. Fetch both again.")
    return packed, card


def opened(folder: Path, name: str) -> tuple[dict[str, npt.NDArray[Any]], dict[str, Any]]:
    """The numbers and the card. Raises as `sound`."""
    packed, card = sound(folder, name)
    with np.load(io.BytesIO(packed), allow_pickle=False) as kept:
        return {each: kept[each] for each in kept.files}, card


def vocabulary(folder: Path = SHIPPED) -> Vocabulary:
    """The features that all heads of a folder share."""
    numbers, _ = opened(folder, "words")
    return Vocabulary(numbers["ids"], numbers["weights"].astype(np.float32))


def head(folder: Path, kind: str) -> Head:
    """One head. Raises as `opened`."""
    numbers, card = opened(folder, kind)
    ways = {name: way_of(way) for name, way in card["ways"].items()}
    return Head(kind, tuple(card["labels"]), bool(card["exclusive"]), ways, _whole(numbers), card)


def way_of(told: Mapping[str, Any]) -> Way:
    """A way as its card tells it."""
    return Way(*(np.array(told[name], np.float32) for name in ("weights", "added", "floors", "sure")))


def told_of(way: Way) -> dict[str, Any]:
    """A way for its card, in five digits."""
    named = {"weights": way.weights, "added": way.added, "floors": way.floors, "sure": way.sure}
    return {name: np.round(numbers.astype(np.float64), 5).tolist() for name, numbers in named.items()}


def small(weights: Floats) -> dict[str, npt.NDArray[Any]]:
    """A matrix as bytes from -127 to 127, each column with a scale of its own. The bytes are as the square roots, for
    most weights are near zero and all of those together say the most."""
    scale = np.abs(weights).max(axis=0)
    scale[scale == 0] = 1
    roots = np.round(np.sqrt(np.abs(weights) / scale) * 127) * np.sign(weights)
    return {"words": roots.astype(np.int8), "words_scale": scale.astype(np.float32)}


def wide(numbers: Numbers) -> Floats:
    """The matrix that `small` was given, or nearly so."""
    roots: Floats = numbers["words"].astype(np.float32)
    found: Floats = np.abs(roots) * roots * numbers["words_scale"]
    found *= np.float32(1 / 127**2)
    return found


def _whole(numbers: Numbers) -> dict[str, Floats]:
    """All as float32, but for the words, which stay as small as they are until they are laid beside others."""
    return {name: each if name == "words" else each.astype(np.float32) for name, each in numbers.items()}
