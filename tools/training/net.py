"""The network: the layers of MiniLM, with an exit after the second, the third and the sixth.

An exit gives the meaning (a unit vector) and the emotions. So one network holds three encoders that share their lower
layers and their words, and the deepest teaches the others while it learns.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

WIDTH, HEADS, INNER = 384, 12, 1536
EXITS = (2, 3, 6)
EPSILON = 1e-12


@dataclass(frozen=True, slots=True)
class Said:
    """What an exit says of each text: unit vectors [n, 384], and logits of emotions and their groups [n, 28 + 7]."""

    vectors: Tensor
    logits: Tensor


class Layer(nn.Module):
    """One layer of BERT, normalised after each addition. Source: Devlin et al. 2019."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.out_norm = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.inner = nn.Linear(WIDTH, INNER)
        self.outer = nn.Linear(INNER, WIDTH)
        self.outer_norm = nn.LayerNorm(WIDTH, eps=EPSILON)

    def attended(self, x: Tensor, hidden: Tensor) -> Tensor:
        """Each piece as a mean of what all the others carry. `hidden` is added to the scores."""
        n, length, _ = x.shape
        q, k, v = self.qkv(x).view(n, length, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        # Written out: torch's own attention takes three times as long backwards on a processor.
        weights = torch.softmax((q @ k.transpose(-1, -2)) * (WIDTH // HEADS) ** -0.5 + hidden, -1)
        joined: Tensor = (weights @ v).transpose(1, 2).reshape(n, length, WIDTH)
        return joined

    def forward(self, x: Tensor, hidden: Tensor) -> Tensor:
        """The pieces [n, length, 384] one layer further."""
        x = self.out_norm(x + self.out(self.attended(x, hidden)))
        further: Tensor = self.outer_norm(x + self.outer(functional.gelu(self.inner(x))))
        return further


class Exit(nn.Module):
    """From pieces to what is said of the text."""

    def __init__(self, labels: int) -> None:
        super().__init__()
        self.meaning = nn.Linear(WIDTH, WIDTH)
        self.feeling = nn.Linear(2 * WIDTH, WIDTH)
        self.labels = nn.Linear(WIDTH, labels)

    def forward(self, x: Tensor, mask: Tensor) -> Said:
        """`mask` is 1 where a piece stands."""
        mean = (x * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)
        felt = functional.gelu(self.feeling(torch.cat([x[:, 0], mean], 1)))
        felt = functional.dropout(felt, 0.15, self.training)
        return Said(functional.normalize(self.meaning(mean).float(), dim=1), self.labels(felt).float())


class Network(nn.Module):
    """Words, six layers, three exits. Computes in bfloat16; the table of words is float32 and learns sparsely."""

    def __init__(self, pieces: int, labels: int) -> None:
        super().__init__()
        self.words = nn.Embedding(pieces, WIDTH, sparse=True)
        self.places = nn.Parameter(torch.zeros(512, WIDTH))
        self.norm = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.layers = nn.ModuleList(Layer() for _ in range(max(EXITS)))
        self.exits = nn.ModuleDict({str(depth): Exit(labels) for depth in EXITS})

    def forward(self, ids: Tensor, depth: int = max(EXITS)) -> dict[int, Said]:
        """What each exit down to `depth` says."""
        kind = self.places.dtype
        mask = (ids != 0).to(kind)
        hidden = ((1 - mask) * -1e4)[:, None, None, :]
        x = self.norm(self.words(ids).to(kind) + self.places[: ids.shape[1]])
        said = {}
        for place in range(depth):
            x = self.layers[place](x, hidden)
            if place + 1 in EXITS:
                said[place + 1] = self.exits[str(place + 1)](x, mask)
        return said


def qkv(weights: Mapping[str, NDArray[np.float32]], layer: str, part: str) -> Tensor:
    """The three maps of attention as one."""
    return torch.from_numpy(
        np.concatenate([weights[f"{layer}.attention.self.{k}.{part}"] for k in ("query", "key", "value")])
    )


NAMES: Sequence[tuple[str, str]] = (
    ("out", "attention.output.dense"),
    ("out_norm", "attention.output.LayerNorm"),
    ("inner", "intermediate.dense"),
    ("outer", "output.dense"),
    ("outer_norm", "output.LayerNorm"),
)


@torch.no_grad()
def begin_with(network: Network, weights: Mapping[str, NDArray[np.float32]]) -> None:
    """Lay MiniLM's weights in. The exits begin as the plain mean of the pieces."""
    network.words.weight.copy_(torch.from_numpy(weights["embeddings.word_embeddings.weight"]))
    kinds = weights["embeddings.token_type_embeddings.weight"][0]
    network.places.copy_(torch.from_numpy(weights["embeddings.position_embeddings.weight"] + kinds))
    network.norm.weight.copy_(torch.from_numpy(weights["embeddings.LayerNorm.weight"]))
    network.norm.bias.copy_(torch.from_numpy(weights["embeddings.LayerNorm.bias"]))
    for place, layer in enumerate(network.layers):
        name = f"encoder.layer.{place}"
        for part in ("weight", "bias"):
            getattr(layer.qkv, part).copy_(qkv(weights, name, part))
            for ours, theirs in NAMES:
                getattr(getattr(layer, ours), part).copy_(torch.from_numpy(weights[f"{name}.{theirs}.{part}"]))
    for out in network.exits.values():
        out.meaning.weight.copy_(torch.eye(WIDTH))
        out.meaning.bias.zero_()


def in_bfloat16(network: Network) -> Network:
    """The network for training: all but the table of words in bfloat16, which matrix units multiply."""
    for name, child in network.named_children():
        if name != "words":
            child.bfloat16()
    network.places.data = network.places.data.bfloat16()
    return network
