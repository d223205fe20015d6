"""A system on this machine that is asked."""

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

YES, NO = '{"done": true}', '{"done": false, "why": "It is sold out."}'


class Shop:
    """A system on this machine: what it was sent, and what it answers."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, str]] = []
        self.got: list[tuple[dict[str, str], bytes]] = []
        # What happens as the next requests come: before they are answered.
        self.meanwhile: list[Callable[[], None]] = []
        shop = self

        class Desk(BaseHTTPRequestHandler):
            """Its counter."""

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                shop.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
                if shop.meanwhile:
                    shop.meanwhile.pop(0)()
                status, text = shop.answers.pop(0) if shop.answers else (200, YES)
                self.send_response(status)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Desk)
        self.address = f"http://127.0.0.1:{self.server.server_port}/amends"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
