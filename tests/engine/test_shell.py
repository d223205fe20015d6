import asyncio
import json
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest

from regulars.engine.gateway import Limits, TurnedAway, body_of, gathered
from regulars.engine.shell import Shell
from tests.engine.serving import Reader, ask, serving
from tests.engine.wsgi_pages import SMALL, Pages, made
from tests.pace import PATIENCE, until

pytestmark = pytest.mark.slow


Served = tuple[int, Pages, Shell]


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    """One server for all tests here; starting one takes as long as many of them."""
    pages = Pages()
    running = made(pages, limits=SMALL)
    with serving(running) as number:
        yield number, pages, running


@pytest.fixture
def pages(served: Served) -> Iterator[Pages]:
    pages = served[1]
    pages.forget()
    yield pages
    pages.go_on.set()


@pytest.fixture
def port(served: Served, pages: Pages) -> int:
    return served[0]


@pytest.fixture
def running(served: Served) -> Shell:
    return served[2]


def test_a_page_sees_the_request_as_wsgi_says(port: int) -> None:
    sent = {"Cookie": "a=1", "X-Twice": "1", "Content-Type": "text/plain", "X_Forwarded_For": "8.8.8.8"}
    status, headers, body = ask(port, "POST", "/caf%C3%A9/echo?q=%20x", "hello", sent)
    seen = json.loads(body)
    assert status == 201
    assert headers.get_all("set-cookie") == ["a=1", "b=2"]
    assert headers["content-length"] == str(len(body))
    expected = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/café/echo".encode().decode("latin-1"),
        "QUERY_STRING": "q=%20x",
        "SCRIPT_NAME": "",
        "CONTENT_TYPE": "text/plain",
        "CONTENT_LENGTH": "5",
        "HTTP_COOKIE": "a=1",
        "HTTP_HOST": f"127.0.0.1:{port}",
        "REMOTE_ADDR": "127.0.0.1",
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "body": "hello",
    }
    assert {key: seen.get(key) for key in expected} == expected
    assert not any("FORWARDED" in key for key in seen)


def test_headers_given_twice_are_joined(port: int) -> None:
    reader = Reader(port, "/echo", "X-Twice: 1\r\nX-Twice: 2\r\nCookie: a=1\r\nCookie: b=2\r\n")
    seen = reader.until(b"}")
    reader.close()
    assert b'"HTTP_X_TWICE": "1,2"' in seen
    assert b'"HTTP_COOKIE": "a=1; b=2"' in seen


def test_a_large_body_goes_to_disk_whole(port: int) -> None:
    large = "z" * 200_000
    seen = json.loads(ask(port, "POST", "/echo", large)[2])
    assert (seen["body"], seen["on_disk"]) == (large, True)
    assert json.loads(ask(port, "POST", "/echo", "small")[2])["on_disk"] is False


def test_a_body_in_chunks_gets_its_length(port: int) -> None:
    seen = json.loads(ask(port, "POST", "/echo", iter([b"one", b"two"]), encode_chunked=True)[2])
    assert (seen["body"], seen["CONTENT_LENGTH"]) == ("onetwo", "6")


def test_a_body_that_is_too_large_is_refused(port: int, pages: Pages) -> None:
    status, _, text = ask(port, "POST", "/echo", headers={"Content-Length": "300001"})
    assert (status, b"too large" in text) == (413, True)
    assert ask(port, "POST", "/echo", iter([b"z" * 100_000] * 4), encode_chunked=True)[0] == 413
    assert pages.threads == set()


@pytest.mark.parametrize("limits", [Limits(silence=0.2), Limits(upload=0.2)], ids=["one piece", "all of it"])
def test_a_client_that_sends_too_slowly_is_sent_away(limits: Limits) -> None:
    pages = Pages()
    with serving(made(pages, limits=limits)) as port:
        slow = Reader(port, "/echo", "Content-Length: 100\r\n")
        slow.socket.sendall(b"z")
        slow.until(b"HTTP/1.1 408")
        slow.close()
    assert pages.threads == set()


def test_pieces_that_each_come_in_time_do_not_make_the_whole_last_for_ever() -> None:
    scope = {"headers": [(b"content-length", b"9999")]}

    async def a_piece() -> dict[str, object]:
        await asyncio.sleep(0.01)
        return {"type": "http.request", "body": b"", "more_body": True}

    async def read() -> None:
        async with asyncio.timeout(PATIENCE):
            await body_of(scope, a_piece, Limits(upload=0.2))

    # A thread of its own: where a browser was driven before, this one has a loop already.
    with ThreadPoolExecutor(1) as apart, pytest.raises(TurnedAway, match="too slowly"):
        apart.submit(asyncio.run, read()).result()


def test_head_has_the_headers_and_no_body(port: int) -> None:
    status, headers, body = ask(port, "HEAD", "/echo")
    assert (status, body) == (201, b"")
    assert int(headers["content-length"]) > 0
    assert ask(port, "HEAD", "/flow")[2] == b""


def test_an_empty_answer_has_no_length(port: int) -> None:
    status, headers, body = ask(port, "GET", "/empty")
    assert (status, body, headers["content-length"]) == (204, b"", None)


def test_a_fault_around_the_pages_is_answered(port: int) -> None:
    status, _, text = ask(port, "GET", "/fault")
    assert status == 500
    assert b"in the page's surroundings" not in text


def test_a_long_answer_comes_piece_by_piece_and_is_closed(port: int, pages: Pages) -> None:
    reader = Reader(port, "/flow")
    reader.until(b"first")
    assert pages.closed == []
    pages.go_on.set()
    reader.until(b"last")
    reader.rest()
    reader.close()
    assert pages.closed == ["pieces"]


