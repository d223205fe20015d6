"""The texts written for reading: every line can be learned from, and no line is in two files."""

import json
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

AUTHORED = Path(__file__).resolve().parents[2] / "regulars" / "reading" / "authored"
FILES = sorted(AUTHORED.glob("*.jsonl"))
STAFF = {
    "promise": {"explicit", "implied", "policy"},
    "refusal": {"rule"},
    "apology": {"apology", "hollow"},
    "question": {"question"},
    "amends": {"offered"},
}
CUSTOMER = {
    "thanks": {"thanks", "delight"},
    "rule": {"complaint"},
    "expectation": {"expectation"},
    "preference": {"preference", "need", "fact"},
    "urgency": {"urgent", "deadline"},
    "repeat": {"repeat"},
    "leaving": {"threat"},
    "request": {"request"},
}
KINDS = {"staff": STAFF, "customer": CUSTOMER}
FEELINGS = set(
    "valued appreciated relieved confident confused anxious annoyed frustrated disappointed angry leaving".split()
)
FAILURES = {"product", "delivery", "wait", "staff", "billing", "rule", "promise"}
SEVERITIES = {"minor", "serious", "severe"}
NEEDED = {"id", "speaker", "style", "trade", "text", "readings"}
OF_CUSTOMERS = {"sentiment", "feelings", "failures"}
Line = dict[str, Any]


def lines(file: Path) -> list[Line]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def wrong_reading(line: Line, reading: Line) -> str:
    kinds, text = KINDS[line["speaker"]], line["text"]
    start, end = reading["start"], reading["end"]
    if reading["label"] not in kinds.get(reading["kind"], set()):
        return f"{reading['kind']}/{reading['label']} is no reading of {line['speaker']}"
    if not 0 <= start < end <= len(text) or text[start:end] != text[start:end].strip():
        return f"the span {start}:{end} is not words of the text"
    if "due" not in reading:
        return ""
    if "at" not in line or "time_zone" not in line:
        return "a due time needs at and time_zone"
    due, at = datetime.fromisoformat(reading["due"]), datetime.fromisoformat(line["at"])
    latest = due if "T" in reading["due"] else due + timedelta(hours=23, minutes=59)
    return "" if at.replace(tzinfo=None) <= latest + timedelta(minutes=1) else "due before it was said"


def wrong_time(line: Line) -> str:
    if "at" not in line and "time_zone" not in line:
        return ""
    at = datetime.fromisoformat(line["at"])
    same = at.utcoffset() == at.astimezone(ZoneInfo(line["time_zone"])).utcoffset()
    return "" if same else "at is not a wall time of time_zone"


def wrong_feeling(line: Line) -> str:
    feelings, failures = line["feelings"], line["failures"]
    if line["sentiment"] not in {"negative", "neutral", "positive"}:
        return "unknown sentiment"
    if not set(feelings) <= FEELINGS or len(feelings) != len(set(feelings)) or len(feelings) > 3:
        return "feelings: none to three of the eleven"
    if not set(failures) <= FAILURES or len(failures) != len(set(failures)) or len(failures) > 2:
        return "failures: none to two of the seven"
    if ("severity" in line) != bool(failures) or line.get("severity", "minor") not in SEVERITIES:
        return "severity stands where something failed, and only there"
    return ""


def wrong(line: Line) -> list[str]:
    """What is wrong with a line, in words; empty where nothing is."""
    needed = NEEDED | (OF_CUSTOMERS if line.get("speaker") == "customer" else set())
    if missing := needed - line.keys():
        return [f"missing: {', '.join(sorted(missing))}"]
    found = [wrong_reading(line, reading) for reading in line["readings"]]
    found.append(wrong_time(line))
    found.append(wrong_feeling(line) if line["speaker"] == "customer" else "")
    found.append("" if line["text"].strip() else "no text")
    return [one for one in found if one]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_line_is_valid(file: Path) -> None:
    assert {line["id"]: wrong(line) for line in lines(file) if wrong(line)} == {}


def test_both_parts_for_learning_are_there() -> None:
    assert {"train.jsonl", "dev.jsonl"} <= {file.name for file in FILES if lines(file)}


def test_no_text_and_no_id_stands_twice() -> None:
    every = [line for file in FILES for line in lines(file)]
    texts = Counter(" ".join(line["text"].lower().split()) for line in every)
    ids = Counter(line["id"] for line in every)
    assert [text for text, times in (texts + ids).items() if times > 1] == []


def test_no_style_of_an_author_is_in_two_parts() -> None:
    seen: dict[tuple[str, str, str], set[str]] = {}
    for file in FILES:
        for line in lines(file):
            seen.setdefault((line["speaker"], line["trade"], line["style"]), set()).add(file.name)
    assert {style: sorted(files) for style, files in seen.items() if len(files) > 1} == {}


def test_a_wrong_line_is_noticed() -> None:
    good: Line = {"id": "x", "speaker": "staff", "style": "s", "trade": "t", "text": "I'll call.", "readings": []}
    beyond = {"kind": "promise", "label": "explicit", "start": 0, "end": 40}
    foreign = {"kind": "rule", "label": "complaint", "start": 0, "end": 4}
    assert wrong(good) == []
    assert wrong({**good, "readings": [beyond]})
    assert wrong({**good, "readings": [foreign]})
    assert wrong({**good, "speaker": "customer"})
