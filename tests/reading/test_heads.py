"""The trained heads: what is on disk is what was made, training gives the same again, and scores mean what they say."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.reading import features
from regulars.reading.heads import stored
from regulars.reading.heads.curves import chances
from regulars.reading.heads.vocabulary import made_of, over, sums
from regulars.reading.loaded import heads
from regulars.reading.tiers import read_many
from regulars.reading.training import calibration, descent, figures, linear, network, sets
from regulars.reading.training.adapting import adapt, opened, wins, write
from regulars.reading.values import Read, Speaker, Tier, Utterance

pytestmark = pytest.mark.slow

LATE = "My parcel is three days late and nobody answers. I am really disappointed!"
THANKS = "Thank you so much, the cake was wonderful!"


def fast(*texts: str) -> list[Read]:
    return read_many([Utterance(text) for text in texts], Tier.FAST)


def test_a_file_that_is_not_its_cards_is_refused(tmp_path: Path) -> None:
    stored.save(tmp_path, "some", {"numbers": np.ones(3)}, {"kind": "some"})
    assert stored.opened(tmp_path, "some")[0]["numbers"].tolist() == [1, 1, 1]
    (tmp_path / "some.npz").write_bytes((tmp_path / "some.npz").read_bytes() + b"x")
    with pytest.raises(stored.Damaged):
        stored.opened(tmp_path, "some")


def test_numbers_with_python_objects_in_them_are_not_loaded(tmp_path: Path) -> None:
    np.savez(tmp_path / "made.npz", numbers=np.array([{"a": 1}], dtype=object))
    stored.save_packed(tmp_path, "some", (tmp_path / "made.npz").read_bytes(), {"kind": "some"})
    with pytest.raises(ValueError, match="allow_pickle"):
        stored.opened(tmp_path, "some")


def test_each_card_says_what_its_head_was_made_of() -> None:
    for kind, head in heads().heads.items():
        assert head.card["kind"] == kind
        assert head.card["data"]
        assert all(one["licence"] for one in head.card["data"])
        assert {"date", "seed", "development", "sha256"} <= head.card.keys()
        for way in head.ways.values():
            assert len(way.sure) == len(way.floors) == len(head.labels)


def test_words_say_what_is_felt() -> None:
    late, thanks = fast(LATE, THANKS)
    assert max(late.scores["sentiment"], key=late.scores["sentiment"].__getitem__) == "negative"
    assert max(thanks.scores["sentiment"], key=thanks.scores["sentiment"].__getitem__) == "positive"
    assert thanks.scores["emotion"]["gratitude"] > 0.8
    assert any(one.kind == "emotion" and one.label == "gratitude" and one.sure for one in thanks.readings)


def test_what_is_felt_is_shown_in_the_sentence_that_says_it() -> None:
    text = f"The parcel came on Tuesday. {THANKS}"
    found = [one for one in fast(text)[0].readings if (one.kind, one.label) == ("emotion", "gratitude")]
    assert [text[one.start : one.end] for one in found] == [THANKS]


def test_staff_and_languages_that_were_not_measured_are_left_alone() -> None:
    staff = read_many([Utterance(THANKS, Speaker.STAFF)], Tier.FAST)[0]
    other = fast("Das Paket ist schon wieder zu spät, ich bin wirklich enttäuscht.")[0]
    assert not staff.scores
    assert not other.scores


@settings(max_examples=20)
@given(st.lists(st.text(max_size=60), max_size=8))
def test_scores_are_probabilities_whatever_stands_beside_them(texts: list[str]) -> None:
    together = heads().scores([*texts, LATE], "fast")
    alone = heads().scores([LATE], "fast")
    for kind, rows in together.items():
        assert np.isfinite(rows).all()
        assert ((rows >= 0) & (rows <= 1)).all()
        assert np.allclose(rows[-1], alone[kind][0], atol=1e-5)


def test_scoring_gives_what_was_trained_for() -> None:
    """The kept sums of words are the same as the features that training sees."""
    head = stored.head(stored.SHIPPED, "emotion")
    texts = [LATE, THANKS, "sooooo goood :) !!", "10 of 2024"]
    trained = sums(over(stored.vocabulary(), features.bags(texts)), stored.wide(head.numbers))
    found = heads().words.logits(texts)["emotion"]
    assert np.allclose(found, trained + head.numbers["words_added"], atol=2e-3)


def agreeable(kind: str) -> float:
    said = sets.authored("dev", kind)
    scores = heads().scores(said.texts, "fast")[kind]
    return float((scores.argmax(axis=1) == said.targets.argmax(axis=1)).mean())


def test_sentiment_of_authored_texts_is_above_its_floor() -> None:
    assert agreeable("sentiment") >= 0.5


def made_up(count: int) -> tuple[list[str], list[str]]:
    chance = np.random.default_rng(1)
    words = {"good": "lovely quick kind thanks great".split(), "bad": "late broken rude never awful".split()}
    labels = chance.choice(["good", "bad"], count).tolist()
    return [" ".join(chance.choice([*words[label], "the", "order", "it", "was"], 8)) for label in labels], labels


def numbers(texts: Sequence[str]) -> np.typing.NDArray[np.float32]:
    return np.array([[text.count(letter) for letter in "abcdefgklnrtuvw"] for text in texts], np.float32)


def test_training_twice_gives_the_same() -> None:
    texts, labels = made_up(60)
    bags = features.bags(texts)
    known = made_of(bags, 4)
    targets = figures.one_hot(np.array([label == "bad" for label in labels], int), 2)
    words = [descent.fit(over(known, bags), targets, len(known.ids), exclusive=True, seed=3)[0] for _ in "ab"]
    nets = [network.fit(numbers(texts), targets, 8, exclusive=True, seed=3).after for _ in "ab"]
    assert (words[0] == words[1]).all()
    assert (nets[0] == nets[1]).all()


def test_a_desks_own_head_is_kept_and_read_again(tmp_path: Path) -> None:
    texts, labels = made_up(120)
    made = adapt(texts, labels, "sentiment", numbers(texts))
    write(made, tmp_path)
    (read,) = opened(tmp_path)
    later, theirs = made_up(300)
    scores = read.scores(later, numbers(later))
    assert (scores == made.scores(later, numbers(later))).all()
    assert np.mean([read.labels[place] == label for place, label in zip(scores.argmax(1), theirs, strict=True)]) > 0.9
    assert wins(read, np.full((300, 2), 0.5, np.float32), later, numbers(later), theirs)
    assert not wins(read, scores, later, numbers(later), theirs)


def test_too_few_labels_are_refused() -> None:
    with pytest.raises(ValueError, match="two labels"):
        adapt(["a", "b", "c", "d"], ["same"] * 4, "sentiment", np.ones((4, 2), np.float32))


def test_calibration_repairs_scores_that_are_too_sure() -> None:
    chance = np.random.default_rng(0)
    truth = chance.normal(size=(4000, 1)).astype(np.float32)
    targets = (chance.random((4000, 1)) < 1 / (1 + np.exp(-truth))).astype(np.float32)
    loud = truth * 5
    weights, added = calibration.mixed([loud], targets, exclusive=False)
    repaired = chances(calibration.mix([loud], weights, added), exclusive=False)
    assert calibration.error(chances(loud, exclusive=False)[:, 0], targets[:, 0]) > 0.1
    assert calibration.error(repaired[:, 0], targets[:, 0]) < 0.03


def test_logistic_regression_finds_what_made_the_labels() -> None:
    chance = np.random.default_rng(0)
    given = chance.normal(size=(3000, 3)).astype(np.float32)
    odds = given @ np.array([2.0, -1.0, 0.0]) + 0.5
    targets = (chance.random(3000) < 1 / (1 + np.exp(-odds))).astype(np.float32)[:, None]
    found = linear.fit(given, targets, 0.01, exclusive=False)
    assert np.allclose(found.numbers[:, 0], [2, -1, 0], atol=0.2)


@pytest.mark.slow
def test_emotions_are_as_good_as_their_card_says(data_folder: Path) -> None:
    dev = sets.goemotions(data_folder, "dev")
    scores = heads().scores(dev.texts, "fast")["emotion"]
    floors = heads().heads["emotion"].ways["fast"].floors
    # Thresholds come from these very texts; the floor leaves room for that.
    shown = floors <= 1
    assert figures.f1s(scores >= floors, dev.targets)[shown].mean() >= 0.48


def test_bad_lines_are_told_by_number(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from regulars.reading.labels import labelled

    found, refused = labelled([b'{"text": "a", "label": "b"}', b"", b"nonsense", json.dumps({"text": "a"}).encode()])
    assert [one.label for one in found] == ["b"]
    assert [one.reason.split(":")[0] for one in refused] == ["Line 3", "Line 4"]


@given(st.lists(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=24), max_size=20))
def test_words_hashed_together_are_hashed_as_each_alone(words: list[str]) -> None:
    ids, counts = features.of_words(words)
    alone = [features.of_word(word) for word in words]
    assert ids.tolist() == [one for each in alone for one in each]
    assert counts.tolist() == list(map(len, alone))
