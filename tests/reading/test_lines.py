"""JSON lines in, JSON lines out: what is answered to what, and to what is wrong."""

import io
import json
from collections.abc import Sequence
from typing import Any

import pytest

from regulars.reading import lines
from regulars.reading.tiers import read_many
from regulars.reading.values import Language, Read, Tier, Utterance

pytestmark = pytest.mark.slow


def read(said: Sequence[Utterance]) -> list[Read]:
    return list(read_many(said, Tier.FAST))


def answers(text: str | bytes, *, whole: bool = False) -> tuple[int, list[dict[str, Any]]]:
    given = text.encode() if isinstance(text, str) else text
    out = io.BytesIO()
    code = lines.serve(io.BytesIO(given), out, read, whole=whole)
    return code, [json.loads(line) for line in out.getvalue().splitlines()]


def test_each_line_is_answered_in_order_under_its_id() -> None:
    code, told = answers('{"id": "a", "text": "Where is it?"}\n\n  \n{"id": 2, "text": ""}')
    assert code == 0
    assert [one["id"] for one in told] == ["a", 2]
    assert set(told[0]) == {"id", "language", "readings", "scores"}


WRONG = {
    "nothing": "no JSON",
    "[1]": "no JSON object",
    '{"id": NaN, "text": "a"}': "no JSON number",
    '{"id": [1], "text": "a"}': "id",
    '{"id": "x"}': "text: it is missing",
    '{"id": "x", "text": 3}': "text",
    '{"id": "x", "text": "a", "speaker": "agent"}': "“customer”",
    '{"id": "x", "text": "a", "speaker": ["staff"]}': "speaker",
    '{"id": "x", "text": "a", "at": "2026-03-05T14:20:00"}': "no offset",
    '{"id": "x", "text": "a", "at": "yesterday"}': "2026-03-05T14:20:00+01:00",
    '{"id": "x", "text": "a", "at": 1767000000}': "at",
    '{"id": "x", "text": "a", "time_zone": "Europe/Bielefeld"}': "IANA",
    '{"id": "x", "text": "a", "time_zone": "../../etc/passwd"}': "IANA",
    '{"id": "x", "text": "a", "time_zone": "Europe"}': "IANA",
    "[" * 100_000: "no JSON",
}


@pytest.mark.parametrize("line", WRONG)
def test_a_wrong_line_is_told_why_and_the_rest_goes_on(line: str) -> None:
    code, (told, after) = answers(line + '\n{"id": "y", "text": "ok"}\n')
    assert code == 1
    assert WRONG[line] in told["error"]
    assert (after["id"], "error" in after) == ("y", False)


def test_bytes_that_are_no_text_are_told_so() -> None:
    assert answers(b'{"id": "x", "text": "\xff\xfe"}\n')[0] == 1


class Paused(io.BytesIO):
    """An input that hands out what it is given piece by piece, and notes what was answered before each."""

    def __init__(self, pieces: list[bytes], out: io.BytesIO) -> None:
        super().__init__()
        self.pieces, self.out, self.seen = pieces, out, list[int]()

    def read1(self, size: int | None = -1, /) -> bytes:
        self.seen.append(len(self.out.getvalue().splitlines()))
        return self.pieces.pop(0) if self.pieces else b""


def test_answers_come_before_more_is_asked() -> None:
    out = io.BytesIO()
    source = Paused([b'{"text": "a"}\n{"te', b'xt": "b"}\n', b'{"text": "c"}'], out)
    assert lines.serve(source, out, read) == 0
    assert source.seen == [0, 1, 2, 2]
    assert len(out.getvalue().splitlines()) == 3


def test_an_endless_line_is_refused_and_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LONGEST_LINE", 100_000)
    code, told = answers(b'{"text": "' + b"a" * 500_000 + b'"}\n{"id": 1, "text": "a"}\n')
    assert code == 1
    assert ["longer than" in one.get("error", "") for one in told] == [True, False]


def test_scores_have_four_digits_and_any_label_its_place() -> None:
    """Labels of a desk's own heads are what people wrote."""
    scores = {"sentiment": {'50% "off"': 0.123449, "é": 0.99996}, "own": {"one": 0.5}}
    found = Read(Language("en", 0.9), scores=scores)
    told = json.loads(lines.line_of("1", found, whole=True))
    assert told["scores"] == {
        "sentiment": {'50% "off"': 0.1234, "é": 1.0},
        "emotion": {},
        "failure": {},
        "own": {"one": 0.5},
    }
    assert json.loads(lines.line_of(None, found))["scores"] == {kind: told["scores"][kind] for kind in lines.SCORES}
