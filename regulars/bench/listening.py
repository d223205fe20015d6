"""A browser's side of a live page: one connection on which nudges come."""

import re
import socket
from collections.abc import Mapping
from typing import Self

from regulars.bench.client import Unexpected

PATIENCE = 30.0
NUDGE = re.compile(rb"id: (\d+)\nevent: (?:nudge|reload)\n")


class Listening:
    """An open stream for `topics`. Raises Unexpected where the desk refuses it or ends it."""

    def __init__(self, port: int, cookies: Mapping[str, str], topics: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self._rest = b""
        written = "; ".join(f"{name}={value}" for name, value in cookies.items())
        self._socket.sendall(
            f"GET /live?topics={topics} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {written}\r\n\r\n".encode()
        )
        head = self._until(b"\n\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise Unexpected(f"/live answered {head[:200]!r}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *fault: object) -> None:
        self._socket.close()

    def fileno(self) -> int:
        """For select()."""
        return self._socket.fileno()

    def wait(self) -> int:
        """The number of the next nudge."""
        while not (found := NUDGE.search(self._rest)):
            self._receive()
        self._rest = self._rest[found.end() :]
        return int(found[1])

    def take(self) -> list[int]:
        """The numbers of all nudges that one read gives. For who knows that there is something to read."""
        self._receive()
        found = list(NUDGE.finditer(self._rest))
        self._rest = self._rest[found[-1].end() :] if found else self._rest
        return [int(one[1]) for one in found]

    def _until(self, mark: bytes) -> bytes:
        while mark not in self._rest:
            self._receive()
        found, _, self._rest = self._rest.partition(mark)
        return found

    def _receive(self) -> None:
        more = self._socket.recv(1 << 16)
        if not more:
            raise Unexpected("the desk ended a live stream")
        self._rest += more
