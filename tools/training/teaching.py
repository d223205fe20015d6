"""The training itself: what is asked of the network, step by step."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from tools.training.net import EXITS, WIDTH, Network, Said
from tools.training.texts import Ids, Intents, Labelled, batches, padded

EPOCHS, BATCH = 3, 64
RATE, HEAD_RATE, WARM = 1e-4, 5e-4, 0.06
MASK, DROPPED = 103, 0.08
SHARPNESS = 20.0
DEEPEST = max(EXITS)


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is learnt from: comments with emotions, requests with intents, and MiniLM's own vector of each."""

    comments: list[Labelled]
    wanted: NDArray[np.float32]
    comment_vectors: NDArray[np.float32]
    requests: Intents
    request_vectors: NDArray[np.float32]


@dataclass(slots=True)
class Pupil:
    """The network, what reads intents off its vectors while it learns, and the steps taken so far."""

    network: Network
    reader: nn.Linear
    weights: Tensor
    step: int = 0


def weights_of(wanted: NDArray[np.float32]) -> Tensor:
    """How much a label found counts more than one not there: rare ones more, gently, so that they are learnt at all."""
    often = np.maximum(wanted.sum(0), 1) / len(wanted)
    return torch.from_numpy(np.clip(often**-0.25, 1, 6).astype(np.float32))


def thinned(ids: NDArray[np.int64], rng: np.random.Generator) -> Tensor:
    """Some pieces hidden, never the first: the network cannot learn its lesson by heart."""
    gone = (rng.random(ids.shape) < DROPPED) & (ids != 0)
    gone[:, 0] = False
    return torch.from_numpy(np.where(gone, MASK, ids))


def unlike(said: Said, meant: Tensor) -> Tensor:
    """How far the meaning is from MiniLM's own, so that it stays one that all texts can be compared by."""
    return (1 - (said.vectors * meant).sum(1)).mean()


def felt(pupil: Pupil, said: Said, wanted: Tensor) -> Tensor:
    """How far the emotions are from those wanted."""
    each = functional.binary_cross_entropy_with_logits(said.logits, wanted, pos_weight=pupil.weights, reduction="none")
    return each.sum(1).mean()


def comments_loss(pupil: Pupil, ids: Tensor, wanted: Tensor, meant: Tensor, taught: bool) -> Tensor:
    """Each exit learns people's labels; once the deepest knows something, the others learn its doubts as well."""
    said = pupil.network(ids)
    soft = (wanted + torch.sigmoid(said[DEEPEST].logits.detach())) / 2 if taught else wanted
    return sum(  # type: ignore[return-value]  # a sum of tensors is one
        felt(pupil, one, wanted if depth == DEEPEST else soft) + 3 * unlike(one, meant) for depth, one in said.items()
    )


def requests_loss(pupil: Pupil, ids: Tensor, wanted: Tensor, block: Tensor, meant: Tensor, depth: int) -> Tensor:
    """Intents are read off the vector. A request is one of its own set's: others' labels are out of the question."""
    total = torch.zeros(())
    for said in pupil.network(ids, depth).values():
        logits = (SHARPNESS * pupil.reader(said.vectors)).masked_fill(block == 0, -1e4)
        total = total - (functional.log_softmax(logits, 1) * wanted).sum(1).mean() + 3 * unlike(said, meant)
    return total


class Masters:
    """Float32 copies of the bfloat16 weights, which alone are fine enough to learn in small steps."""

    def __init__(self, pupil: Pupil) -> None:
        named = [(n, p) for n, p in pupil.network.named_parameters() if n != "words.weight"]
        self.own = [p for _, p in named] + list(pupil.reader.parameters())
        self.copies = [p.detach().clone().float() for p in self.own]
        fresh = {place for place, (n, _) in enumerate(named) if n.startswith("exits.")} | set(
            range(len(named), len(self.own))
        )
        slow = [c for place, c in enumerate(self.copies) if place not in fresh]
        quick = [c for place, c in enumerate(self.copies) if place in fresh]
        self.optimiser = torch.optim.AdamW(
            [{"params": slow, "lr": RATE}, {"params": quick, "lr": HEAD_RATE}], weight_decay=0.01, fused=True
        )
        self.words = torch.optim.SparseAdam([pupil.network.words.weight], lr=RATE)
        self.rates = [(group, group["lr"]) for o in (self.optimiser, self.words) for group in o.param_groups]

    @torch.no_grad()
    def learn(self, share: float) -> None:
        """One step at `share` of the full rate."""
        for group, rate in self.rates:
            group["lr"] = rate * share
        for copy, one in zip(self.copies, self.own, strict=True):
            copy.grad = None if one.grad is None else one.grad.float()
            one.grad = None
        nn.utils.clip_grad_norm_([c for c in self.copies if c.grad is not None], 5.0)
        self.optimiser.step()
        self.words.step()
        self.words.zero_grad()
        for copy, one in zip(self.copies, self.own, strict=True):
            one.copy_(copy)


