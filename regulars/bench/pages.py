"""How long pages take on a small desk and on a large one, over real HTTP, and how many there can be a second."""

import json
import os
import random
import re
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple
from itertools import cycle
from pathlib import Path
from typing import Any

from regulars.bench.client import Client, Unexpected
from regulars.bench.desk import Desk, Serving
from regulars.bench.size import SIZES, Size

WARMING, ASKED = 20, 200
CLIENTS, SECONDS = 8, 4.0
PAGES_DOWN = 20
BEFORE = re.compile(r'[?&](?:amp;)?before=([^"&#]+)')
Paths = Mapping[str, Sequence[str]]


def measure(folder: Path, sizes: Sequence[str]) -> dict[str, Any]:
    """For each size and page: p50, p95 and the server's processor time in ms at one client, requests/s at eight, and
    the ratio of the last size's p50 to the first's.

    Desks are kept in `folder` and filled only once.
    """
    found: dict[str, Any] = {name: measured(filled(folder, SIZES[name])) for name in sizes}
    first, last = found[sizes[0]], found[sizes[-1]]
    if first is not last:
        for page, figures in last.items():
            figures["ratio"] = round(figures["p50_ms"] / first[page]["p50_ms"], 2)
    return found


def filled(folder: Path, size: Size) -> Desk:
    """A desk of that size, from an earlier run where there is one."""
    desk = Desk(folder / f"desk-{size.moments}")
    sample = desk.home / "sample.json"
    if not sample.exists():
        if desk.home.exists():
            raise Unexpected(f"{desk.home} was not filled to its end. Delete that folder and start again.")
        with desk.serving():
            # Its first start makes the owner.
            pass
        sample.write_text(json.dumps(desk.inside("fill", *map(str, astuple(size))) | desk.inside("book")))
    # One that was filled by an older version has none yet.
    desk.inside("matters")
    return desk


def measured(desk: Desk) -> dict[str, dict[str, float]]:
    """All pages of one desk."""
    sample = json.loads((desk.home / "sample.json").read_text())
    with desk.serving() as serving, serving.signed_in() as client:
        paths = addresses(client, sample)
        return {page: timed(serving, client, paths[page]) for page in paths}


def addresses(client: Client, sample: Mapping[str, Any]) -> Paths:
    """What is asked for, by the name of the page."""
    famous, book = f"/customers/{sample['famous']}", f"/customers/{sample['book']}"
    return {
        "today": ["/today"],
        "today, the team": ["/today/team"],
        "promises": ["/promises"],
        "recoveries": ["/recoveries"],
        "inbox, first page": ["/"],
        "inbox, later pages": list(further(client, "/")),
        "inbox, mine": ["/?show=mine"],
        "inbox, unassigned": ["/?show=unassigned"],
        "inbox, snoozed": ["/?show=snoozed"],
        "inbox, rows alone": ["/list"],
        "conversation": [f"/conversations/{one}" for one in sample["conversations"]],
        "customer": [f"/customers/{one}" for one in sample["customers"]],
        "customer, long book": [famous],
        "customer, long book, later pages": list(further(client, famous)),
        "customer, 20,000 moments": [book],
        "customer, 20,000 moments, later": list(further(client, book)),
        "customer, 20,000 moments, orders": [f"{book}?only=order"],
        "conversation, 20,000 moments": [f"/conversations/{sample['book_conversation']}"],
        "search, word in 20": [f"/search?q={sample['rare']}"],
        "search, common word": [f"/search?q={sample['common']}"],
        "search, common word, later pages": list(further(client, f"/search?q={sample['common']}")),
        "search, with a tag": [f"/search?q=tag:{sample['tag']}"],
        "search, both words": [f"/search?q={sample['common']}+{sample['rare']}"],
    }


def further(client: Client, path: str) -> Iterator[str]:
    """The pages after the first, by the links on each."""
    here = path
    for _ in range(PAGES_DOWN):
        following = BEFORE.search(client.page(here))
        if following is None:
            return
        here = f"{path}{'&' if '?' in path else '?'}before={following[1]}"
        yield here


def timed(serving: Serving, client: Client, paths: Sequence[str]) -> dict[str, float]:
    """One page: times at one client, then requests/s at eight."""
    chosen = random.Random(1).choices(paths, k=ASKED) if paths else []
    if not chosen:
        return {}
    for path in chosen[:WARMING]:
        client.page(path)
    before = processor_seconds(serving.process.pid)
    times = sorted(seconds_of(client, path) for path in chosen)
    return {
        "p50_ms": round(times[len(times) // 2] * 1000, 1),
        "p95_ms": round(times[len(times) * 95 // 100] * 1000, 1),
        "cpu_ms": round((processor_seconds(serving.process.pid) - before) / len(chosen) * 1000, 1),
        "per_s_at_8": round(at_once(serving, client, chosen), 1),
    }


def processor_seconds(pid: int) -> float:
    """What a process has used of the processors, which other work on the machine hardly changes; 0 where not told.

    Source: proc(5), fields 14 and 15 of /proc/PID/stat.
    """
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return 0.0
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def seconds_of(client: Client, path: str) -> float:
    """How long one page took."""
    began = time.perf_counter()
    client.page(path)
    return time.perf_counter() - began


def at_once(serving: Serving, client: Client, paths: Sequence[str]) -> float:
    """Requests a second with CLIENTS connections that share a session and each wait for one answer at a time."""
    until = time.perf_counter() + SECONDS
    counts = [0] * CLIENTS

    def browse(number: int) -> None:
        with Client(serving.port, dict(client.cookies)) as own:
            for path in cycle([*paths[number:], *paths[:number]]):
                if time.perf_counter() >= until:
                    return
                own.page(path)
                counts[number] += 1

    browsers = [threading.Thread(target=browse, args=(number,)) for number in range(CLIENTS)]
    for browser in browsers:
        browser.start()
    for browser in browsers:
        browser.join()
    return sum(counts) / SECONDS
