"""A thousand replies leave through two workers; and again, while the workers are killed."""

import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from regulars.bench.client import Unexpected
from regulars.bench.databases import on_each
from regulars.bench.desk import Desk
from regulars.bench.mailhost import MailHost

REPLIES, WORKERS, KILLS = 1000, 2, 3
# A job whose worker was killed is taken over when its lease has run out, which is a minute.
PATIENCE = 150.0
# Until the workers stand there and have done what they do first, so that none of it counts as sending.
STARTING = 12.0


def measure(folder: Path, database_url: str, count: int = REPLIES, kills: int = KILLS) -> dict[str, Any]:
    """Replies a second, from the moment at which all are due to the last mail; and what came of them under kills: how
    many the server got, how many of those twice, of how many the desk says that it cannot know, how many of these the
    server has, and how many are neither there nor in doubt."""
    return {
        "undisturbed": on_each(folder / "undisturbed", database_url, lambda desk: sent(desk, count, 0)),
        "killed": on_each(folder / "killed", database_url, lambda desk: sent(desk, count, kills)),
    }


def sent(desk: Desk, count: int, kills: int) -> dict[str, Any]:
    """The same of one desk."""
    with MailHost() as host:
        with desk.serving():
            # Its first start makes the owner, who is to have written all of them.
            pass
        due = desk.inside("replies", str(count), str(host.port), str(STARTING))
        began = time.monotonic() + due - time.time()
        with workers(desk) as running:
            for _ in range(kills):
                await_mails(host, len(host.times) + random.randrange(count // (kills + 3), count // (kills + 2)))
                kill(desk, running)
            await_mails(host, count, (lambda: not desk.inside("under_way")) if kills else lambda: False)
            found = outcomes(desk)
    seconds = host.times[-1] - began
    return {
        **counted(host.taken, found),
        "seconds": round(seconds, 1),
        "per_s": round(count / seconds, 1) if not kills else 0,
    }


def counted(taken: Mapping[bytes, int], found: Mapping[str, str]) -> dict[str, int]:
    """What the server has, by Message-ID and times, beside what the desk says. A worker that was killed between the
    server's answer and its own word leaves a mail that is there and in doubt; that is none that is missing."""
    arrived = {name.strip(b"<>").decode() for name in taken}
    unsure = {name for name, state in found.items() if state == "unsure"}
    return {
        "sent": len(arrived),
        "twice": sum(times > 1 for times in taken.values()),
        "not_known": len(unsure),
        "not_known_but_there": len(unsure & arrived),
        "missing": len(found.keys() - arrived - unsure),
    }


def outcomes(desk: Desk) -> dict[str, str]:
    """The state of each mail by its Message-ID, once none is on its way."""
    until = time.monotonic() + PATIENCE
    while desk.inside("under_way") and time.monotonic() < until:
        time.sleep(0.5)
    found: dict[str, str] = desk.inside("outcomes")
    return found


def start(desk: Desk) -> "subprocess.Popen[bytes]":
    """A worker process."""
    said = (desk.home / "worker.log").open("ab")
    command = [sys.executable, "-m", "regulars", "worker"]
    with said:
        return subprocess.Popen(command, env=desk.environment(), stdout=said, stderr=said)


@contextmanager
def workers(desk: Desk) -> Iterator[list["subprocess.Popen[bytes]"]]:
    """Workers, ended with the block."""
    running = [start(desk) for _ in range(WORKERS)]
    try:
        yield running
    finally:
        for worker in running:
            worker.kill()
            worker.wait()


def kill(desk: Desk, running: list["subprocess.Popen[bytes]"]) -> None:
    """Kill one without warning, and start another."""
    lost = running.pop(random.randrange(len(running)))
    lost.kill()
    lost.wait()
    running.append(start(desk))


def await_mails(host: MailHost, count: int, settled: Callable[[], bool] = lambda: False) -> None:
    """Wait until the server has so many, or everything is settled. Raises Unexpected where nothing moves for long."""
    seen, until = len(host.times), time.monotonic() + PATIENCE
    while len(host.times) < count and not (len(host.times) == seen and settled()):
        if len(host.times) > seen:
            seen, until = len(host.times), time.monotonic() + PATIENCE
        if time.monotonic() > until:
            raise Unexpected(f"only {seen} of {count} replies have left")
        time.sleep(0.02 if len(host.times) > seen else 0.2)
