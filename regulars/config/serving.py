"""Processes: one that serves pages, a worker beside it."""

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import uvicorn

from regulars.base.results import Refused
from regulars.config.application import make
from regulars.engine.companions import start_companions
from regulars.engine.connections import BoundedConnection
from regulars.engine.streams import Hub
from regulars.engine.worker import Worker

log = logging.getLogger(__name__)

LONGEST_PAUSE = 30.0
GRACE = 10.0
PATIENCE = 20.0
BACKLOG = 512


class Server(uvicorn.Server):
    """Uvicorn waits for open answers before it stops, and a stream never ends by itself: so streams are ended first."""

    def __init__(self, config: uvicorn.Config, hub: Hub) -> None:
        super().__init__(config)
        self.hub = hub

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """On the first signal to stop."""
        self.hub.close()
        super().handle_exit(sig, frame)


def listen(host: str, port: int) -> socket.socket | Refused:
    """A socket that waits for browsers, taken before anything else is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    door = socket.socket(family, socket.SOCK_STREAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((host, port))
        # Linux lets two sockets have a port as long as neither listens.
        door.listen(BACKLOG)
    except OSError as fault:
        door.close()
        return Refused(
            f"Cannot listen on {host} port {port}: {fault.strerror}. Is it running already? Try --port 8001."
        )
    return door


def end_on_sigterm() -> None:
    """Let this process end in order when it is asked to: uvicorn passes the signal on when it has stopped, and what it
    would do by itself then is to end at once and leave the worker behind."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))


def serve(door: socket.socket) -> int:
    """Serve pages and streams until told to stop. Gives back the exit code."""
    application, hub = make()
    config = uvicorn.Config(
        application,
        http=BoundedConnection,
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=int(GRACE),
        lifespan="on",
    )
    server = Server(config, hub)
    server.run(sockets=[door])
    return 0 if server.started else 1


def work(parent: int = 0) -> int:
    """Run jobs and what runs beside them until told to stop, or until the process `parent` is gone."""
    stop = threading.Event()
    for sort in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sort, lambda *_: stop.set())
    if parent:
        threading.Thread(target=follow, args=(parent, stop), daemon=True).start()
    companions = start_companions(stop)
    Worker().run(stop)
    for thread in companions:
        thread.join(timeout=GRACE)
    return 0


def follow(parent: int, stop: threading.Event) -> None:
    """Stop when the process that started this one is gone: killed, it could not say so."""
    while not stop.wait(1.0):
        if os.getppid() != parent:
            stop.set()


@contextmanager
def worker_beside() -> Iterator[None]:
    """A worker process for as long as this lasts, started again should it die."""
    stop = threading.Event()
    thread = threading.Thread(target=tend, args=(stop,), name="worker-tender")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def tend(stop: threading.Event) -> None:
    """Keep one worker running until told to stop; then let it finish what it is at."""
    pause = 1.0
    while not stop.is_set():
        began = time.monotonic()
        ended = attend_worker(stop)
        if stop.is_set():
            return
        pause = 1.0 if time.monotonic() - began > LONGEST_PAUSE else min(LONGEST_PAUSE, pause * 2)
        log.error("The worker ended (%s) and is started again in %.0f s", ended, pause)
        stop.wait(pause)


def attend_worker(stop: threading.Event) -> str:
    """One worker from its start to its end, or until told to stop; how it ended."""
    # In a session of its own: Ctrl-C is for this process, which then ends the worker in order.
    command = [sys.executable, "-m", "regulars", "worker", "--beside", str(os.getpid())]
    try:
        worker = subprocess.Popen(command, start_new_session=True)
    except OSError as fault:
        # No memory or no process left now; pages go on, and so must the work once there is.
        return str(fault)
    while worker.poll() is None and not stop.wait(0.2):
        pass
    if stop.is_set():
        end(worker)
    return f"exit code {worker.returncode}"


def end(worker: "subprocess.Popen[bytes]") -> None:
    """Ask a worker to stop, and make it where it does not."""
    worker.terminate()
    try:
        worker.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()
