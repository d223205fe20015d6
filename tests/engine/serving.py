"""A real server on a port of its own, and a plain client."""

import asyncio
import http.client
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from regulars.engine.connections import BoundedConnection
from tests.pace import PATIENCE, until


@contextmanager
def serving(app: Any, before_stop: Any = lambda: None) -> Iterator[int]:
    """Serve an ASGI application on 127.0.0.1; gives its port."""
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=0,
        http=BoundedConnection,
        log_level="error",
        timeout_graceful_shutdown=int(PATIENCE),
        loop="asyncio",
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()))
    thread.start()
    try:
        until(lambda: server.started or not thread.is_alive())
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        before_stop()
        server.should_exit = True
        thread.join(2 * PATIENCE)
        assert not thread.is_alive()


def ask(
    port: int, method: str, path: str, body: Any = None, headers: Any = None, **more: Any
) -> tuple[int, Any, bytes]:
    """One request; its status, headers and body."""
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        client.request(method, path, body, headers or {}, **more)
        answer = client.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        client.close()


class Reader:
    """Reads an open stream, event by event."""

    def __init__(self, port: int, path: str, headers: str = "") -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.socket.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}\r\n".encode())
        self.got = b""
        self.ended = False

    def until(self, words: bytes) -> bytes:
        """All that came up to and including `words`; it is taken away."""
        while words not in self.got:
            piece = self.socket.recv(65536)
            assert piece, f"the stream ended after {self.got!r}"
            self.got += piece
        seen, _, self.got = self.got.partition(words)
        return seen + words

    def rest(self) -> bytes:
        """All that still comes until the server ends the answer (a chunk of no length)."""
        return self.until(b"0\r\n\r\n")

    def close(self) -> None:
        self.socket.close()
