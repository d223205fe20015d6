"""What the weighing heads read in customers' and staff's sentences, and the rules that they weigh."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zlib import crc32

import numpy as np
import pytest

from regulars.reading.by_weighing import with_weighed
from regulars.reading.candidates import books
from regulars.reading.cleaning import cleaned
from regulars.reading.deadlines import dated
from regulars.reading.encoders import meaning
from regulars.reading.encoders.english import card, encode, sayings
from regulars.reading.loaded import vectors
from regulars.reading.slots import present
from regulars.reading.tiers import read_many
from regulars.reading.values import Read, Reading, Speaker, Utterance
from regulars.reading.weighing import staffs as staffs_head
from regulars.reading.weighing import staffs_looks
from regulars.reading.weighing.kinds import COLUMNS, KINDS, sentences
from regulars.reading.weighing.looks import AROUND, BUCKETS, MEANING, SIZE, WHOLE, Floats, Seen, fired, numbers, words
from regulars.reading.weighing.weighed import shipped, weighed

pytestmark = pytest.mark.slow

SAID = {
    "rule": "Your rule that only the account holder may ask about the bill is ridiculous.",
    "expectation": "For that money I'd have expected the room to be clean.",
    "preference": "I'm allergic to nuts and I always take the aisle.",
    "urgency": "I'm locked out and standing outside, please hurry!",
    "repeat": "This is the third time I write about this and still no answer.",
    "leaving": "I'll cancel my account and take my business elsewhere.",
    "request": "Could you please send me a copy of the invoice?",
    "thanks": "Thank you so much for your help, you made my day!",
}


def seen_in(text: str) -> Seen:
    """What the encoders make of a text."""
    clean = cleaned(Utterance(text))
    said = sayings([sentence.text for sentence in sentences(clean)])
    return Seen(said, encode([clean.own]).vectors, vectors([clean.own]))


def nothing(texts: int) -> Floats:
    """Meanings that mean nothing."""
    return np.zeros((texts, meaning.SIZE), np.float32)


@pytest.mark.parametrize(("kind", "text"), SAID.items())
def test_each_kind_has_words_that_say_it(kind: str, text: str) -> None:
    (book,) = [book for book in books() if book.kind == kind]
    found = list(book.find(cleaned(Utterance(text))))
    assert any(reading.sure and reading.fired for reading in found), kind


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("rule", "What is your policy on late arrivals?"),
        ("rule", "Why can't I log in?"),
        ("expectation", "I'm expecting a parcel on Thursday."),
        ("expectation", "When can I expect my refund?"),
        ("leaving", "Please cancel my booking for Saturday."),
        ("thanks", "Thanks for nothing."),
        ("thanks", "Thanks in advance."),
        ("urgency", "It is not urgent at all."),
        ("repeat", "It broke for the second time."),
        ("preference", "My order number is 48213."),
    ],
)
def test_words_that_only_look_alike_say_nothing(kind: str, text: str) -> None:
    (book,) = [book for book in books() if book.kind == kind]
    assert not [reading for reading in book.find(cleaned(Utterance(text))) if reading.sure]


def test_a_row_for_each_sentence_with_the_rules_that_fired() -> None:
    clean = cleaned(Utterance("Your policy is ridiculous. I want my money back."))
    seen = Seen(np.zeros((2, len(COLUMNS)), np.float32), np.eye(1, MEANING, 7, np.float32), nothing(1))
    looks = numbers([clean], seen, [fired(clean)])
    assert looks.shape == (2, SIZE)
    assert looks[:, KINDS.index("rule")].tolist() == [looks[0].max(), 0]
    # All of the text is seen beside each of its sentences, the less the more there are.
    assert looks[:, WHOLE + 7].tolist() == [AROUND / 2, AROUND / 2]
    assert len(words([clean])) == 2


@pytest.mark.parametrize("asked", ["Nobody could tell me why.", "I had to come in person.", "I was sent home for it."])
def test_a_sentence_is_read_as_the_others_around_it_say(asked: str) -> None:
    annoyed, glad = (
        ruled(f"{asked} {around}")
        for around in ("The rule is absurd: no receipt, no refund.", "Thanks for the lovely flowers.")
    )
    assert annoyed > glad * 1.2


def ruled(text: str) -> float:
    """How likely it is that the first sentence complains of a rule."""
    clean = cleaned(Utterance(text))
    weights = shipped()
    return float(weights.probabilities(weights.logits([clean], seen_in(text), [fired(clean)]))[0, KINDS.index("rule")])


def test_the_first_time_in_the_clause_is_the_deadline() -> None:
    at = datetime.fromisoformat("2026-03-05T14:20:00+01:00")
    text = "We moved on Monday. I need it by Friday, please."
    clean = cleaned(Utterance(text, at=at, zone="Europe/Berlin"))
    start = text.index("I need")
    (reading,) = dated(clean, [Reading("urgency", "deadline", 0.9, start, len(text), 1)])
    assert reading.due is not None
    assert reading.due.time is not None
    assert reading.due.time.wall.date().isoformat() == "2026-03-06"


def nobody(texts: Sequence[str]) -> None:
    pytest.fail("nobody asked")


def test_nothing_is_weighed_of_staff_or_in_other_languages() -> None:
    cleans = [cleaned(Utterance("Why should I?", Speaker.STAFF)), cleaned(Utterance(""))]
    reads = [Read(clean.language) for clean in cleans]
    assert with_weighed(cleans, reads, nothing(2), nobody, nobody) == reads


def test_the_sentences_of_all_texts_are_encoded_at_once() -> None:
    cleans = [cleaned(Utterance(text)) for text in ("I am locked out.", "Please hurry! I am waiting.")]
    reads = [Read(clean.language) for clean in cleans]
    wholes, parts = list[Sequence[str]](), list[Sequence[str]]()
    # Where the networks cannot run, what rules read stays.
    assert with_weighed(cleans, reads, nothing(2), wholes.append, parts.append) == reads
    assert wholes == [["I am locked out.", "Please hurry! I am waiting."]]
    assert parts == [["I am locked out.", "Please hurry!", "I am waiting."]]


def test_the_network_of_sentences_says_what_the_head_tells_apart() -> None:
    assert card().sayings == COLUMNS
    said = sayings([*SAID.values(), "", "late again. " * 60])
    assert said.shape == (len(SAID) + 2, len(COLUMNS))
    assert np.isfinite(said).all()
    assert [KINDS[place] for place in said[: len(SAID), : len(KINDS)].argmax(axis=1)] == list(SAID)
    # A text reads the same alone and among others.
    assert sayings(["Please hurry!"])[0] == pytest.approx(sayings([*SAID.values(), "Please hurry!"])[-1], abs=1e-4)
    assert sayings([]).shape == (0, len(COLUMNS))


def test_network_and_line_are_heard_both() -> None:
    clean, weights = cleaned(Utterance("Your policy is ridiculous.")), shipped()
    silent = Seen(np.zeros((1, len(COLUMNS)), np.float32), np.zeros((1, MEANING), np.float32), nothing(1))
    alone = weights.logits([clean], silent, [fired(clean)])
    told = weights.logits([clean], replace(silent, said=silent.said + 1), [fired(clean)])
    assert (told > alone).all()
    assert (weights.slopes > 0).all()


@pytest.mark.slow
def test_sentences_are_read_with_their_words_as_evidence() -> None:
    clean = cleaned(Utterance(" ".join(SAID.values())))
    (found,) = weighed([clean], seen_in(clean.said.text))
    assert {reading.kind for reading in found if reading.sure} == set(KINDS)
    for reading in found:
        assert clean.sentences[0].start <= reading.start < reading.end <= clean.sentences[-1].end


@pytest.mark.parametrize(
    ("text", "kind", "label", "words"),
    [
        (
            "I'm allergic to nuts, and I always prefer a room on the top floor.",
            "preference",
            "need",
            "allergic to nuts",
        ),
        (
            "I always prefer the top floor, and I'm allergic to nuts.",
            "preference",
            "preference",
            "prefer the top floor",
        ),
        ("Your return policy is absurd, third time I write!", "repeat", "repeat", "third time I write"),
    ],
)
def test_of_two_matters_in_a_sentence_none_is_lost(text: str, kind: str, label: str, words: str) -> None:
    (found,) = read_many([Utterance(text)])
    said = [one for one in found.readings if (one.kind, one.label) == (kind, label) and one.sure]
    assert [text[one.start : one.end] for one in said if words in text[one.start : one.end]]


def test_the_texts_that_it_learns_from_are_whole() -> None:
    from regulars.reading.weighing.lessons import AUTHORED, brief
    from regulars.reading.weighing.staffs_teaching import briefly

    for lines in (list(brief(AUTHORED / "brief.txt")), [line for _, line in briefly()]):
        assert len({line.said.text for line in lines}) == len(lines) > 200
        assert all(label.end <= len(line.said.text) for line in lines for label in line.labels)


def test_what_is_learnt_alone_is_learnt_among_other_matters_too() -> None:
    from regulars.reading.weighing.lessons import among_others, taught

    alone = taught()
    together = among_others(alone)
    said = [(line.said.text[label.start : label.end], label.kind) for _, line in alone for label in line.labels]
    again = [(line.said.text[label.start : label.end], label.kind) for _, line in together for label in line.labels]
    assert sorted(again) == sorted(said)
    assert len(together) < len(alone) / 2
    # Nobody's texts stand beside another's: left out together, they are not learnt from.
    assert {voice for voice, _ in together} <= {voice for voice, _ in alone}


def test_no_network_that_was_taught_a_voice_says_how_sure_the_head_is_of_it() -> None:
    from regulars.reading.heads.stored import opened
    from regulars.reading.weighing.lessons import UNSEEN, taught
    from regulars.reading.weighing.weighed import SHIPPED

    said = [one.text for _, line in taught() for one in sentences(cleaned(line.said))]
    kept, _ = opened(SHIPPED, UNSEEN)
    assert set(kept["texts"].tolist()) == {crc32(text.encode()) for text in said}
    # Those that were taught a sentence know it by heart.
    assert np.abs(sayings(said[-50:]) - kept["logits"][-50:]).mean() > 0.5


@pytest.mark.parametrize("kind", staffs_head.KINDS)
def test_what_the_head_adds_is_of_its_readers_version(kind: str) -> None:
    (reading,) = staffs("Stand's coming over on Saturday.", kind)
    assert (reading.kind, reading.version) == (kind, present()[kind].version)


def staffs(text: str, kind: str = "promise") -> list[Reading]:
    """What the head adds to a text of staff in which rules read nothing, if it sees such a thing everywhere."""
    clean = cleaned(
        Utterance(text, Speaker.STAFF, datetime.fromisoformat("2026-03-05T14:20:00+01:00"), "Europe/Berlin")
    )
    size, columns = staffs_looks.SIZE, len(staffs_head.COLUMNS)
    each = np.ones(len(staffs_head.KINDS), np.float32)
    everywhere = np.full(columns, -9, np.float32)
    everywhere[[staffs_head.COLUMNS.index(kind), staffs_head.COLUMNS.index("promise.implied")]] = 9
    weights = staffs_head.Weights(
        np.zeros((size, columns), np.float32),
        np.zeros((BUCKETS, columns), np.float32),
        everywhere,
        each,
        0 * each,
        each * np.float32(0.5),
    )
    count = len(sentences(clean))
    rows = np.zeros((count, staffs_looks.SIZE), np.float32)
    (found,) = staffs_head.weighed([clean], [()], rows[:, :384], rows[:, 384:896], weights)
    return found


def test_a_sentence_in_which_rules_are_silent_gets_its_time() -> None:
    (reading,) = staffs("Stand's coming over on Saturday.")
    assert (reading.kind, reading.label, reading.sure, reading.rule) == ("promise", "implied", True, "")
    assert reading.due is not None
    assert reading.due.time is not None
    assert reading.due.time.wall.date().isoformat() == "2026-03-07"


@pytest.mark.parametrize("text", ["I can't promise I'll call you on Saturday.", "They said they'll ship it tomorrow."])
def test_what_rules_take_back_stays_taken_back(text: str) -> None:
    assert staffs(text) == []
