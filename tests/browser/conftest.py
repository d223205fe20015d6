"""The whole application on a port of its own, a page in a real Chromium, and a server that must hear nothing."""

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
import uvicorn
from django.conf import settings
from django.test import Client

from regulars.book.models import Conversation
from regulars.config.application import make
from tests.builders import agent
from tests.conversations.sending_inbox import connect
from tests.pace import PATIENCE, until
from tests.web.conftest import Desk

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


DESK = {"width": 1280, "height": 800}


@pytest.fixture
def served(transactional_db: None) -> Iterator[str]:
    """The address of a running desk."""
    app, hub = make()
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    hub.close()
    server.should_exit = True
    thread.join(PATIENCE)


@pytest.fixture
def desk(transactional_db: None) -> Desk:
    """One of everything, where another thread can see it."""
    return Desk()


@pytest.fixture
def page(served: str, browser: "Browser", transactional_db: None) -> Iterator["Page"]:
    """A page at the owner's seat. What the console says is kept in `page.said`."""
    client = Client()
    client.force_login(agent("owner"))
    context = browser.new_context(base_url=served, viewport=DESK, reduced_motion="reduce")
    context.set_default_timeout(1000 * PATIENCE)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": served}])
    yield context.new_page()
    context.close()


@pytest.fixture
def kettle(page: "Page", desk: Desk) -> Iterator[Conversation]:
    """Ana's kettle, on screen, in an inbox that can send."""
    on = Conversation.objects.get(subject="The blue kettle")
    connect(on.inbox)
    with page.expect_response(re.compile("/presence")):
        page.goto(f"/conversations/{on.public_id}#latest")
    yield on
    page.goto("about:blank")


class Canary:
    """A server on this machine that notes who asks it for something."""

    def __init__(self) -> None:
        heard = self.heard = list[str]()

        class Listening(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                heard.append(self.path)
                self.send_response(204)
                self.end_headers()

            def log_message(self, *parts: object) -> None:
                """Nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Listening)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def canary() -> Iterator[Canary]:
    """It must hear nothing until somebody asks for it."""
    made = Canary()
    yield made
    made.server.shutdown()
    made.server.server_close()
