"""Rules where words decide: the form they match, where a clause ends, and what a file of rules must have."""

from pathlib import Path

import pytest

from regulars.reading import rulefile
from regulars.reading.cleaning import cleaned
from regulars.reading.rulebook import Rulebook
from regulars.reading.values import Reading, Utterance
from regulars.reading.wording import heard


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


def test_a_rule_says_what_it_lacks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(rulefile, "FOLDER", tmp_path)
    (rulefile.FOLDER / "common.txt").write_text("words i\n    i|we\n")
    (rulefile.FOLDER / "rule.txt").write_text("lonely: complaint\n    says {i} weep\n")
    with pytest.raises(ValueError, match="lonely wants"):
        rulefile.rules("rule")
