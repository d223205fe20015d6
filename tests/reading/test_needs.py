"""The words that a rule cannot do without: nothing that a rule says may be missed for want of them."""

import json
from pathlib import Path

import pytest

from regulars.reading import rulefile
from regulars.reading.cleaning import cleaned
from regulars.reading.needs import wanted
from regulars.reading.values import Utterance
from regulars.reading.wording import worded

KINDS = sorted(path.stem for path in rulefile.FOLDER.glob("*.txt") if path.stem != "common")
TEXTS = Path(rulefile.__file__).parent / "authored" / "train.jsonl"
WANTED = {
    "(?:stupid|absurd) <little> ~(?:policy|small print)": [{"absurd", "stupid"}, {"policy", "small"}],
    "cancel(?:led)? my": [{"my"}],
    "not (?!only )~eat": [{"eat"}, {"not"}],
    "(?:(?:a|the) )?dog": [{"dog"}],
    "x(?:a )?dog ends": [{"ends"}],
    r"allerg\w+ to|intolerant of": [{"intolerant", "to"}],
    "(?:can|could)n't go": [{"go"}],
    r"parts? [a-z]+s \d+th": [],
    "(?:very )*good": [{"good"}],
}


@pytest.mark.parametrize("pattern", WANTED)
def test_only_whole_words_that_must_stand_there_are_wanted(pattern: str) -> None:
    assert sorted(map(set, wanted(pattern)), key=min) == sorted(WANTED[pattern], key=min)


@pytest.mark.slow
def test_no_rule_is_missed_for_want_of_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = TEXTS.read_text(encoding="utf-8").splitlines()[::30]
    said = [worded(one) for line in lines for one in cleaned(Utterance(json.loads(line)["text"])).sentences]
    asked: list[list[frozenset[str]]] = []
    monkeypatch.setattr(rulefile, "wanted", lambda pattern: asked.append(wanted(pattern)) or [])
    ruled = [rule for kind in KINDS for rule in rulefile.rules(kind)]
    fired = 0
    for rule, wants in zip(ruled, asked, strict=True):
        for wording in said:
            if rule.says.search(wording.text):
                fired += 1
                assert not any(want.isdisjoint(wording.words) for want in wants), (rule.name, wording.text)
    assert fired > 20
