"""Live pages: a stream of events that say what changed, so that the page fetches that part again.

    GET /live?topics=inbox,customer:abc&after=1234

    id: 1235
    event: nudge
    data: {"topic": "inbox"}

`after` (or the Last-Event-ID header of a browser that comes back) is the outbox number that the page was made at; what
came since is sent at once. `event: reload` says that too much was missed, and that the whole page is to be fetched.
Source: https://html.spec.whatwg.org/multipage/server-sent-events.html.
"""

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs

from django.db import Error as DatabaseError
from django.db import close_old_connections, connection

from regulars.engine import outbox, waking
from regulars.engine.gateway import Receive, Scope, Send
from regulars.engine.outbox import Entry
from regulars.engine.stream import CLIENT_SECONDS, Stream, nudge

log = logging.getLogger(__name__)

Authorize = Callable[[str], str | None]

KEPT = 1000
MOST_TOPICS = 50
LONGEST_SEQ = 20
PING_SECONDS = 20.0
POLL_SECONDS = 0.01
IDLE_SECONDS = 1.0
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


class Hub:
    """All streams of this process. It is a stream application for the shell; `start` and `stop` are its hooks.

    `authorize` gets the request's Cookie header and gives back whose stream it is (any key), or None for a 401. It may
    ask the database: it runs in a thread. It is asked again every five minutes, and a stream it refuses then ends.
    """

    def __init__(self, authorize: Authorize, *, ping: float = PING_SECONDS) -> None:
        self.authorize = authorize
        self.ping = ping
        self._streams: dict[str, set[Stream]] = {}
        self._all: set[Stream] = set()
        self._tending: asyncio.Task[None] | None = None
        self._recent: deque[tuple[int, Sequence[str]]] = deque(maxlen=KEPT)
        self._from = 0
        self._stop = threading.Event()
        self._asking = ThreadPoolExecutor(1, "streams-authorize")
        self._loop: asyncio.AbstractEventLoop | None = None

    async def start(self) -> None:
        """Follow the outbox from here on."""
        self._loop = asyncio.get_running_loop()
        await self._loop.run_in_executor(self._asking, self._load)
        threading.Thread(target=self._follow, name="streams-outbox", daemon=True).start()
        self._tending = asyncio.create_task(self._tend())

    async def stop(self) -> None:
        """End all streams and stop following."""
        self.close()
        if self._tending:
            self._tending.cancel()
        self._asking.shutdown(wait=False, cancel_futures=True)

    def close(self) -> None:
        """The same from any thread, for a server that waits for open answers before it calls `stop`."""
        self._stop.set()
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._close_all)

    def count(self) -> int:
        """How many streams are open."""
        return len(self._all)

    def publish(self, entries: Iterable[tuple[int, Sequence[str]]]) -> None:
        """Tell the streams of these outbox numbers and their topics. To be called on the loop."""
        told: dict[Stream, None] = {}
        for seq, topics in entries:
            self._recent.append((seq, topics))
            for topic in topics:
                event = nudge(seq, topic)
                for stream in self._streams.get(topic, ()):
                    stream.tell(seq, event)
                    told[stream] = None
        now = asyncio.get_running_loop().time()
        for stream in told:
            stream.flush(now)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        query = parse_qs(scope["query_string"].decode("latin-1"))
        topics = frozenset(filter(None, ",".join(query.get("topics", [])).split(",")))
        if scope["method"] != "GET" or not 0 < len(topics) <= MOST_TOPICS:
            await _refuse(send, 400, f"Ask with GET for 1 to {MOST_TOPICS} topics: ?topics=inbox,customer:abc\n")
            return
        cookie = headers.get(b"cookie", b"").decode("latin-1")
        try:
            if not await self._allowed(cookie):
                await _refuse(send, 401, "Please sign in.\n")
                return
        except DatabaseError:
            await _refuse(send, 503, "The database does not answer. Please try again in a moment.\n")
            return
        after = headers.get(b"last-event-id", b"").decode("latin-1") or "".join(query.get("after", [])[:1])
        stream = self._open(topics, after, send)
        left = asyncio.create_task(_close_when_left(receive, stream))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
            await stream.feed(lambda: self._allowed(cookie))
        except asyncio.CancelledError:
            if not stream.stuck:
                raise
            log.info("A stream ended: its reader took nothing for %.0f s", CLIENT_SECONDS)
        except DatabaseError as fault:
            log.info("A stream ended: nobody can say whose it is (%s); the page asks for it again", fault)
        finally:
            left.cancel()
            self._forget(stream)

    async def _tend(self) -> None:
        """Look after all streams together: two timers for each would cost more than all else that a nudge does."""
        loop = asyncio.get_running_loop()
        while not self._stop.is_set():
            await asyncio.sleep(min(1.0, self.ping / 2))
            for stream in tuple(self._all):
                stream.look(loop.time(), self.ping)

    async def _allowed(self, cookie: str) -> bool:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._asking, self._ask, cookie) is not None

    def _ask(self, cookie: str) -> str | None:
        close_old_connections()
        return self.authorize(cookie)

    def _open(self, topics: frozenset[str], after: str, send: Send) -> Stream:
        # It is sending from now on: its head goes first.
        clock = asyncio.get_running_loop().time
        stream = Stream(topics, send, closed=self._stop.is_set(), since=clock())
        self._all.add(stream)
        for topic in topics:
            self._streams.setdefault(topic, set()).add(stream)
        if after.isascii() and after.isdigit() and len(after) < LONGEST_SEQ:
            self._catch_up(stream, int(after))
        return stream

    def _catch_up(self, stream: Stream, after: int) -> None:
        newest = self._recent[-1][0] if self._recent else self._from
        if not (self._recent[0][0] - 1 if self._recent else self._from) <= after <= newest:
            stream.missed = newest
            return
        later = {
            topic: seq for seq, topics in self._recent if seq > after for topic in topics if topic in stream.topics
        }
        for topic, seq in sorted(later.items(), key=lambda item: item[1]):
            stream.tell(seq, nudge(seq, topic))

    def _forget(self, stream: Stream) -> None:
        self._all.discard(stream)
        for topic in stream.topics:
            streams = self._streams.get(topic, set())
            streams.discard(stream)
            if not streams:
                self._streams.pop(topic, None)

    def _close_all(self) -> None:
        for stream in self._all:
            stream.close()

    def _load(self) -> None:
        head = outbox.head()
        self._recent.extend(map(_topics_of, outbox.read(head - KEPT, KEPT)))
        self._from = self._recent[-1][0] if self._recent else head

    def _follow(self) -> None:
        """Runs in a thread of its own until `stop`; a fault of the database is waited out."""
        wake: waking.Wake | None = None
        seen, faults = self._from, 0
        while not self._stop.is_set():
            try:
                wake = wake or waking.wake_on(waking.OUTBOX, POLL_SECONDS)
                entries = outbox.read(seen, KEPT)
                if entries and self._loop is not None:
                    seen = entries[-1].seq
                    self._loop.call_soon_threadsafe(self.publish, list(map(_topics_of, entries)))
                else:
                    wake.wait(IDLE_SECONDS, self._stop)
                faults = 0
            except Exception:
                # Live pages wait for the database for as long as it takes; the log need not say so every time.
                if faults == 0:
                    log.warning("Streams cannot read the outbox; they try again until they can", exc_info=True)
                faults += 1
                wake = None
                connection.close()
                self._stop.wait(2.0)
        if wake is not None:
            wake.close()


def _topics_of(entry: Entry) -> tuple[int, Sequence[str]]:
    topics = entry.payload.get("topics", ())
    return entry.seq, tuple(str(topic) for topic in topics) if isinstance(topics, list) else ()


async def _close_when_left(receive: Receive, stream: Stream) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    stream.close()


async def _refuse(send: Send, status: int, text: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})
