"""A WSGI application with a page for each thing that the shell has to do well."""

import io
import json
import threading
from collections.abc import Iterator
from typing import Any

from regulars.engine.gateway import Limits
from regulars.engine.shell import Shell, shell
from tests.pace import PATIENCE

SMALL = Limits(body=300_000, in_memory=1000, silence=PATIENCE, upload=PATIENCE, waiting=2)


class Pieces:
    """An answer that comes piece by piece, as Django's streaming responses do."""

    streaming = True

    def __init__(self, pages: "Pages", pieces: Iterator[bytes]) -> None:
        self.pages, self.pieces = pages, pieces

    def __iter__(self) -> Iterator[bytes]:
        return self.pieces

    def close(self) -> None:
        self.pages.closed.append("pieces")


class Pages:
    """A WSGI application with a page for each thing to be seen."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self.closed: list[str] = []
        self.threads: set[str] = set()
        self.go_on = threading.Event()
        self.drawn = 0

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        self.threads.add(threading.current_thread().name)
        path = environ["PATH_INFO"].encode("latin-1").decode().strip("/").split("/")[-1]
        if path == "fault":
            raise ValueError("in the page's surroundings")
        status = "204 No Content" if path == "empty" else "201 Created"
        start_response(status, [("Content-Type", "text/plain"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
        return getattr(self, path, self.echo)(environ)

    def echo(self, environ: dict[str, Any]) -> list[bytes]:
        body = environ["wsgi.input"].read()
        seen = {key: value for key, value in environ.items() if isinstance(value, str)}
        seen |= {"body": body.decode("latin-1"), "on_disk": getattr(environ["wsgi.input"], "_rolled", False)}
        return [json.dumps(seen).encode()]

    def empty(self, environ: dict[str, Any]) -> list[bytes]:
        return []

    def hold(self, environ: dict[str, Any]) -> list[bytes]:
        assert self.go_on.wait(PATIENCE)
        return [b"held"]

    def flow(self, environ: dict[str, Any]) -> Pieces:
        def draw() -> Iterator[bytes]:
            yield b"first"
            assert self.go_on.wait(PATIENCE)
            yield b"last"

        return Pieces(self, draw())

    def endless(self, environ: dict[str, Any]) -> Pieces:
        def draw() -> Iterator[bytes]:
            while True:
                self.drawn += 1
                yield b"x" * 50_000

        return Pieces(self, draw())

    def broken(self, environ: dict[str, Any]) -> Pieces:
        def draw() -> Iterator[bytes]:
            yield b"begun"
            raise ValueError("half way")

        return Pieces(self, draw())

    def download(self, environ: dict[str, Any]) -> Any:
        return environ["wsgi.file_wrapper"](io.BytesIO(b"y" * 1_000_000), 4096)


async def live(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": threading.current_thread().name.encode()})


def made(pages: Pages, **more: Any) -> Shell:
    return shell(pages, {"/live": live}, is_slow=lambda path: path.startswith("/slow/"), fast_threads=1, **more)
