"""Numbers turned so that labels by the dozen lie apart."""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pytest

from regulars.reading.training import figures, whitening

LABELS, EACH, SIZE = 20, 60, 30
Many: TypeAlias = tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]


@pytest.fixture
def many() -> Many:
    """Rows of twenty labels that differ by little, across three directions in which all of them vary widely."""
    chance = np.random.default_rng(7)
    right = np.repeat(np.arange(LABELS), EACH)
    rows = chance.normal(0, 0.5, (LABELS, SIZE))[right] + chance.normal(0, 0.3, (len(right), SIZE))
    loud = chance.normal(0, 1, (3, SIZE))
    return (rows + chance.normal(0, 9, (len(right), 3)) @ loud).astype(np.float32), right


def test_what_differs_within_a_label_is_more_even(many: Many) -> None:
    rows, right = many
    middle, turned = whitening.turning(rows.astype(np.float64), figures.one_hot(right, LABELS))
    seen = (rows - middle) @ turned
    within = seen - np.array([seen[right == label].mean(axis=0) for label in range(LABELS)])[right]
    spread, before = (np.linalg.eigvalsh(np.cov(each.T)) for each in (within, rows))
    assert spread[-1] / spread[0] < before[-1] / before[0] / 5


def test_labels_are_told_apart_by_a_line_over_the_numbers_as_they_are(many: Many) -> None:
    rows, right = many
    learnt = np.arange(len(right)) % 3 > 0
    line = whitening.fit(rows[learnt], figures.one_hot(right[learnt], LABELS))
    assert (line.logits(rows[~learnt]).argmax(axis=1) == right[~learnt]).mean() > 0.95
