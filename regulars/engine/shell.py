"""The process that serves: streams live on the event loop, pages run in a fixed set of threads.

Django's own ASGI handler makes threads as requests come, so connections to the database cannot stay open and a page
costs twice the processor time; its WSGI handler in threads that stay does neither. More than one thread for quick
pages makes them slower on SQLite, where the interpreter's lock changes hands at each call; what waits for others
(exports, uploads, calls outside) has threads of its own.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection

from regulars.engine.gateway import (
    Answer,
    Gone,
    Limits,
    Receive,
    Scope,
    Send,
    TurnedAway,
    WsgiApp,
    body_of,
    call,
    close,
    environ_of,
    gathered,
)

log = logging.getLogger(__name__)

StreamApp = Callable[[Scope, Receive, Send], Awaitable[None]]
Hook = Callable[[], Awaitable[None]]
SLOW_THREADS = 3
CLIENT_SECONDS = 60.0


def shell(
    wsgi_app: WsgiApp,
    streams: Mapping[str, StreamApp],
    *,
    is_slow: Callable[[str], bool] = lambda path: False,
    fast_threads: int = 0,
    limits: Limits | None = None,
    on_start: Sequence[Hook] = (),
    on_stop: Sequence[Hook] = (),
) -> "Shell":
    """The ASGI application to serve.

    - `streams`: path to an ASGI application that runs on the loop and must never block it.
    - `is_slow`: whether a path (as in the URL, decoded) belongs in the slow lane.
    - `fast_threads`: 0 takes 1 on SQLite and 4 on PostgreSQL.
    - `on_start`, `on_stop`: awaited when the server starts and stops.
    """
    fast = fast_threads or (1 if connection.vendor == "sqlite" else 4)
    return Shell(wsgi_app, streams, is_slow, fast, limits or Limits(), (on_start, on_stop))


class Shell:
    """See `shell`."""

    def __init__(
        self,
        wsgi_app: WsgiApp,
        streams: Mapping[str, StreamApp],
        is_slow: Callable[[str], bool],
        fast_threads: int,
        limits: Limits,
        hooks: tuple[Sequence[Hook], Sequence[Hook]],
    ) -> None:
        self.wsgi_app = wsgi_app
        self.streams = streams
        self.is_slow = is_slow
        self.limits = limits
        self.on_start, self.on_stop = hooks
        self._fast = ThreadPoolExecutor(fast_threads, "pages")
        self._slow = ThreadPoolExecutor(SLOW_THREADS, "slow-pages")
        self._waiting = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            stream = self.streams.get(scope["path"])
            await (stream(scope, receive, send) if stream else self._answer(scope, receive, send))
        else:
            # Closing before accepting answers a websocket with 403.
            await send({"type": "websocket.close", "code": 1000})

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            for hook in self.on_start:
                await hook()
        except Exception as fault:
            log.exception("The server cannot start")
            await send({"type": "lifespan.startup.failed", "message": str(fault)})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        for hook in self.on_stop:
            await hook()
        for pool in (self._fast, self._slow):
            pool.shutdown(wait=False, cancel_futures=True)
        await send({"type": "lifespan.shutdown.complete"})

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            if self._waiting >= self.limits.waiting:
                raise TurnedAway(503, "Too much to do at this moment. Please try again in a few seconds.\n")
            body, length = await body_of(scope, receive, self.limits)
        except TurnedAway as away:
            await _send_text(send, away)
            return
        except Gone:
            return
        self._waiting += 1
        try:
            with body:
                await self._ask(scope, environ_of(scope, body, length), receive, send)
        finally:
            self._waiting -= 1

    async def _ask(self, scope: Scope, environ: dict[str, Any], receive: Receive, send: Send) -> None:
        loop = asyncio.get_running_loop()
        pool = self._slow if self.is_slow(scope["path"]) else self._fast
        whole = scope["method"] != "HEAD"
        try:
            answer = await loop.run_in_executor(pool, call, self.wsgi_app, environ)
        except Exception:
            # The application answers its own faults; this one is in what surrounds it.
            log.exception("No answer for %s %s", scope["method"], scope["path"])
            await _send_text(send, TurnedAway(500, "Something went wrong here. It was written to the log.\n"))
            return
        await send(answer.start)
        if answer.rest is not None:
            # Drawn in the slow lane: a large file for a slow client must not hold up the pages. This is another thread
            # than the one that made it, so it must not count on what belongs to a thread, as the language does.
            await self._stream(answer, receive, send, whole=whole)
        await send({"type": "http.response.body", "body": answer.body if whole else b""})

    async def _stream(self, answer: Answer, receive: Receive, send: Send, *, whole: bool) -> None:
        loop = asyncio.get_running_loop()
        left = asyncio.create_task(_leaving(receive))

        async def send_piece(piece: bytes) -> None:
            if left.done():
                raise Gone
            async with asyncio.timeout(CLIENT_SECONDS):
                await send({"type": "http.response.body", "body": piece, "more_body": True})

        def draw() -> None:
            rest = answer.rest or ()
            try:
                for piece in gathered(rest) if whole else ():
                    asyncio.run_coroutine_threadsafe(send_piece(piece), loop).result()
            except Gone:
                log.info("A client left before the end of a long answer")
            finally:
                close(rest)

        try:
            await loop.run_in_executor(self._slow, draw)
        finally:
            left.cancel()


async def _leaving(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _send_text(send: Send, away: TurnedAway) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    if away.status == 503:
        headers.append((b"retry-after", b"5"))
    await send({"type": "http.response.start", "status": away.status, "headers": headers})
    await send({"type": "http.response.body", "body": away.text.encode()})
