"""A mail server on the loopback that does what a test tells it: refuse, hang, drop the line at any step."""

import base64
import contextlib
import re
import socket
import ssl
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from tests.pace import PATIENCE, until

# What a step can be told instead of an answer: end the line; say nothing for long; have the mail, then end the line.
DROP, HANG, TAKE_AND_DROP = "drop", "hang", "take and drop"
# The steps, in their order. "content" comes when all but the mail's end was read.
CONNECT, EHLO, AUTH, MAIL, RCPT, DATA, CONTENT, END = (
    "connect",
    "ehlo",
    "auth",
    "mail",
    "rcpt",
    "data",
    "content",
    "end",
)
USUAL = {
    CONNECT: "220 mail.example ESMTP",
    AUTH: "235 2.7.0 welcome",
    MAIL: "250 2.1.0 ok",
    RCPT: "250 2.1.5 ok",
    DATA: "354 go on",
    END: "250 2.0.0 taken",
    "rset": "250 2.0.0 ok",
    "noop": "250 2.0.0 ok",
    "quit": "221 2.0.0 bye",
    "starttls": "220 2.0.0 go on",
}
LONGEST_HANG = 2 * PATIENCE


@dataclass(frozen=True)
class Taken:
    """A mail that the server has said, or would have said, that it has."""

    sender: str
    recipients: tuple[str, ...]
    mail: bytes

    @property
    def message_id(self) -> str:
        """Without brackets."""
        found = re.search(rb"(?mi)^Message-ID:\s*<([^>]*)>", self.mail)
        assert found is not None
        return found[1].decode()


class Dropped(Exception):
    """The line is to end."""


@dataclass
class MailServer:
    """`told` holds, by step, what is done instead of the usual, one after another; what is callable is asked then."""

    context: ssl.SSLContext | None = None
    starttls: bool = False
    features: tuple[str, ...] = ("SIZE 50000000", "AUTH PLAIN LOGIN XOAUTH2", "SMTPUTF8")
    password: str = ""
    taken: list[Taken] = field(default_factory=list)
    told: dict[str, list[str | Callable[[], str | None]]] = field(default_factory=lambda: defaultdict(list))
    connections: int = 0
    ended: int = 0
    hung: int = 0
    logins: list[str] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = int(self._listening.getsockname()[1])
        self._ended = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def stop(self) -> None:
        """Refuse connections from now on."""
        self._ended.set()
        # A thread that waits for the next line would keep the door open.
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def tell(self, step: str, *what: str | Callable[[], str | None]) -> None:
        """Do this at the next times that a line comes to `step`."""
        self.told[step].extend(what)

    def ids(self) -> list[str]:
        """The ids of the mails that were taken."""
        return [one.message_id for one in self.taken]

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                self.connections += 1
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError, Dropped, ValueError), client:
            Session(self, client).run()
        self.ended += 1

    def wait_for_end(self) -> None:
        """Until each line that was begun is over."""
        until(lambda: self.ended >= self.connections)

    def hang(self) -> None:
        """Say nothing until the test is over."""
        self.hung += 1
        self._ended.wait(LONGEST_HANG)
        raise Dropped


class Session:
    """One line."""

    def __init__(self, server: MailServer, client: socket.socket) -> None:
        self.server = server
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket = server.context.wrap_socket(client, server_side=True) if self._from_start(server) else client
        self.file = self.socket.makefile("rb")
        self.sender, self.recipients = "", []

    @staticmethod
    def _from_start(server: MailServer) -> bool:
        return server.context is not None and not server.starttls

    def run(self) -> None:
        self.step(CONNECT)
        while line := self.file.readline():
            word, _, rest = line.decode().strip().partition(" ")
            self.obey(word.lower(), rest)

    def obey(self, word: str, rest: str) -> None:
        known = {"ehlo": self.greet, "auth": self.log_in, "mail": self.begin, "rcpt": self.add, "data": self.read}
        if act := known.get(word) or {"starttls": self.encrypt}.get(word):
            act(rest)
        elif word in USUAL:
            self.step(word)
            if word == "quit":
                raise Dropped
        else:
            self.say("500 5.5.1 what?")

    def begin(self, rest: str) -> None:
        self.sender, self.recipients = bracketed(rest), []
        self.step(MAIL)

    def add(self, rest: str) -> None:
        if self.step(RCPT).startswith("25"):
            self.recipients.append(bracketed(rest))

    def encrypt(self, rest: str) -> None:
        self.step("starttls")
        assert self.server.context is not None
        self.socket = self.server.context.wrap_socket(self.socket, server_side=True)
        self.file = self.socket.makefile("rb")

    def greet(self, rest: str) -> None:
        features = [*self.server.features, *(["STARTTLS"] if self.server.starttls else [])]
        if not self.told(EHLO):
            lines = ["mail.example", *features]
            self.say("\r\n".join([*(f"250-{one}" for one in lines[:-1]), f"250 {lines[-1]}"]))

    def log_in(self, rest: str) -> None:
        how, _, first = rest.partition(" ")
        said = base64.b64decode(first).decode()
        if how == "LOGIN":
            self.say("334 UGFzc3dvcmQ6")
            said += "\0" + base64.b64decode(self.file.readline()).decode()
        self.server.logins.append(said)
        if self.server.password and not said.split("Bearer ")[-1].rstrip("\1").endswith(self.server.password):
            if how == "XOAUTH2":
                self.say("334 eyJzdGF0dXMiOiI0MDEifQ==")
                self.file.readline()
            self.say("535 5.7.8 Username and password do not fit")
            return
        self.step(AUTH)

    def read(self, rest: str) -> None:
        if not self.step(DATA).startswith("354"):
            return
        lines = []
        while (line := self.file.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b".") else line)
            if line.startswith(b"--=_") and line.rstrip().endswith(b"--"):
                self.told(CONTENT)
        if not line:
            raise Dropped
        self.end(Taken(self.sender, tuple(self.recipients), b"".join(lines)))

    def end(self, mail: Taken) -> None:
        what = self.next(END)
        if what == TAKE_AND_DROP or what is None or what.startswith("2"):
            self.server.taken.append(mail)
        self.do(TAKE_AND_DROP if what == TAKE_AND_DROP else what or USUAL[END])

    def step(self, name: str) -> str:
        """Answer a step; gives back what was said."""
        what = self.next(name) or USUAL[name]
        self.do(what)
        return what

    def told(self, name: str) -> bool:
        """Do what was told for a step that has no answer of its own; whether there was anything."""
        what = self.next(name)
        if what:
            self.do(what)
        return bool(what)

    def next(self, name: str) -> str | None:
        """What was told for this step, if anything."""
        waiting = self.server.told.get(name)
        what = waiting.pop(0) if waiting else None
        return what() if callable(what) else what

    def do(self, what: str) -> None:
        if what in (DROP, TAKE_AND_DROP):
            raise Dropped
        if what == HANG:
            self.server.hang()
        self.say(what)

    def say(self, line: str) -> None:
        self.socket.sendall(f"{line}\r\n".encode())


def bracketed(rest: str) -> str:
    """The address in a command."""
    found = re.search(r"<([^>]*)>", rest)
    return found[1] if found else ""
