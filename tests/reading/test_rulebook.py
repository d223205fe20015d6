"""Rules where words decide: the form they match, where a clause ends, and what a file of rules must have."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from regulars.reading import evaluation, rulefile
from regulars.reading.by_rules import USUAL, rules_only
from regulars.reading.candidates import books
from regulars.reading.cleaning import cleaned
from regulars.reading.rulebook import SHELVES, Rulebook
from regulars.reading.slots import present
from regulars.reading.training.sets import AUTHORED
from regulars.reading.values import Clean, Reading, Speaker, Utterance
from regulars.reading.wording import heard

AT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


def found(kind: str, text: str) -> list[Reading]:
    return list(Rulebook(kind, 1).find(cleaned(Utterance(text))))


def form(text: str) -> str:
    return heard(cleaned(Utterance(text))).wordings[0].text


@pytest.mark.slow
def test_hurried_spelling_is_one_form() -> None:
    assert form("plz dont call, i cant  hear u") == " please do not call , i can not hear you "
    assert form("I’m allergc — you're told") == " i am allergic ; you are told "
    assert form("I recieved it tommorow") == " i received it tomorrow "


def test_evidence_stands_in_the_untouched_text() -> None:
    text = "Hello!\n\nYour  rule about receipts is\u200b ridiculous, and I can't find mine."
    (reading,) = found("rule", text)
    assert text[reading.start : reading.end] == "Your  rule about receipts is\u200b ridiculous"
    assert [text[start:end] for start, end in reading.fired] == ["rule about receipts is\u200b ridiculous"]


@pytest.mark.parametrize("text", ["Dont print that, I can't stand your rule!", "I cant stand ur stupid rule, thx"])
def test_a_word_that_is_several_to_rules_stands_where_it_was_written(text: str) -> None:
    wording = heard(cleaned(Utterance(text))).wordings[0]
    start = wording.text.index(" rule ")
    for first, last in ((start + 1, start + 5), (start + 2, start + 4), (start + 4, start + 6)):
        assert text[slice(*wording.place(first, last))] == "rule"
    start = wording.text.index(" not stand ") + 1
    assert text[slice(*wording.place(start, start + 9))] in ("can't stand", "cant stand")


def written() -> list[Clean]:
    """Every tenth authored text."""
    return [cleaned(line.said) for line in evaluation.lines(AUTHORED / "dev.jsonl")][::10]


def test_the_shelf_gives_the_rules_that_have_their_words() -> None:
    ruled = [rule for book in books() for rule in book.rules]
    given = 0
    for said in map(heard, written()):
        tried = SHELVES[Speaker.CUSTOMER].tried(said)
        for rule in ruled:
            having = [
                at
                for at, wording in enumerate(said.wordings)
                if rule.needs & wording.words and rule.fits(wording.words)
            ]
            given += len(having)
            assert [at for at, each in tried.get(rule.kind, ()) if each.name == rule.name] == having, rule.name
    assert given > 200


def test_no_reader_that_would_find_something_is_passed_over() -> None:
    found = 0
    for clean in written():
        all_asked = [
            reading
            for reader in present().values()
            if reader.find
            and clean.said.speaker in reader.speakers
            and (clean.language.code or USUAL) in reader.languages
            for reading in reader.find(clean)
            if reading.score >= reader.floor
        ]
        assert {(each.kind, each.start, each.label) for each in rules_only(clean)} == {
            (each.kind, each.start, each.label) for each in all_asked
        }
        found += len(all_asked)
    assert found > 60


def test_a_deadline_has_a_time_only_where_it_is_known_when_it_was_said() -> None:
    text = "I need it by Friday, it is urgent."
    for at, known in ((AT, True), (None, False)):
        due = [each.due is not None for each in rules_only(cleaned(Utterance(text, at=at))) if each.label == "deadline"]
        assert due == [known]


def test_a_rule_says_what_it_lacks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(rulefile, "FOLDER", tmp_path)
    (rulefile.FOLDER / "common.txt").write_text("words i\n    i|we\n")
    (rulefile.FOLDER / "rule.txt").write_text("lonely: complaint\n    says {i} weep\n")
    with pytest.raises(ValueError, match="lonely wants"):
        rulefile.rules("rule")
