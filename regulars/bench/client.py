"""A browser's side of HTTP over one kept connection, as light as it can be: it shares the processors with the desk."""

import re
import socket
from collections.abc import Mapping
from dataclasses import field
from gzip import decompress
from types import TracebackType
from typing import Self
from urllib.parse import quote, urlencode

from regulars.base.frozen import dataclass

PATIENCE = 60.0
COOKIE = re.compile(rb"(?i)^set-cookie:\s*([^=;\s]+)=([^;\r\n]*)", re.MULTILINE)
LENGTH = re.compile(rb"(?im)^content-length:\s*(\d+)")
PACKED = re.compile(rb"(?im)^content-encoding:\s*gzip")
CHUNKED = re.compile(rb"(?im)^transfer-encoding:\s*chunked")
LOCATION = re.compile(rb"(?im)^location:\s*([^\r\n]+)")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Unexpected(Exception):
    """The desk answered something that a measurement cannot use."""


class HungUp(Unexpected):
    """The desk closed the connection instead of answering."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, place to go on to (if any) and body, which is `packed` as a browser has it sent."""

    status: int
    location: str
    body: bytes
    packed: bool = False


@dataclass
class Client:
    """One connection to 127.0.0.1 that keeps cookies. Raises OSError where nobody listens."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    _socket: socket.socket | None = None
    _rest: bytes = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Hang up."""
        if self._socket is not None:
            self._socket.close()
        self._socket, self._rest = None, b""

    def get(self, path: str) -> Answer:
        """The page at `path`. A connection that lay idle too long is made again."""
        try:
            return self._ask(f"GET {path}", b"")
        except HungUp:
            return self._ask(f"GET {path}", b"")

    def page(self, path: str) -> str:
        """The page at `path` as text. Raises Unexpected where it is no page."""
        answer = self.get(path)
        if answer.status != 200:
            raise Unexpected(f"{path} answered {answer.status} {answer.location}")
        return (decompress(answer.body) if answer.packed else answer.body).decode()

    def post(self, path: str, form: Mapping[str, str]) -> Answer:
        """What `path` answers to a form."""
        token = self.cookies.get("regulars_csrf", "")
        return self._ask(f"POST {path}", urlencode({"csrfmiddlewaretoken": token, **form}).encode())

    def sign_in(self, email: str, password: str) -> None:
        """Take a seat at the desk. Raises Unexpected where it is refused."""
        token = TOKEN.search(self.page("/sign-in"))
        form = {"csrfmiddlewaretoken": token[1] if token else "", "email": email, "password": password}
        answer = self._ask("POST /sign-in", urlencode(form).encode())
        if answer.status != 302:
            raise Unexpected(f"signing in answered {answer.status}")

    def _ask(self, what: str, body: bytes) -> Answer:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self.port), PATIENCE)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        method, path = what.split(" ", 1)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        head = (
            f"{method} {quote(path, safe='/?=&%-_.~+*')} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookies}\r\n"
            "Accept-Encoding: gzip\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self._socket.sendall(head.encode() + body)
        return self._answer()

    def _answer(self) -> Answer:
        head = self._until(b"\r\n\r\n")
        for name, value in COOKIE.findall(head):
            self.cookies[name.decode()] = value.decode()
        length, location = LENGTH.search(head), LOCATION.search(head)
        without = self._chunks() if CHUNKED.search(head) else b""
        body = self._exactly(int(length[1])) if length else without
        packed = PACKED.search(head) is not None
        return Answer(int(head[9:12]), location[1].decode() if location else "", body, packed)

    def _chunks(self) -> bytes:
        body = b""
        while size := int(self._until(b"\r\n").strip(), 16):
            body += self._exactly(size + 2)[:-2]
        self._until(b"\r\n")
        return body

    def _until(self, mark: bytes) -> bytes:
        while mark not in self._rest:
            self._receive()
        found, _, self._rest = self._rest.partition(mark)
        return found

    def _exactly(self, size: int) -> bytes:
        while len(self._rest) < size:
            self._receive()
        found, self._rest = self._rest[:size], self._rest[size:]
        return found

    def _receive(self) -> None:
        more = self._socket.recv(1 << 18) if self._socket else b""
        if not more:
            self.close()
            raise HungUp("the desk hung up")
        self._rest += more
