"""One open live page: what it is told, and how that is sent without holding up the others."""

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable, Generator
from dataclasses import dataclass, field
from types import coroutine
from typing import Any

from regulars.engine.gateway import Send

QUEUE = 100
CLIENT_SECONDS = 30.0
ASK_AGAIN_PINGS = 15


@dataclass(slots=True, eq=False)
class Stream:
    """One open page: what it has still to be told. Belongs to the loop's thread.

    `since` is when it began to send what it sends, or ended sending the last time; `asked`, when somebody last said
    whose it is, and `due`, that it is time to ask again, however much there is to tell. `left_over` is the rest of what
    could not be sent at once, and `fault` what came of that; both are the task's.
    """

    topics: frozenset[str]
    send: Send
    task: "asyncio.Task[None] | None" = None
    waiting: deque[bytes] = field(default_factory=deque)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    missed: int | None = None
    closed: bool = False
    # Until its task has sent its head, nobody else may send.
    sending: bool = True
    stuck: bool = False
    since: float = 0.0
    asked: float = 0.0
    due: bool = False
    left_over: Awaitable[None] | None = None
    fault: Exception | None = None

    def tell(self, seq: int, event: bytes) -> None:
        """Put an event in the queue; when that is full the page is to reload, and the stream ends."""
        if len(self.waiting) < QUEUE:
            self.waiting.append(event)
        else:
            self.missed, self.closed = seq, True

    def close(self) -> None:
        """End it at once."""
        self.closed = True
        self.news.set()

    def take(self) -> bytes:
        """What is to be sent now; the queue is empty then."""
        self.news.clear()
        events = b"".join(self.waiting)
        self.waiting.clear()
        missed, self.missed = self.missed, None
        return events if missed is None else f"id: {missed}\nevent: reload\ndata: {{}}\n\n".encode()

    def flush(self, now: float) -> None:
        """Send what waits, `now` being the loop's time: here, where its reader takes it, for to wake the tasks of two
        thousand streams costs more than all else that a nudge does. What would have to wait is left to the task."""
        if self.sending or self.closed:
            self.news.set()
            return
        self.since = now
        steps = self.send({"type": "http.response.body", "body": self.take(), "more_body": True}).__await__()
        try:
            waits_for = next(steps)
        except StopIteration:
            return
        except Exception as fault:  # noqa: BLE001 - whatever it is, it is this stream's, and the others are told
            self.fault = fault
        else:
            self.sending, self.left_over = True, going_on(waits_for, steps)
        self.news.set()

    def look(self, now: float, ping: float) -> None:
        """Ping a reader who has heard nothing for long, have it asked again whose it is, and end a stream whose reader
        takes nothing."""
        self.due = now - self.asked >= ping * ASK_AGAIN_PINGS
        if not self.sending and (self.due or now - self.since >= ping):
            self.news.set()
        elif self.sending and now - self.since >= CLIENT_SECONDS and self.task:
            self.stuck = True
            self.task.cancel()

    async def feed(self, is_allowed: Callable[[], Awaitable[bool]]) -> None:
        """Send what it is told until it is closed, and comments into the silence; `is_allowed` is asked now and then
        whether it may go on."""
        self.task, clock = asyncio.current_task(), asyncio.get_running_loop().time
        text = b"retry: 3000\n\n" + self.take()
        self.asked = clock()
        while True:
            # Read before sending: what ends a stream while it sends still has its last word.
            last = self.closed
            self.sending, self.since = True, clock()
            await self._send(text, last)
            self.sending, self.since = False, clock()
            if last:
                return
            await self.news.wait()
            if self.due and not self.closed:
                self.due, self.asked = False, clock()
                if not await is_allowed():
                    self.waiting.clear()
                    self.close()
            text = self.take()
            if not text and not self.closed and not self.left_over and not self.fault:
                text = b": ping\n\n"

    async def _send(self, text: bytes, last: bool) -> None:
        if self.fault:
            raise self.fault
        if self.left_over:
            await self.left_over
            self.left_over = None
        if text or last:
            await self.send({"type": "http.response.body", "body": text, "more_body": not last})


@coroutine
def going_on(waits_for: Any, steps: Generator[Any, Any, None]) -> Generator[Any, Any, None]:
    """The rest of something that was begun outside of any task, and waits now."""
    yield waits_for
    yield from steps


def nudge(seq: int, topic: str) -> bytes:
    """One event, as it goes over the line."""
    return f"id: {seq}\nevent: nudge\ndata: {json.dumps({'topic': topic})}\n\n".encode()
