import asyncio
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import OperationalError, connection

from regulars.engine import outbox
from regulars.engine.gateway import Message
from regulars.engine.outbox import append, append_many, pump
from regulars.engine.shell import shell
from regulars.engine.stream import CLIENT_SECONDS, QUEUE, Stream, nudge
from regulars.engine.streams import Hub
from tests.engine.serving import Reader, ask, serving
from tests.pace import PATIENCE, until

pytestmark = pytest.mark.slow

COOKIE = "Cookie: session=ana\r\n"


def authorize(cookie: str) -> str | None:
    # It may ask the database; it does here, to show that this is no fault on the loop.
    outbox.head()
    connection.close()
    return "ana" if "session=ana" in cookie else None


def no_pages(environ: Any, start_response: Any) -> list[bytes]:
    start_response("404 Not Found", [])
    return []


@pytest.fixture
def hub() -> Hub:
    return Hub(authorize, ping=0.2)


@pytest.fixture
def port(transactional_db: None, hub: Hub) -> Iterator[int]:
    append_many([("moment", {"n": n, "topics": ["inbox", f"customer:{n}"]}) for n in range(5)])
    pump()
    app = shell(no_pages, {"/live": hub}, on_start=[hub.start], on_stop=[hub.stop])
    with serving(app, hub.close) as number:
        yield number


def happen(*topics: str) -> None:
    append("moment", {"topics": list(topics)})
    pump()


def test_a_page_is_told_what_it_asked_for_and_nothing_else(port: int) -> None:
    reader = Reader(port, "/live?topics=inbox,customer:abc", COOKIE)
    head = reader.until(b"retry: 3000\n\n")
    assert b"text/event-stream" in head
    happen("customer:other")
    happen("customer:abc", "conversation:1")
    seen = reader.until(b'data: {"topic": "customer:abc"}\n\n')
    assert b"id: 7\nevent: nudge\n" in seen
    assert b"other" not in seen
    assert b"conversation" not in seen
    happen("inbox")
    assert b"id: 8" in reader.until(b'data: {"topic": "inbox"}\n\n')
    reader.close()


@pytest.fixture
def seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody looks whether there is something new without being told."""
    monkeypatch.setattr("regulars.engine.streams.IDLE_SECONDS", 10 * PATIENCE)


def test_a_nudge_comes_with_the_news_not_at_the_next_look(seldom: None, port: int) -> None:
    reader = Reader(port, "/live?topics=inbox", COOKIE)
    reader.until(b"retry")
    happen("warm")
    happen("inbox")
    reader.until(b"nudge")
    reader.close()


def test_who_comes_back_is_told_what_it_missed_once_a_topic(port: int) -> None:
    reader = Reader(port, "/live?topics=inbox,customer:1,customer:4", f"{COOKIE}Last-Event-ID: 2\r\n")
    seen = reader.until(b'id: 5\nevent: nudge\ndata: {"topic": "customer:4"}\n\n') + reader.until(b": ping")
    assert seen.count(b'"inbox"') == 1
    assert b"customer:1" not in seen
    reader.close()


def test_a_page_says_at_which_number_it_was_made(port: int) -> None:
    reader = Reader(port, "/live?topics=inbox&after=4", COOKIE)
    reader.until(b"id: 5\nevent: nudge")
    reader.close()
    reader = Reader(port, "/live?topics=inbox&after=5", COOKIE)
    assert b"nudge" not in reader.until(b": ping")
    reader.close()


def test_while_the_database_is_gone_the_page_is_asked_to_come_again(
    port: int, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(cookie: str) -> str:
        raise OperationalError("gone")

    monkeypatch.setattr("regulars.engine.stream.ASK_AGAIN_PINGS", 1)
    reader = Reader(port, "/live?topics=inbox", COOKIE)
    reader.until(b"retry: 3000\n\n")
    monkeypatch.setattr(hub, "authorize", gone)
    assert ask(port, "GET", "/live?topics=inbox", headers={"Cookie": "session=ana"})[0] == 503
    until(lambda: hub.count() == 0)
    reader.close()


def test_a_number_that_is_none_is_passed_over(port: int) -> None:
    reader = Reader(port, "/live?topics=inbox&after=" + "9" * 5000, COOKIE)
    reader.until(b"retry: 3000\n\n")
    reader.close()


@pytest.mark.parametrize("after", [99, 1_000_000_000_000])
def test_who_comes_from_another_time_is_told_to_reload(port: int, after: int) -> None:
    reader = Reader(port, "/live?topics=inbox", f"{COOKIE}Last-Event-ID: {after}\r\n")
    assert b"id: 5\n" in reader.until(b"event: reload\ndata: {}\n\n")
    reader.close()


def test_who_missed_more_than_is_kept_is_told_to_reload(port: int, hub: Hub) -> None:
    hub._recent.popleft()
    reader = Reader(port, "/live?topics=inbox&after=0", COOKIE)
    reader.until(b"event: reload")
    reader.close()
    reader = Reader(port, "/live?topics=inbox&after=1", COOKIE)
    assert b"reload" not in reader.until(b"nudge")
    reader.close()


def test_silence_is_filled_with_comments(port: int) -> None:
    reader = Reader(port, "/live?topics=inbox", COOKIE)
    reader.until(b": ping\n\n")
    reader.until(b": ping\n\n")
    reader.close()


def test_strangers_and_odd_requests_are_refused(port: int, hub: Hub) -> None:
    assert ask(port, "GET", "/live?topics=inbox")[0] == 401
    cookie = {"Cookie": "session=ana"}
    many = ",".join(f"t{n}" for n in range(51))
    for method, path in [
        ("GET", "/live"),
        ("GET", "/live?topics="),
        ("GET", f"/live?topics={many}"),
        ("POST", "/live?topics=a"),
    ]:
        assert ask(port, method, path, headers=cookie)[0] == 400
    assert hub.count() == 0


def test_who_leaves_is_forgotten(port: int, hub: Hub) -> None:
    readers = [Reader(port, "/live?topics=inbox,customer:1", COOKIE) for _ in range(5)]
    until(lambda: hub.count() == 5)
    for reader in readers:
        reader.close()
    until(lambda: hub.count() == 0)
    assert hub._streams == {}


def test_who_is_signed_out_loses_the_stream(port: int, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("regulars.engine.stream.ASK_AGAIN_PINGS", 1)
    reader = Reader(port, "/live?topics=inbox", COOKIE)
    reader.until(b": ping")
    monkeypatch.setattr(hub, "authorize", lambda cookie: None)
    reader.rest()
    reader.close()


def test_a_server_that_stops_ends_its_streams(transactional_db: None, hub: Hub) -> None:
    app = shell(no_pages, {"/live": hub}, on_start=[hub.start], on_stop=[hub.stop])
    with serving(app, hub.close) as port:
        reader = Reader(port, "/live?topics=inbox", COOKIE)
        reader.until(b"retry")
    # Streams that the server had to break off have no end.
    reader.rest()
    reader.close()


class Line:
    """A reader's side: what it took, and whether it takes anything just now."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.free = asyncio.Event()
        self.free.set()

    async def __call__(self, message: Message) -> None:
        await self.free.wait()
        if message["body"] == b"broken":
            raise ValueError("broken")
        self.taken.append(message["body"])


