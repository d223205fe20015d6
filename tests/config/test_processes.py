"""`run` as a person starts and stops it."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.pace import PATIENCE, until

pytestmark = [pytest.mark.slow, pytest.mark.sqlite]


def free_port() -> int:
    """One that nobody listens on."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def answers(port: int) -> bool:
    """Whether pages are served."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/sign-in", timeout=PATIENCE) as page:
            return bool(page.status == 200)
    except OSError:
        return False


def workers_of(pid: int) -> list[int]:
    """Worker processes beside that one."""
    listed = subprocess.run(["ps", "-eo", "pid=,args="], check=True, capture_output=True, text=True).stdout
    return [int(line.split()[0]) for line in listed.splitlines() if line.endswith(f"regulars worker --beside {pid}")]


def stops_when_told(pid: int) -> bool:
    """Whether a process has come so far that it takes SIGTERM by itself."""
    caught = subprocess.run(["ps", "-o", "caught=", "-p", str(pid)], check=False, capture_output=True, text=True).stdout
    return bool(int(caught.strip() or "0", 16) >> (signal.SIGTERM - 1) & 1)


def start(home: Path, port: int) -> "subprocess.Popen[bytes]":
    """`run --empty` in a process group of its own, as a terminal starts it."""
    environment = {key: value for key, value in os.environ.items() if key != "REGULARS_DATABASE_URL"}
    return subprocess.Popen(
        [sys.executable, "-m", "regulars", "run", "--empty", "--port", str(port)],
        env=environment | {"REGULARS_HOME": str(home)},
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
        # Whoever starts the tests in the background has SIGINT ignored, and so would this.
        preexec_fn=hear_interrupts,  # noqa: PLW1509 - it only settles a signal
    )


def hear_interrupts() -> None:
    """As from a terminal."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.mark.parametrize(("sort", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_it_stops_when_told_with_all_that_it_started(home: Path, sort: signal.Signals, code: int) -> None:
    """SIGTERM as from a service manager, SIGINT to the whole group as from a terminal; quietly, within seconds."""
    port = free_port()
    running = start(home, port)
    try:
        until(lambda: answers(port))
        until(lambda: all(map(stops_when_told, workers_of(running.pid) or [0])))
        os.killpg(running.pid, sort) if sort == signal.SIGINT else running.send_signal(sort)
        _, said = running.communicate(timeout=PATIENCE)
        assert running.returncode == code
        assert workers_of(running.pid) == []
        assert said == b""
    finally:
        running.kill()


def test_a_worker_that_dies_is_started_again_and_follows_its_server(home: Path) -> None:
    """Killed, another one takes its place; when the server is killed, that one goes by itself."""
    port = free_port()
    running = start(home, port)
    try:
        until(lambda: bool(workers_of(running.pid)))
        (first,) = workers_of(running.pid)
        os.kill(first, signal.SIGKILL)
        until(lambda: bool(set(workers_of(running.pid)) - {first}))
        assert answers(port)
        running.kill()
        until(lambda: not workers_of(running.pid))
    finally:
        running.kill()
        running.communicate(timeout=PATIENCE)


def test_a_second_one_on_the_same_port_says_so(home: Path) -> None:
    """And starts no worker."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        running = start(home, int(door.getsockname()[1]))
        _, said = running.communicate(timeout=PATIENCE)
    assert running.returncode == 1
    assert b"Is it running already?" in said
    assert workers_of(running.pid) == []
