"""The measurements measure: the truth about made-up mail holds, faults are counted, and a run gives figures."""

import email
import json
import mailbox
from pathlib import Path
from typing import Any

import pytest

from regulars.bench import floor, ingest, mails, pages, sends, start, truth
from regulars.bench.__main__ import lines
from regulars.bench.client import Unexpected
from regulars.bench.desk import Desk
from regulars.bench.size import Size


def written(folder: Path) -> tuple[Path, list[dict[str, Any]]]:
    box = folder / "mail.mbox"
    manifest = mails.write_mbox(box, 60, 15, seed=3, hard=1)
    return box, json.loads(manifest.read_text())["items"]


def test_made_up_mail_is_the_same_again_and_as_the_manifest_says(tmp_path: Path) -> None:
    box, items = written(tmp_path)
    before = box.read_bytes()
    assert written(tmp_path)[1] == items
    assert box.read_bytes() == before
    with_library = [email.message_from_bytes(raw.as_bytes()) for raw in mailbox.mbox(box)]
    assert [mail["message-id"] for mail in with_library] == [item["message_id"] for item in items]
    assert {item["expect"] for item in items} == {"ticket", "reply", "linked", "no-autoreply", "ignored"}
    assert any(item["attachments"] for item in items)


def test_the_floor_reads_every_message(tmp_path: Path) -> None:
    box, _ = written(tmp_path)
    assert floor.measure(ingest.mail_at(box), tmp_path) > 0


def test_what_is_no_mail_is_said_before_anything_is_measured(tmp_path: Path) -> None:
    box, _ = written(tmp_path)
    (tmp_path / "empty").mkdir()
    with pytest.raises(Unexpected, match="is no Maildir"):
        ingest.measure(tmp_path, tmp_path / "empty", None, "help@desk.example", "")
    with pytest.raises(Unexpected, match=r"cannot be read: No such file or directory.*NAME\.manifest\.json"):
        ingest.measure(tmp_path, box, tmp_path / "none.json", "help@desk.example", "")
    with pytest.raises(Unexpected, match="does not say what is true of mail"):
        ingest.measure(tmp_path, box, box, "help@desk.example", "")


ROOT = {"message_id": "<1@x>", "thread": 0, "root": True, "probe": "größe", "attachments": [], "expect": "ticket"}
REPLY = ROOT | {"message_id": "<2@x>", "root": False, "expect": "reply"}
FILE = {"name": "a.pdf", "sha256": "7", "size": 1}
STRANGER = ROOT | {"message_id": "<3@x>", "root": False, "expect": "linked", "attachments": [FILE]}
AWAY = ROOT | {"message_id": "<4@x>", "thread": 1, "expect": "no-autoreply"}
ITEMS = [ROOT, REPLY, STRANGER, AWAY]


def desk(where: dict[str, str], *, automatic: str = "4@x", text: str = "die\n größe") -> dict[str, list[truth.Filed]]:
    """What a desk exports: each message in the conversation named, with its file."""
    files = {"3@x": [{"name": "a.pdf", "sha256": "7", "bytes": 1}]}
    messages = [
        {"id": conversation, "subject": "", "messages": [{"message_id": name, "text": text}]}
        for name, conversation in where.items()
    ]
    for one in messages:
        for message in one["messages"]:
            name = message["message_id"]
            message |= {"automatic": name == automatic, "attachments": files.get(name, [])}
    return truth.filed(messages)


RIGHT = {"1@x": "a", "2@x": "a", "3@x": "b", "4@x": "c"}


@pytest.mark.parametrize(
    ("changed", "options", "links", "wrong"),
    [
        ({}, {}, {("b", "a")}, {}),
        ({"2@x": "b"}, {}, {("b", "a")}, {"replies_elsewhere": 1}),
        ({"3@x": "a"}, {}, {("a", "a")}, {"on_a_strangers": 1}),
        ({"4@x": "a"}, {}, {("b", "a")}, {"on_a_strangers": 2}),
        ({}, {}, set(), {"not_linked": 1}),
        ({}, {"automatic": "1@x"}, {("b", "a")}, {"automatic_missed": 1, "automatic_wrongly": 1}),
        ({}, {"text": "gr??e"}, {("b", "a")}, {"probes_unreadable": 4}),
    ],
)
def test_faults_are_counted(
    changed: dict[str, str], options: dict[str, str], links: set[tuple[str, str]], wrong: dict[str, int]
) -> None:
    found = truth.faults(truth.Truth(ITEMS, desk(RIGHT | changed, **options), frozenset(links)))
    assert {name: count for name, count in found.items() if count and name != "messages"} == wrong


def test_what_is_missing_or_twice_is_counted() -> None:
    found = desk({name: where for name, where in RIGHT.items() if name != "3@x"})
    found["1@x"] *= 2
    faults = truth.faults(truth.Truth(ITEMS, found, frozenset()))
    assert (faults["missing"], faults["twice"], faults["attachments_wrong"]) == (1, 1, 1)


def test_figures_as_text() -> None:
    shown = lines({"start": {"start_s": 1.2}, "pages": {"small": {"inbox": {"p50_ms": 3.1}}}, "floor": 7, "none": None})
    assert [line.split() for line in shown] == [
        ["start", "start_s", "1.2"],
        ["pages"],
        ["small"],
        ["inbox", "p50_ms", "3.1"],
        ["floor", "7"],
        ["none", "-"],
    ]


@pytest.mark.slow
def test_an_import_is_measured_and_judged(tmp_path: Path, home: Path) -> None:
    box, items = written(tmp_path)
    found = ingest.brought_in(Desk(home), box, box.with_suffix(".manifest.json"), mails.TO)
    assert found["messages"] == len(items) == found["faults"].pop("messages")
    assert not any(found["faults"].values()), found["faults"]


@pytest.mark.torture
def test_pages_of_a_filled_desk_are_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "ASKED", 6)
    monkeypatch.setattr(pages, "SECONDS", 0.1)
    desk = pages.filled(tmp_path, Size(conversations=500, moments=2_000, customers=200))
    assert pages.filled(tmp_path, Size(conversations=500, moments=2_000, customers=200)) == desk
    found = pages.measured(desk)
    assert {"inbox, first page", "conversation", "search, word in 20"} <= found.keys()
    assert all(figures["p50_ms"] > 0 and figures["per_s_at_8"] > 0 for figures in found.values() if figures)
    with desk.serving("--no-worker") as serving, serving.signed_in() as client:
        assert client.page("/search?q=saffronmoth").count("saffronmoth</mark>") == 20
        assert start.memory(serving)["pages"] > 10


def test_a_reply_in_doubt_that_arrived_is_not_missing() -> None:
    states = {"1@x": "sent", "2@x": "unsure", "3@x": "unsure", "4@x": "failed"}
    found = sends.counted({b"<1@x>": 2, b"<2@x>": 1}, states)
    assert found == {"sent": 2, "twice": 1, "not_known": 2, "not_known_but_there": 1, "missing": 1}