async def allowed() -> bool:
    return True


def apart(told: Coroutine[Any, Any, None]) -> None:
    # A thread of its own: where a browser was driven before, this one has a loop already.
    with ThreadPoolExecutor(1) as other:
        other.submit(asyncio.run, told).result()


def test_what_a_reader_takes_is_sent_without_its_task_and_who_takes_nothing_holds_nobody_up() -> None:
    async def told() -> None:
        quick, slow = (Stream(frozenset({"inbox"}), Line()) for _ in range(2))
        tasks = [asyncio.create_task(stream.feed(allowed)) for stream in (quick, slow)]
        await asyncio.sleep(0)
        slow.send.free.clear()
        for event in (b"one", b"two"):
            for stream in (slow, quick):
                stream.tell(1, event)
                stream.flush(1.0)
        # Nothing else has run on the loop meanwhile.
        assert quick.send.taken[1:] == [b"one", b"two"]
        assert (quick.news.is_set(), quick.sending, slow.sending) == (False, False, True)
        await asyncio.sleep(0)
        assert slow.send.taken[1:] == []
        slow.send.free.set()
        for stream in (quick, slow):
            stream.close()
        await asyncio.gather(*tasks)
        assert b"".join(slow.send.taken[1:]) == b"onetwo"

    apart(told())


def test_who_is_told_something_all_the_time_is_asked_for_again_too() -> None:
    async def gone() -> bool:
        return False

    async def told() -> None:
        stream = Stream(frozenset({"inbox"}), Line())
        task = asyncio.create_task(stream.feed(gone))
        await asyncio.sleep(0)
        for seconds in range(0, 300, 15):
            stream.tell(seconds, b"news")
            stream.flush(stream.asked + seconds)
            stream.look(stream.asked + seconds, 20.0)
            await asyncio.sleep(0)
        assert (len(stream.send.taken), task.done()) == (21, False)
        stream.look(stream.asked + 300, 20.0)
        for _ in range(3):
            await asyncio.sleep(0)
        assert task.done()

    apart(told())


def test_one_whose_line_breaks_ends_and_the_others_are_told() -> None:
    async def told() -> None:
        stream = Stream(frozenset({"inbox"}), Line())
        task = asyncio.create_task(stream.feed(allowed))
        await asyncio.sleep(0)
        stream.tell(1, b"broken")
        stream.flush(1.0)
        with pytest.raises(ValueError, match="broken"):
            await task

    apart(told())


def test_a_page_that_does_not_listen_is_told_to_reload_and_sent_away() -> None:
    stream = Stream(frozenset({"inbox"}), Line())
    for seq in range(QUEUE):
        stream.tell(seq, nudge(seq, "inbox"))
    before = stream.closed
    for seq in range(QUEUE, QUEUE + 500):
        stream.tell(seq, nudge(seq, "inbox"))
    assert (before, stream.closed) == (False, True)
    assert len(stream.waiting) == QUEUE
    assert stream.take() == f"id: {QUEUE + 499}\nevent: reload\ndata: {{}}\n\n".encode()


def test_a_reader_who_takes_nothing_is_let_go() -> None:
    async def held_up() -> None:
        stream = Stream(frozenset({"inbox"}), Line(), asyncio.create_task(asyncio.sleep(60)))
        stream.look(CLIENT_SECONDS - 1, ping=1.0)
        await asyncio.sleep(0)
        before = stream.stuck or stream.news.is_set()
        stream.look(CLIENT_SECONDS, ping=1.0)
        assert stream.task
        await asyncio.wait([stream.task])
        assert (before, stream.stuck, stream.task.cancelled()) == (False, True, True)

    apart(held_up())


def test_a_topic_cannot_break_out_of_its_line() -> None:
    assert nudge(1, 'a"\n\nevent: reload').count(b"\n\n") == 1
