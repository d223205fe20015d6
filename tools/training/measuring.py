"""What the files say on the development parts, before anybody relies on them."""

from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from regulars.reading.encoders.english import English
from tools.training import texts
from tools.training.scores import macro_f1

Floats = NDArray[np.float32]
Scores = dict[str, Any]


def emotions(encoder: English, folder: Path) -> Scores:
    """Macro-F1 of the 28 labels and of the seven groups on GoEmotions' development part."""
    labels = texts.labels_of(folder)
    rows = texts.lines(folder / "goemotions" / "dev.jsonl")
    truth = np.zeros((len(rows), len(labels.emotions)), np.float32)
    for place, row in enumerate(rows):
        truth[place, [labels.emotions.index(name) for name in row["labels"]]] = 1
    said = encoder.encode([row["text"] for row in rows])
    return {
        "macro_f1": round(macro_f1(said.emotion, truth), 4),
        "groups_macro_f1": round(macro_f1(said.groups, labels.grouped(truth)), 4),
    }


def classes(train: Floats, truth: NDArray[np.int64], steps: int = 120, decay: float = 1e-4) -> torch.nn.Linear:
    """A softmax regression on vectors, to the end."""
    torch.manual_seed(0)
    head = torch.nn.Linear(train.shape[1], int(truth.max()) + 1)
    optimiser = torch.optim.LBFGS(head.parameters(), max_iter=steps, line_search_fn="strong_wolfe")
    x, y = torch.from_numpy(20 * train), torch.from_numpy(truth)

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        found = functional.cross_entropy(head(x), y) + decay * head.weight.square().sum()
        found.backward()  # type: ignore[no-untyped-call]  # torch's
        return found

    optimiser.step(loss)  # type: ignore[no-untyped-call]  # torch's
    return head


def intents(encoder: English, folder: Path) -> float:
    """The share of held banking77 requests whose intent a plain regression on the vectors names."""
    kind = next(kind for kind in texts.SETS if kind.name == "banking77")
    rows = texts.lines(folder / kind.path)
    names = sorted({row["intent"] for row in rows})
    truth = np.array([names.index(row["intent"]) for row in rows])
    held = np.array([kind.held(place) for place in range(len(rows))])
    vectors = encoder.encode([row["text"] for row in rows]).vectors
    with torch.no_grad():
        found = classes(vectors[~held], truth[~held])(torch.from_numpy(20 * vectors[held])).argmax(1).numpy()
    return round(float((found == truth[held]).mean()), 4)


def scores(out: Path, folder: Path) -> Scores:
    """All of it, of both encoders in the folder `out`."""
    full = English(folder=out)
    deep = emotions(English(deep=True, folder=out), folder)
    return {"full": emotions(full, folder), "deep": deep, "banking77_held_accuracy": intents(full, folder)}
