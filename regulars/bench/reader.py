"""`read` in a process of its own: how soon it answers for the first time, and the most memory that it holds."""

import json
import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from subprocess import PIPE, Popen

from regulars.bench.desk import Failed

COMMAND = [sys.executable, "-m", "regulars", "read", "--tier", "full"]


def in_own_process(texts: Sequence[str]) -> dict[str, float]:
    """Seconds to the first answer, by the clock, and the most resident MB while all texts are answered."""
    began = time.perf_counter()
    with Popen(COMMAND, stdin=PIPE, stdout=PIPE) as process:
        assert process.stdin is not None  # noqa: S101 - asked for above
        assert process.stdout is not None  # noqa: S101 - asked for above
        first = 0.0
        for number, text in enumerate(texts):
            process.stdin.write(json.dumps({"id": number, "text": text}).encode() + b"\n")
            process.stdin.flush()
            if not process.stdout.readline():
                raise Failed("`read` gave no answer")
            first = first or time.perf_counter() - began
        peak = peak_of(process.pid)
        process.stdin.close()
    return {"cold_s": first, "mb": peak / 1024}


def peak_of(pid: int) -> int:
    """The most memory that a process ever held, in KB. Source: proc_pid_status(5), VmHWM."""
    found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text(encoding="ascii"))
    return int(found[1]) if found else 0
