"""The multilingual encoder: what it keeps of pieces of words changes no meaning."""

import numpy as np
import pytest

from regulars.reading import evaluation
from regulars.reading.encoders import meaning
from regulars.reading.encoders.meaning import Meaning
from regulars.reading.training.sets import AUTHORED

# The least of which a quarter is room enough for all pieces that are looked at together.
FEW = 3 * meaning.AT_ONCE


def test_what_makes_room_for_other_pieces_changes_no_meaning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "KEPT", FEW)
    encoder = Meaning()
    texts = [line.said.text for line in evaluation.lines(AUTHORED / "train.jsonl")][:900]
    pieces = {piece for text in texts for piece in encoder.pieces.of(text)}
    assert len(pieces) > FEW + meaning.AT_ONCE
    begun = encoder.vectors(texts[:60])
    encoder.vectors(texts[60:])
    assert encoder.vectors(texts[:60]) == pytest.approx(begun, abs=1e-6)
    assert np.linalg.norm(begun, axis=1) == pytest.approx(1, abs=1e-5)