def share_of(step: int, steps: int) -> float:
    """The learning rate's share: up within the first steps, then down to nothing in a straight line."""
    warm = max(1, int(WARM * steps))
    return min(step / warm, max(0.0, (steps - step) / (steps - warm)))


def plan(lesson: Lesson, rng: np.random.Generator) -> list[tuple[str, NDArray[np.int64]]]:
    """One epoch: every comment once, and a third of the requests, mixed."""
    comments = batches(np.array([len(row.ids) for row in lesson.comments]), BATCH, rng)
    requests = batches(np.array([len(row.ids) for row in lesson.requests.rows]), BATCH, rng)
    mixed = [("comments", b) for b in comments] + [("requests", b) for b in requests[: len(requests) // 3]]
    return [mixed[place] for place in rng.permutation(len(mixed))]


def comment_step(
    pupil: Pupil, lesson: Lesson, batch: NDArray[np.int64], rng: np.random.Generator, late: bool
) -> Tensor:
    """The loss of some comments."""
    ids = thinned(padded([lesson.comments[place].ids for place in batch]), rng)
    wanted, meant = torch.from_numpy(lesson.wanted[batch]), torch.from_numpy(lesson.comment_vectors[batch])
    return comments_loss(pupil, ids, wanted, meant, late)


def request_step(pupil: Pupil, lesson: Lesson, batch: NDArray[np.int64], rng: np.random.Generator) -> Tensor:
    """The loss of some requests; every other time the three upper layers rest."""
    found = lesson.requests
    ids = thinned(padded([found.rows[place].ids for place in batch]), rng)
    wanted, block = np.zeros((2, len(batch), found.blocks[-1][1]), np.float32)
    for row, place in enumerate(batch):
        start, end = found.blocks[found.block_of[place]]
        block[row, start:end] = 1
        wanted[row, list(found.rows[place].labels)] = 1 / len(found.rows[place].labels)
    depth = DEEPEST if pupil.step % 2 else 3
    meant = torch.from_numpy(lesson.request_vectors[batch])
    return requests_loss(pupil, ids, torch.from_numpy(wanted), torch.from_numpy(block), meant, depth)


def taught(pupil: Pupil, lesson: Lesson, seed: int) -> Iterator[str]:
    """Teach it, one epoch after the other; gives back a line about each hundred steps."""
    rng = np.random.default_rng(seed)
    masters, mean, began = Masters(pupil), {"comments": 0.0, "requests": 0.0}, time.process_time()
    epochs = [plan(lesson, rng) for _ in range(EPOCHS)]
    steps = sum(map(len, epochs))
    for number, epoch in enumerate(epochs):
        pupil.network.train()
        for kind, batch in epoch:
            pupil.step += 1
            comments = kind == "comments"
            args = (pupil, lesson, batch, rng)
            loss = comment_step(*args, late=number > 0) if comments else request_step(*args)
            loss.backward()  # type: ignore[no-untyped-call]  # torch's
            masters.learn(share_of(pupil.step, steps))
            mean[kind] += 0.02 * (float(loss.detach()) - mean[kind])
            if pupil.step % 100 == 0:
                losses = " ".join(f"{name} {value:.3f}" for name, value in mean.items())
                yield f"{pupil.step}/{steps} {losses} {time.process_time() - began:.0f} s"
        yield f"epoch {number + 1} of {EPOCHS}"


@torch.no_grad()
def said_of(network: Network, rows: list[Ids], depth: int = DEEPEST) -> dict[int, Said]:
    """What each exit says of many texts, in their order."""
    network.eval()
    order = sorted(range(len(rows)), key=lambda place: len(rows[place]))
    parts = [
        network(torch.from_numpy(padded([rows[p] for p in order[s : s + 128]])), depth)
        for s in range(0, len(rows), 128)
    ]
    back = torch.from_numpy(np.argsort(order))
    return {
        d: Said(torch.cat([p[d].vectors for p in parts])[back], torch.cat([p[d].logits for p in parts])[back])
        for d in parts[0]
    }


def fresh(network: Network, labels: int, wanted: NDArray[np.float32]) -> Pupil:
    """A pupil before its first lesson."""
    return Pupil(network, nn.Linear(WIDTH, labels, bias=False), weights_of(wanted))
