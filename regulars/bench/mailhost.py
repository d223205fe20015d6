"""Somebody's mail server, on this machine: it takes everything, and counts what it has taken."""

import asyncio
import re
import threading
import time
from collections import Counter
from typing import Self

MESSAGE_ID = re.compile(rb"(?im)^message-id:\s*(<[^>]+>)")
END = b"\r\n.\r\n"


class MailHost:
    """A server in a thread. `taken` counts each Message-ID, `times` says when each mail was taken."""

    def __init__(self) -> None:
        self.taken: Counter[bytes] = Counter()
        self.times: list[float] = []
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        started = self._loop.create_server(lambda: Door(self), "127.0.0.1", 0)
        server = asyncio.run_coroutine_threadsafe(started, self._loop).result()
        self.port = server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *fault: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def take(self, mail: bytes) -> None:
        """A mail is here."""
        found = MESSAGE_ID.search(mail)
        self.taken[found[1] if found else b""] += 1
        self.times.append(time.monotonic())


class Door(asyncio.Protocol):
    """One connection, as little of RFC 5321 as a sender needs."""

    def __init__(self, host: MailHost) -> None:
        self.host = host
        self.rest = b""
        self.in_mail = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.say(b"220 mail.host.example ESMTP")

    def say(self, line: bytes) -> None:
        """Answer."""
        if isinstance(self.transport, asyncio.Transport):
            self.transport.write(line + b"\r\n")

    def data_received(self, data: bytes) -> None:
        self.rest += data
        mark = END if self.in_mail else b"\r\n"
        while mark in self.rest:
            piece, _, self.rest = self.rest.partition(mark)
            self.heard(piece)
            mark = END if self.in_mail else b"\r\n"

    def heard(self, piece: bytes) -> None:
        """A command, or a whole mail."""
        if self.in_mail:
            self.in_mail = False
            self.host.take(piece)
            self.say(b"250 2.0.0 Taken")
            return
        command = piece[:4].upper()
        self.in_mail = command == b"DATA"
        self.say({b"DATA": b"354 Go on", b"QUIT": b"221 Goodbye"}.get(command, b"250 OK"))
        if command == b"QUIT":
            self.transport.close()
