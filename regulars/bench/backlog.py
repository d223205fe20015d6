"""A backlog of messages that nobody has read yet: how quickly it is read, beside a desk that serves pages."""

import time
from pathlib import Path
from typing import Any

from regulars.bench import mails
from regulars.bench.client import Unexpected
from regulars.bench.databases import on_each
from regulars.bench.desk import Desk
from regulars.bench.mails import TO
from regulars.bench.start import memory

MESSAGES, CUSTOMERS, SEED = 10_000, 2_500, 20260112
PAUSE, LONGEST = 5.0, 1800.0


def measure(folder: Path, database_url: str, count: int = MESSAGES) -> dict[str, Any]:
    """Messages a second from the first row of a reading to the last, and the memory of each process meanwhile."""
    folder.mkdir(parents=True, exist_ok=True)
    mbox = folder / "backlog.mbox"
    mails.write_mbox(mbox, count, CUSTOMERS, SEED, 0)
    return on_each(folder, database_url, lambda desk: read_through(desk, mbox))


def read_through(desk: Desk, mbox: Path) -> dict[str, Any]:
    """The same of one desk. The mail comes in while nothing is read, then the desk starts."""
    Desk(desk.home, desk.database_url, {"REGULARS_READING": "off"}).command(
        "import", "mail", str(mbox), "--inbox", TO, "--quiet"
    )
    until = time.monotonic() + LONGEST
    with desk.serving() as serving, serving.signed_in() as client:
        most: dict[str, float] = {}
        while (standing := desk.inside("read"))["waiting"] or not standing["texts"]:
            if time.monotonic() > until:
                raise Unexpected(f"{standing['waiting']} texts still wait after {LONGEST:.0f} s")
            client.page("/")
            used = memory(serving)
            most = {name: max(size, most.get(name, 0.0)) for name, size in used.items()}
            time.sleep(PAUSE)
    seconds = max(standing["seconds"], 0.001)
    return {"texts": standing["texts"], "per_s": round(standing["texts"] / seconds), "most_resident_mb": most}
