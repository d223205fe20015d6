"""The sweep over a generated desk: how long it takes, how much memory, and how much of the truth it finds."""

import json
import re
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from regulars.base.frozen import dataclass
from regulars.bench.client import Unexpected
from regulars.bench.desk import Desk

CUSTOMERS, SEED, YEARS = 2_000, 20261122, 3
PAUSE, LONGEST = 5.0, 7200.0
# What was found belongs to a purchase of this customer if it came within these days of it.
BEFORE, AFTER = timedelta(days=5), timedelta(days=45)
SAID = re.compile(r"(?P<found>\d+) matters? hangs?\. (?P<seconds>[\d.]+) s, (?P<mb>\d+) MB")
WELL = "well"


@dataclass(frozen=True, slots=True)
class Scored:
    """How much of what hung was found, and how much of what was found hung."""

    recall: float
    precision: float
    hung: int
    found: int


def measure(folder: Path, customers: int = CUSTOMERS, seed: int = SEED) -> dict[str, Any]:
    """Figures of one desk, whose texts are read first; that time is told apart."""
    desk = Desk(folder / "desk", settings={"REGULARS_READING": "full"})
    truth = folder / "truth.jsonl"
    folder.mkdir(parents=True, exist_ok=True)
    size = ("--customers", str(customers), "--seed", str(seed), "--years", str(YEARS))
    desk.command("demo", "generate", *size, "--truth", str(truth), "--quiet")
    began = time.monotonic()
    read(desk)
    reading = time.monotonic() - began
    printed = desk.command("sweep", "--json")
    lines = printed.splitlines()
    said = SAID.search(lines[-1])
    if said is None:
        raise Unexpected(f"sweep said: {lines[-1]}")
    scored = score([json.loads(line) for line in lines[:-1]], truth.read_text(encoding="utf-8").splitlines())
    return {
        "reading_s": round(reading, 1),
        "sweep_s": float(said["seconds"]),
        "sweep_mb": int(said["mb"]),
        "hung": scored.hung,
        "found": scored.found,
        "recall": round(scored.recall, 3),
        "precision": round(scored.precision, 3),
    }


def read(desk: Desk) -> None:
    """Let a worker read all texts. Raises Unexpected where that does not come to its end."""
    until = time.monotonic() + LONGEST
    with desk.serving():
        while (standing := desk.inside("read"))["waiting"] or not standing["texts"]:
            if time.monotonic() > until:
                raise Unexpected(f"{standing['waiting']} texts still wait after {LONGEST:.0f} s")
            time.sleep(PAUSE)


def score(found: Iterable[Mapping[str, Any]], truth: Iterable[str]) -> Scored:
    """What was found against what is true. It hung where a failure that left a trace (it was told, or its parcel came
    late) was not recovered well; each find belongs to one failure at most."""
    by: dict[str, list[datetime]] = defaultdict(list)
    for one in found:
        by[one["customer"]].append(datetime.fromisoformat(one["at"]))
    total = sum(len(times) for times in by.values())
    hung = [(who, at) for line in truth for who, at in failures(json.loads(line))]
    hits = 0
    for who, at in sorted(hung, key=lambda pair: pair[1]):
        fitting = [one for one in by[who] if at - BEFORE <= one <= at + AFTER]
        if fitting:
            by[who].remove(min(fitting))
            hits += 1
    return Scored(hits / len(hung) if hung else 1.0, hits / total if total else 1.0, len(hung), total)


def failures(line: Mapping[str, Any]) -> list[tuple[str, datetime]]:
    """Whose and when, of the failures that hung on a line of truth."""
    if line["line"] != "customer":
        return []
    failed = [(one, one["failure"]) for one in line["purchases"] if "failure" in one]
    return [
        (line["customer"], datetime.fromisoformat(one["at"]))
        for one, failure in failed
        if failure["recovery"] != WELL and (failure["told"] or failure["late"])
    ]