def test_a_long_answer_ends_when_its_reader_leaves(port: int, pages: Pages) -> None:
    reader = Reader(port, "/endless")
    reader.until(b"xxx")
    reader.close()
    until(lambda: pages.closed == ["pieces"])
    drawn = pages.drawn
    time.sleep(0.05)
    assert pages.drawn == drawn


def test_a_long_answer_that_breaks_is_not_ended_as_if_it_were_whole(port: int, pages: Pages) -> None:
    reader = Reader(port, "/broken")
    reader.until(b"begun")
    with pytest.raises((AssertionError, ConnectionError)):
        reader.rest()
    reader.close()
    assert pages.closed == ["pieces"]


def test_a_file_is_sent_whole(port: int) -> None:
    assert ask(port, "GET", "/download")[2] == b"y" * 1_000_000


def test_a_slow_page_does_not_hold_up_a_quick_one_and_pages_run_in_a_fixed_set_of_threads(
    port: int, pages: Pages
) -> None:
    slow = Reader(port, "/slow/hold")
    for _ in range(5):
        assert ask(port, "GET", "/echo")[0] == 201
    pages.go_on.set()
    slow.until(b"held")
    slow.close()
    assert {name.rsplit("_", 1)[0] for name in pages.threads} == {"pages", "slow-pages"}
    assert len([name for name in pages.threads if name.startswith("pages")]) == 1


def test_streams_run_on_the_loop_though_a_page_hangs(port: int, pages: Pages) -> None:
    held = Reader(port, "/hold")
    assert not ask(port, "GET", "/live")[2].startswith(b"pages")
    pages.go_on.set()
    held.until(b"held")
    held.close()


def test_when_too_many_wait_the_next_is_told_to_come_again(port: int, pages: Pages, running: Shell) -> None:
    held = [Reader(port, "/hold"), Reader(port, "/hold")]
    until(lambda: running._waiting == 2)
    status, headers, _ = ask(port, "GET", "/echo")
    pages.go_on.set()
    for reader in held:
        reader.until(b"held")
        reader.close()
    assert (status, headers["retry-after"]) == (503, "5")


def test_hooks_run_when_the_server_starts_and_stops() -> None:
    ran: list[str] = []

    async def start() -> None:
        ran.append("start")

    async def stop() -> None:
        ran.append("stop")

    with serving(made(Pages(), on_start=[start], on_stop=[stop])) as port:
        assert ran == ["start"]
        assert ask(port, "GET", "/echo")[0] == 201
    assert ran == ["start", "stop"]


def test_small_pieces_that_come_quickly_are_sent_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("regulars.engine.gateway.time", SimpleNamespace(monotonic=lambda: 1000.0))
    rows = [b"%d\n" % n for n in range(10_000)]
    sent = list(gathered(rows))
    assert b"".join(sent) == b"".join(rows)
    assert len(sent) == 3
    assert sent[0] == b"0\n"


def test_django_answers_through_it(tmp_path: Path) -> None:
    from django.core.handlers.wsgi import WSGIHandler
    from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
    from django.test import override_settings
    from django.urls import path

    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse(f"{request.method} {request.GET['q']} {len(request.body)}")

    def table(request: HttpRequest) -> StreamingHttpResponse:
        return StreamingHttpResponse(f"{n}\n" for n in range(1000))

    class Urls:
        urlpatterns = (path("page", page), path("table", table))

    with (
        override_settings(ROOT_URLCONF=Urls, MIDDLEWARE=[], ALLOWED_HOSTS=["*"]),
        serving(made(WSGIHandler())) as port,  # type: ignore[arg-type]
    ):
        assert ask(port, "POST", "/page?q=%C3%A9", "x" * 5000)[2].decode() == "POST é 5000"
        assert ask(port, "GET", "/table")[2].splitlines()[-1] == b"999"
        assert ask(port, "GET", "/nowhere")[0] == 404


def told(number: int, *pieces: bytes) -> bytes:
    """What the server says until it ends the connection, to these bytes."""
    with socket.create_connection(("127.0.0.1", number), timeout=PATIENCE) as client:
        with suppress(OSError):
            for piece in pieces:
                client.sendall(piece)
        said = b""
        with suppress(ConnectionResetError):
            while more := client.recv(65536):
                said += more
    return said


def test_a_head_without_end_is_not_kept(served: Served) -> None:
    head = b"GET / HTTP/1.1\r\nHost: localhost\r\n"
    for line in (b"X: " + b"a" * 2000, b"X: y\r\n" * 400):
        # The answer may be lost where the server ends the connection while we still send.
        assert b"HTTP/1.1 2" not in told(served[0], head, *[line] * 400)
    fits = told(served[0], head, b"X: " + b"a" * 60_000 + b"\r\nConnection: close\r\n\r\n")
    assert b"201 Created" in fits


def test_a_head_that_does_not_come_is_not_waited_for(
    served: tuple[int, Pages], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("regulars.engine.connections.HEAD_SECONDS", 0.2)
    assert told(served[0]) == b""
    assert told(served[0], b"GET / HTTP/1.1\r\nHost:") == b""
    second = told(served[0], b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\nGET / HTTP/1.1\r\nHost:")
    assert second.count(b"HTTP/1.1 201") == 1


def test_a_large_body_behind_a_head_is_none(served: Served) -> None:
    assert ask(served[0], "POST", "/echo", b"z" * 290_000)[0] == 201
