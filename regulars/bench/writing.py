"""From a pause of typing to the promise that is underlined, on the largest desk, over real HTTP."""

import json
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from regulars.base.ids import public_id
from regulars.bench.client import Client, Unexpected
from regulars.bench.live import spread
from regulars.bench.pages import filled, processor_seconds
from regulars.bench.size import SIZES

WARMING, PAUSES = 20, 400
SENTENCES = (
    "thank you for writing, and for the picture of the kettle.",
    "I am sorry that it leaks.",
    "I'll send a new one by {day}.",
    "The handle comes from the same maker as before.",
    "You'll have the refund on {day} at the latest.",
    "We'll call you on {day} at {hour}:00 to see whether all is well.",
    "Please keep the old one until then; nobody needs it back.",
    "Your reward is valid until {day}.",
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
PROMISING = ("I'll", "You'll", "We'll")


def measure(folder: Path, size: str) -> dict[str, Any]:
    """Milliseconds from the question to the answer that underlines: p50 and p99, and the server's processor time for
    one. Raises Unexpected where a promise is not underlined."""
    desk = filled(folder, SIZES[size])
    sample = json.loads((desk.home / "sample.json").read_text())
    with desk.serving() as serving, serving.signed_in() as client:
        client.page(f"/conversations/{sample['conversations'][0]}")
        pauses = list(letters(sample["conversations"], random.Random(1)))
        for pause in pauses[:WARMING]:
            seconds_of(client, pause)
        before = processor_seconds(serving.process.pid)
        found = [seconds_of(client, pause) for pause in pauses]
        cpu = (processor_seconds(serving.process.pid) - before) / len(found)
    return {**spread(found), "cpu_ms": round(cpu * 1000, 1)}


def letters(conversations: Sequence[str], chance: random.Random) -> Iterator[Mapping[str, str]]:
    """Editors at PAUSES pauses: letters that grow by a few words at a time, each in one of the conversations."""
    count = 0
    while count < PAUSES:
        day, hour = chance.choice(DAYS), chance.randint(9, 17)
        words = " ".join(["Dear Ana,\n\n", *SENTENCES]).format(day=day, hour=hour).split(" ")
        kept = {"kind": "reply", "conversation": chance.choice(conversations), "draft": public_id()}
        at = chance.randint(6, 12)
        while at < len(words) and count < PAUSES:
            yield {**kept, "text": " ".join(words[:at])}
            at += chance.randint(3, 12)
            count += 1


def seconds_of(client: Client, pause: Mapping[str, str]) -> float:
    """How long one answer took, with what it underlines in it."""
    began = time.perf_counter()
    answer = client.post("/drafts/hints", pause)
    spans = json.loads(answer.body)["spans"] if answer.status == 200 else None
    took = time.perf_counter() - began
    whole = any(f"{word} " in pause["text"].rpartition(". ")[0] for word in PROMISING)
    if spans is None or (whole and not spans):
        raise Unexpected(f"a pause of typing was answered by {answer.status} {answer.body[:200]!r}")
    return took
