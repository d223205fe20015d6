"""The encoder of English: its weights are those of its card, and a text reads the same however it is asked."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.reading.encoders import english
from regulars.reading.encoders.wordpieces import UNKNOWN, WordPieces

pytestmark = pytest.mark.slow

if not english.present():
    pytest.skip("there is no onnxruntime for this machine", allow_module_level=True)

CUT = WordPieces(english.WEIGHTS / "english-pieces.txt")
NAMES = (english.WEIGHTS / "english-pieces.txt").read_text(encoding="utf-8").split("\n")
SAID = [
    "This is outrageous, you lost my order again and I am so angry!",
    "Thank you so much, Ada, you made my day.",
    "When do you open on Sunday?",
    "",
    "🙂",
    "Grüße aus Köln, 很好, مرحبا",
    "late again. " * 60,
]


def pieces(text: str) -> list[str]:
    return [NAMES[number] for number in CUT.of(text)]


def label(encoder: english.English, row: english.Floats) -> str:
    return encoder.card.labels[int(row.argmax())]


def test_words_are_cut_as_by_the_tokenizer_that_the_weights_know() -> None:
    assert pieces("Unbelievable!! I'd NEVER") == "unbelievable ! ! i ' d never".split()
    assert pieces("Café refunding\u200b 人大") == "cafe ref ##und ##ing 人 大".split()
    assert pieces("x" * 101) == [NAMES[UNKNOWN]]


def test_whose_sign_and_which_link_it_is_costs_one_piece() -> None:
    assert pieces("@nordbake see https://nordbake.example/orders/2024?x=1") == "@ see @".split()


@given(st.text(max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_text_is_cut_into_known_pieces(text: str) -> None:
    assert all(0 < number < len(NAMES) for number in CUT.of(text))


def test_a_text_is_a_direction_and_logits_for_each_label() -> None:
    encoder = english.loaded()
    said = encoder.encode(SAID)
    assert said.vectors.shape == (len(SAID), english.SIZE)
    assert said.vectors.dtype == said.emotion.dtype == said.groups.dtype == np.float32
    assert np.linalg.norm(said.vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert said.emotion.shape == (len(SAID), len(encoder.card.labels))
    assert said.groups.shape == (len(SAID), len(encoder.card.groups))
    assert np.isfinite(said.emotion).all()
    assert np.isfinite(said.groups).all()


def test_no_texts_are_no_rows() -> None:
    said = english.encode([])
    assert said.vectors.shape == (0, english.SIZE)
    assert said.emotion.shape == (0, 28)


def test_feelings_are_found_at_both_depths() -> None:
    for deep in (False, True):
        encoder = english.loaded(deep)
        angry, glad, asking = encoder.encode(SAID[:3]).emotion
        assert label(encoder, angry) == "anger"
        assert label(encoder, glad) == "gratitude"
        assert label(encoder, asking) in ("curiosity", "neutral")


def test_meanings_are_the_same_at_both_depths() -> None:
    assert np.array_equal(english.encode(SAID).vectors, english.encode(SAID, deep=True).vectors)


def test_alike_texts_lie_near_each_other() -> None:
    late, tardy, thanks = english.encode(
        ["My parcel has not arrived yet.", "I'm still waiting for my delivery.", "Lovely cake, thank you!"]
    ).vectors
    assert late @ tardy > 0.5 > late @ thanks


def test_a_text_reads_the_same_alone_among_others_and_again() -> None:
    together = english.encode(SAID)
    for place, text in enumerate(SAID):
        alone = english.encode([text])
        assert alone.emotion[0] == pytest.approx(together.emotion[place], abs=1e-4)
        assert alone.vectors[0] == pytest.approx(together.vectors[place], abs=1e-5)
    assert np.array_equal(together.emotion, english.encode(SAID).emotion)


def test_of_a_long_text_the_beginning_and_the_end_are_read() -> None:
    middle = "The parcel is brown. " * 400
    calm, cross = english.encode([middle, f"{middle} I am so angry, this is disgusting!"]).emotion
    anger = english.card().labels.index("anger")
    assert cross[anger] > calm[anger] + 0.5


def test_weights_that_are_not_the_cards_are_refused(tmp_path: Path) -> None:
    for file in english.WEIGHTS.iterdir():
        shutil.copy(file, tmp_path / file.name)
    with (tmp_path / "english-pieces.txt").open("a") as pieces_too_many:
        pieces_too_many.write("\nnordbake")
    with pytest.raises(english.Tampered, match=r"english-pieces\.txt"):
        english.English(folder=tmp_path)


def test_the_card_says_from_whom_it_learnt() -> None:
    card = json.loads((english.WEIGHTS / english.CARD).read_text(encoding="utf-8"))
    assert all(one["licence"] for one in card["learnt_from"])
    assert not any(word in json.dumps(card["learnt_from"]) for word in ("airline", "UMSAB"))
    assert sum((english.WEIGHTS / name).stat().st_size for name in card["files"]) < 40_000_000


@pytest.mark.slow
def test_emotions_are_read_as_well_as_the_card_says(data_folder: Path) -> None:
    rows = [json.loads(line) for line in (data_folder / "goemotions" / "dev.jsonl").open(encoding="utf-8")][:1200]
    said = english.encode([row["text"] for row in rows]).emotion > 0
    names = english.card().labels
    wanted = np.array([[name in row["labels"] for name in names] for row in rows])
    found = 2 * (said & wanted).sum(0) / np.maximum(said.sum(0) + wanted.sum(0), 1)
    common = wanted.sum(0) >= 30
    assert found[common].mean() > 0.45
