"""A desk of the bench's own: its commands and its server as real processes, in a home that is nobody else's."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import field
from pathlib import Path
from typing import Any

from regulars.base.frozen import dataclass
from regulars.bench.client import Client, Unexpected

ROOT = Path(__file__).resolve().parent.parent.parent
EMAIL, PASSWORD = "olga@desk.example", "only for measuring 7"
STARTING = 60.0
STOPPING = 30.0


class Failed(Exception):
    """A command of the desk did not end well; the text says which and what it printed."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where it lives, and in which database; without a URL in SQLite. `settings` are further ones, by their names."""

    home: Path
    database_url: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        """The settings for its processes: none of those of a desk that runs here, and Python keeps what it compiled."""
        left_out = ("REGULARS_", "PYTHONDONTWRITEBYTECODE")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
        above = os.environ.get("PYTHONPATH")
        kept["PYTHONPATH"] = f"{ROOT}{os.pathsep}{above}" if above else str(ROOT)
        kept |= {"REGULARS_HOME": str(self.home), "REGULARS_OWNER_EMAIL": EMAIL, "REGULARS_OWNER_PASSWORD": PASSWORD}
        return kept | dict(self.settings) | ({"REGULARS_DATABASE_URL": self.database_url} if self.database_url else {})

    def command(self, *words: str, module: str = "regulars") -> str:
        """Run a command to its end and give back what it printed. Raises Failed."""
        done = subprocess.run(
            [sys.executable, "-m", module, *words],
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise Failed(f"{' '.join(words)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def inside(self, *words: str) -> Any:
        """Run a command of `regulars.bench.inside` and give back the JSON it printed."""
        return json.loads(self.command(*words, module="regulars.bench.inside"))

    @contextmanager
    def serving(self, *options: str, command: str = "serve") -> Iterator["Serving"]:
        """The desk's server, until the block ends. Raises Failed where it does not come up."""
        port = free_port()
        began = time.monotonic()
        self.home.mkdir(parents=True, exist_ok=True)
        log = self.home / "serve.log"
        words = [sys.executable, "-m", "regulars", command, "--port", str(port), *options]
        with log.open("wb") as said:
            process = subprocess.Popen(words, env=self.environment(), stdout=said, stderr=said)
        try:
            await_page(process, port, log)
            yield Serving(process, port, time.monotonic() - began, processor_seconds(process.pid))
        finally:
            stop(process)


@dataclass(frozen=True, slots=True)
class Serving:
    """A running server. `seconds` is how long it took from its start to its first page, `busy` what it alone worked
    of that, without its worker; None where the system does not say."""

    process: "subprocess.Popen[bytes]"
    port: int
    seconds: float
    busy: float | None

    def signed_in(self) -> Client:
        """A connection with a session."""
        client = Client(self.port)
        client.sign_in(EMAIL, PASSWORD)
        return client


def free_port() -> int:
    """A port that nobody listens on at the moment."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def await_page(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    """Wait for the first page. Raises Failed where the process ends or takes longer than a minute."""
    until = time.monotonic() + STARTING
    while time.monotonic() < until:
        if process.poll() is not None:
            raise Failed(f"serve ended with {process.returncode}:\n{log.read_text(errors='replace')}")
        try:
            with Client(port) as client:
                client.page("/sign-in")
                return
        except (OSError, Unexpected):
            time.sleep(0.01)
    raise Failed(f"serve gave no page in {STARTING:.0f} s")


def processor_seconds(pid: int) -> float | None:
    """What a process has worked, in steps of 10 ms; None where there is no /proc.

    Source: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html, fields 14 and 15
    """
    try:
        said = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    # The program's name stands in brackets and may hold blanks.
    ticks = said.rpartition(")")[2].split()[11:13]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def stop(process: "subprocess.Popen[bytes]") -> None:
    """End it, gently first."""
    process.terminate()
    try:
        process.wait(STOPPING)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
