"""Between ASGI and WSGI: a request's body and environ, and what a WSGI application answers.

Source: PEP 3333; https://asgi.readthedocs.io/en/latest/specs/www.html.
"""

import io
import sys
import tempfile
import time
from asyncio import timeout
from collections.abc import Awaitable, Callable, Iterable, Iterator, MutableMapping
from dataclasses import field
from typing import IO, Any
from urllib.parse import unquote_to_bytes

from regulars.base.frozen import dataclass

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

READ_AT_ONCE = 256 * 1024
GATHER = 32 * 1024
GATHER_SECONDS = 0.05


class Gone(Exception):
    """The client has left."""


@dataclass(frozen=True, slots=True)
class TurnedAway(Exception):
    """The request is answered here and does not reach the pages."""

    status: int
    text: str


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one request. Sizes in bytes, times in seconds: `silence` between two pieces, `upload` for a whole body."""

    body: int = 64 * 1024 * 1024
    in_memory: int = 1024 * 1024
    silence: float = 30
    upload: float = 600
    waiting: int = 300


async def body_of(scope: Scope, receive: Receive, limits: Limits) -> tuple[IO[bytes], int]:
    """The whole body, on disk where it is large, and its length. Raises TurnedAway or Gone."""
    headers = dict(scope["headers"])
    declared = headers.get(b"content-length", b"")
    if not declared and b"transfer-encoding" not in headers:
        return io.BytesIO(), 0
    too_large = TurnedAway(413, f"This is too large: at most {limits.body // (1024 * 1024)} MB can be sent at once.\n")
    if declared.isdigit() and int(declared) > limits.body:
        raise too_large
    body = tempfile.SpooledTemporaryFile(max_size=limits.in_memory)  # noqa: SIM115 - the caller closes it
    length = 0
    try:
        async with timeout(limits.upload):
            async for piece in _pieces(receive, limits.silence):
                length += len(piece)
                if length > limits.body:
                    raise too_large
                body.write(piece)
    except TimeoutError:
        body.close()
        raise TurnedAway(408, "The request came too slowly. Please send it again.\n") from None
    except BaseException:
        body.close()
        raise
    body.seek(0)
    return body, length


async def _pieces(receive: Receive, silence: float) -> Any:
    more = True
    while more:
        async with timeout(silence):
            message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        yield message.get("body", b"")
        more = message.get("more_body", False)


def environ_of(scope: Scope, body: IO[bytes], length: int) -> dict[str, Any]:
    """What WSGI wants to know of a request. Headers with an underscore are dropped: they could pose as others."""
    server, client = scope.get("server") or ("localhost", 80), scope.get("client") or ("", 0)
    root = scope.get("root_path", "")
    path = unquote_to_bytes(scope["raw_path"]) if scope.get("raw_path") else scope["path"].encode()
    environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": root.encode().decode("latin-1"),
        "PATH_INFO": path.decode("latin-1").removeprefix(root),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1] or 0),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": client[0],
        "REMOTE_PORT": str(client[1]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": FilePieces,
    }
    for raw_name, raw_value in scope["headers"]:
        _add_header(environ, raw_name.decode("latin-1"), raw_value.decode("latin-1"))
    environ.pop("HTTP_CONTENT_LENGTH", None)
    environ["CONTENT_LENGTH"] = str(length)
    return environ


def _add_header(environ: dict[str, Any], name: str, value: str) -> None:
    if "_" in name:
        return
    key = name.upper().replace("-", "_")
    key = key if key == "CONTENT_TYPE" else f"HTTP_{key}"
    between = "; " if key == "HTTP_COOKIE" else ","
    environ[key] = f"{environ[key]}{between}{value}" if key in environ else value


@dataclass(slots=True)
class FilePieces:
    """A file to be sent, in pieces larger than the application's own."""

    file: IO[bytes]
    size: int = READ_AT_ONCE
    streaming: bool = True

    def __iter__(self) -> Iterator[bytes]:
        while piece := self.file.read(READ_AT_ONCE):
            yield piece

    def close(self) -> None:
        """Django puts the response's own close() here."""
        self.file.close()


@dataclass(slots=True)
class Answer:
    """What the application said: complete in `body`, or with `rest` still to be drawn from it."""

    status: int = 500
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""
    rest: Iterable[bytes] | None = None

    @property
    def start(self) -> Message:
        """The ASGI message that opens the answer."""
        return {"type": "http.response.start", "status": self.status, "headers": self.headers}


def call(app: WsgiApp, environ: dict[str, Any]) -> Answer:
    """Ask the application. A streaming answer comes back unread, any other one complete and closed."""
    answer = Answer()
    written: list[bytes] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> Callable[[bytes], None]:
        answer.status = int(status.split(" ", 1)[0])
        answer.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        return written.append

    result = app(environ, start_response)
    if getattr(result, "streaming", False):
        answer.rest = result
        return answer
    try:
        answer.body = b"".join([*written, *result])
    finally:
        close(result)
    bodiless = answer.status < 200 or answer.status in (204, 304)
    if not bodiless and not any(name == b"content-length" for name, _ in answer.headers):
        answer.headers.append((b"content-length", str(len(answer.body)).encode()))
    return answer


def close(result: Iterable[bytes]) -> None:
    """Tell the application that its answer was taken, or never will be."""
    done = getattr(result, "close", None)
    if done is not None:
        done()


def gathered(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Small pieces together, as long as they come quickly: a table's rows need not be sent one by one."""
    waiting: list[bytes] = []
    size, since = 0, 0.0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        now = time.monotonic()
        if size >= GATHER or now - since >= GATHER_SECONDS:
            yield b"".join(waiting)
            waiting, size, since = [], 0, now
    if waiting:
        yield b"".join(waiting)
