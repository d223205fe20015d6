"""From a customer's mail that arrives over LMTP to its row in an open inbox."""

import random
import smtplib
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from regulars.bench.client import Client, Unexpected
from regulars.bench.databases import on_each
from regulars.bench.desk import Desk, free_port
from regulars.bench.listening import Listening
from regulars.bench.mails import TO

MAILS, WARMING = 300, 10
# Between mails, so that they do not fall in with anybody's pauses.
SHORTEST, LONGEST = 0.01, 0.15
STARTING = 30.0
FRAGMENT = "/list"
MAIL = """\
From: Ana Novak <ana{number}@nordbake.example>\r
To: {inbox}\r
Subject: The oven of day {number} {mark}\r
Message-ID: <{mark}.{number}@nordbake.example>\r
\r
Good morning, it does not get warm. {mark}\r
"""


def measure(folder: Path, database_url: str, count: int = MAILS) -> dict[str, Any]:
    """Milliseconds from the 250 after DATA to the nudge, and to the list with the row: p50 and p99."""
    port = free_port()
    settings = {"REGULARS_LMTP": f"127.0.0.1:{port}"}
    return on_each(folder, database_url, lambda desk: arrivals(desk, port, count), settings)


def arrivals(desk: Desk, port: int, count: int) -> dict[str, Any]:
    """The same of one desk."""
    desk.command("inbox", "add", TO)
    with (
        desk.serving() as serving,
        serving.signed_in() as client,
        Listening(serving.port, client.cookies, "inbox") as stream,
        door(port) as sender,
    ):
        found = [arrival(number, sender, stream, client) for number in range(count + WARMING)][WARMING:]
    return {"nudge": spread([one for one, _ in found]), "row": spread([other for _, other in found])}


def door(port: int) -> smtplib.LMTP:
    """A connection to the listener, which the worker opens some time after the first page is there."""
    until = time.monotonic() + STARTING
    while True:
        try:
            return smtplib.LMTP("127.0.0.1", port, local_hostname="mx.desk.example")
        except OSError as fault:
            if time.monotonic() > until:
                raise Unexpected(f"nobody takes mail: {fault}") from fault
            time.sleep(0.05)


def arrival(number: int, sender: smtplib.LMTP, stream: Listening, client: Client) -> tuple[float, float]:
    """One mail: seconds to the nudge, and to the row."""
    mark = f"k{random.getrandbits(40):010x}"
    time.sleep(random.uniform(SHORTEST, LONGEST))
    sender.sendmail(f"ana{number}@nordbake.example", [TO], MAIL.format(number=number, inbox=TO, mark=mark).encode())
    began = time.perf_counter()
    while True:
        stream.wait()
        nudged = time.perf_counter() - began
        if mark in client.page(FRAGMENT):
            return nudged, time.perf_counter() - began


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """The middle one and the slowest of a hundred, in ms."""
    ordered = sorted(seconds)
    places = {"p50_ms": len(ordered) // 2, "p99_ms": len(ordered) * 99 // 100}
    return {name: round(ordered[place] * 1000, 1) for name, place in places.items()}
