"""How long a start takes, and how much memory each process keeps when nothing happens."""

import subprocess
import time
from pathlib import Path
from typing import Any

from regulars.bench.desk import Desk, Serving

STARTS = 5
IDLE_SECONDS = 5


def measure(folder: Path) -> dict[str, Any]:
    """Seconds from the command to the first page, and resident MB of each process, idle after some pages.

    The first start is `run` on an empty home: tables, owner and the demo company. `cpu_s` is what the process that
    serves worked until then: on two processors that are otherwise idle it takes little longer than that.
    """
    desk = Desk(folder)
    with desk.serving(command="run") as first:
        pass
    starts = []
    for _ in range(STARTS):
        with desk.serving() as again:
            starts.append(again)
    with desk.serving() as serving:
        fresh = memory(serving)
        with serving.signed_in() as client:
            for path in ("/", "/search?q=lamp", "/inboxes"):
                client.page(path)
        time.sleep(IDLE_SECONDS)
        used = memory(serving)
    return {
        "first_start_s": round(first.seconds, 2),
        "first_start_cpu_s": first.busy,
        "start_s": round(min(again.seconds for again in starts), 2),
        "start_worst_s": round(max(again.seconds for again in starts), 2),
        "start_cpu_s": min((again.busy for again in starts if again.busy is not None), default=None),
        "resident_mb_fresh": fresh,
        "resident_mb_idle": used,
    }


def memory(serving: Serving) -> dict[str, float]:
    """Resident MB of the server and of each process below it: its worker, and what that may have started."""
    listed = subprocess.run(["ps", "-axo", "pid=,ppid=,rss="], capture_output=True, text=True, check=True)
    rows = [[int(number) for number in line.split()] for line in listed.stdout.splitlines()]
    family = [serving.process.pid]
    for parent in family:
        family += [pid for pid, above, _ in rows if above == parent]
    sizes = {pid: round(kilobytes / 1024, 1) for pid, _, kilobytes in rows}
    names = ["pages", "worker", *(f"below {number}" for number in range(len(family)))]
    return {name: sizes.get(pid, 0.0) for name, pid in zip(names, family, strict=False)}
