"""Two thousand live pages in one process: what each costs in memory, and how long a nudge takes to reach them all."""

import json
import resource
import selectors
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from regulars.bench.client import Unexpected
from regulars.bench.databases import on_each
from regulars.bench.desk import Desk, Serving
from regulars.bench.listening import Listening
from regulars.bench.live import spread
from regulars.bench.pages import processor_seconds
from regulars.bench.start import memory

OPEN, FILES = 2000, 4096
NUDGES, WARMING, PAUSE = 40, 5, 0.25
PATIENCE = 60.0
TOPIC = "inbox"


def measure(folder: Path, database_url: str, count: int = OPEN, nudges: int = NUDGES) -> dict[str, Any]:
    """KB of memory for each open stream, and ms from the commit of what happened to each page that hears of it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(FILES, hard)), hard))
    return on_each(folder, database_url, lambda desk: opened(desk, count, nudges))


def opened(desk: Desk, count: int, nudges: int) -> dict[str, Any]:
    """The same of one desk."""
    with desk.serving() as serving, serving.signed_in() as client, ExitStack() as stack:
        client.page("/account")
        stack.enter_context(Listening(serving.port, client.cookies, TOPIC))
        before, began = memory(serving)["pages"], time.perf_counter()
        streams = [stack.enter_context(Listening(serving.port, client.cookies, TOPIC)) for _ in range(count)]
        seconds = time.perf_counter() - began
        grown = memory(serving)["pages"] - before
        used = processor_seconds(serving.process.pid)
        delays = heard(desk, serving, streams, nudges)
        used = processor_seconds(serving.process.pid) - used
        after = memory(serving)["pages"] - before
    return {
        "open": count,
        "opened_per_s": round(count / seconds),
        "kb_each": round(grown * 1024 / count, 1),
        "kb_each_after": round(after * 1024 / count, 1),
        **spread(delays),
        "cpu_ms_a_nudge": round(used * 1000 / (nudges + WARMING), 1),
    }


def heard(desk: Desk, serving: Serving, streams: Sequence[Listening], nudges: int) -> list[float]:
    """Seconds from each commit until each stream has heard of it; those of the first few are left out."""
    command = [sys.executable, "-m", "regulars.bench.inside", "happen", str(nudges + WARMING), str(PAUSE), TOPIC]
    with (
        selectors.DefaultSelector() as selector,
        subprocess.Popen(command, env=desk.environment(), stdout=subprocess.PIPE, text=True) as writer,
    ):
        for stream in streams:
            selector.register(stream, selectors.EVENT_READ, [])
        times = [entry.data for entry in selector.get_map().values()]
        until = time.monotonic() + PATIENCE + (nudges + WARMING) * PAUSE
        while any(len(one) < nudges + WARMING for one in times):
            ready = selector.select(timeout=1.0)
            now = time.monotonic()
            for entry, _ in ready:
                entry.data.extend([now] * take(entry.fileobj))
            if now > until or serving.process.poll() is not None:
                raise Unexpected("not every stream heard of everything")
        said = writer.communicate()[0]
    committed = json.loads(said)[WARMING:]
    return [at - commit for one in times for commit, at in zip(committed, one[WARMING:], strict=True)]


def take(stream: Any) -> int:
    """How many nudges have come on a stream that can be read."""
    return len(stream.take())
