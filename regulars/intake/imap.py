"""A folder on an IMAP server, read without leaving a trace in it. Knows no rows.

Source: RFC 3501; IDLE: RFC 2177; XOAUTH2: https://developers.google.com/gmail/imap/xoauth2-protocol.
"""

import imaplib
import re
import selectors
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Self

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, UnexpectedCommandStatusError

from regulars.base.frozen import dataclass
from regulars.intake.fetched import Fetched, responses
from regulars.intake.rules import Listed

SECONDS_TO_ANSWER = 60.0
SLICE = 0.5
WINDOW, WIDER = 1000, 16
FAULTS = (imaplib.IMAP4.error, ImapToolsError, OSError)


@dataclass(frozen=True, slots=True)
class Account:
    """How to get at a folder. `security` is tls, starttls or none; `kind` says what `secret` is: password or oauth."""

    host: str
    port: int
    security: str
    username: str
    secret: str
    kind: str
    folder: str = "INBOX"


class LoginRefused(Exception):
    """The server does not let us in. The text is its own words."""


class FolderRefused(Exception):
    """There is no such folder, or it may not be read. The text is the server's own words."""


class NoEncryption(imaplib.IMAP4.error):
    """The server does not encrypt the connection when asked to. One of `FAULTS`."""


class Folder:
    """An open folder, read-only (EXAMINE), so that no flag changes whatever we fetch. Close it, or use `with`.

    Every method raises one of `FAULTS` when the server says no or the connection breaks; then open a new one.
    """

    def __init__(self, account: Account, box: BaseMailBox) -> None:
        self._account = account
        self._box = box
        self._client = box.client
        # How many messages it held when it was opened.
        self.count = self._examine()
        # RFC 3501, 7.1: a server that keeps no UIDs leaves these out; 0 is never a valid one.
        self.uid_validity = self._number("UIDVALIDITY")
        self.uid_next = self._number("UIDNEXT")
        self.can_idle = self.offers_idle()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Leave without ceremony: a LOGOUT could wait a minute for a server that is gone."""
        try:
            self._client.shutdown()
        except OSError:
            return

    def offers_idle(self) -> bool:
        """Whether the server tells of new mail by itself. Asked anew: many say so only to those who are logged in."""
        _, offered = self._client.capability()
        return b"IDLE" in b" ".join(filter(None, offered)).upper().split()

    def top(self) -> int:
        """The highest UID in the folder now, 0 where it is empty."""
        self._client.response("EXISTS")
        self._client.noop()
        return max((one.uid for one in self._fetch("*", "(UID)")), default=0)

    def listing(self, after: int, top: int) -> Iterator[list[Listed]]:
        """Messages with UIDs above `after`, up to `top`, ascending, a window of UIDs at a time.

        A window keeps the answer small for a folder of a million messages; it widens over gaps in the numbering.
        """
        start, width = after + 1, WINDOW
        while start <= top:
            end = min(start + width - 1, top)
            found = self._fetch(f"{start}:{end}", "(UID RFC822.SIZE INTERNALDATE)")
            inside = {one.uid: Listed(one.uid, one.size, one.came_at) for one in found if start <= one.uid <= end}
            if inside:
                yield [inside[uid] for uid in sorted(inside)]
            start, width = end + 1, WINDOW if inside else width * WIDER

    def stretch(self, first: int, last: int) -> list[Listed]:
        """The messages from the `first` to the `last` by their place in the folder, which is 1 for the oldest."""
        status, answer = self._client.fetch(f"{first}:{last}", "(UID RFC822.SIZE INTERNALDATE)")
        if status != "OK":
            raise imaplib.IMAP4.error(words(answer))
        return [Listed(one.uid, one.size, one.came_at) for one in responses(answer)]

    def bodies(self, uids: Sequence[int]) -> dict[int, bytes]:
        """The raw messages of those that are (still) there. Other clients see no difference: PEEK sets no flag."""
        return self._contents(uids, "BODY.PEEK[]")

    def heads(self, uids: Sequence[int]) -> dict[int, bytes]:
        """The same, of their headers only."""
        return self._contents(uids, "BODY.PEEK[HEADER]")

    def beginnings(self, uids: Sequence[int], octets: int) -> dict[int, bytes]:
        """The same, of no more than their first `octets`."""
        return self._contents(uids, f"BODY.PEEK[]<0.{octets}>")

    def present(self, uids: Sequence[int]) -> set[int]:
        """Which of `uids` are still there."""
        return {one.uid for one in self._fetch(",".join(map(str, uids)), "(UID)")} & set(uids) if uids else set()

    def wait(self, seconds: float, stop: threading.Event) -> None:
        """Return when something happens in the folder, after `seconds` (under 29 minutes), or soon after `stop`.

        What happened since the last call of `top` counts, too.
        """
        if not self.can_idle:
            stop.wait(seconds)
            return
        if self._client.untagged_responses.get("EXISTS"):
            return
        end = time.monotonic() + seconds
        self._box.idle.start()  # type: ignore[no-untyped-call] # imap-tools leaves it without types
        # What came in one packet with the server's "go ahead" lies in a buffer by now, and the socket stays still.
        news = bool(self._client.untagged_responses.get("EXISTS")) or self._buffered()
        while not news and not stop.is_set() and time.monotonic() < end:
            news = readable(self._client.sock, SLICE)
        self._box.idle.stop()  # type: ignore[no-untyped-call] # as above

    def _buffered(self) -> bool:
        """Whether something was read off the socket already and seen by nobody."""
        client = self._client
        # From Python 3.14 on, imaplib keeps a list of its own in place of a buffered file.
        if hasattr(client, "_readbuf"):
            return bool(client._readbuf)
        patience = client.sock.gettimeout()
        client.sock.settimeout(0)
        try:
            return bool(client.file.peek(1))  # type: ignore[union-attr] # it is a BufferedReader
        except OSError:
            return False
        finally:
            client.sock.settimeout(patience)

    def _examine(self) -> int:
        try:
            _, exists = self._box.folder.set(self._account.folder, readonly=True)
        except UnexpectedCommandStatusError as fault:
            raise FolderRefused(words_of(fault)) from fault
        return int(exists[-1] or 0)

    def _number(self, name: str) -> int:
        _, found = self._client.response(name)
        return int(found[-1] or 0) if found else 0

    def _contents(self, uids: Sequence[int], what: str) -> dict[int, bytes]:
        wanted = set(uids)
        found = self._fetch(",".join(map(str, uids)), f"(UID {what})")
        return {one.uid: one.content for one in found if one.uid in wanted and one.content is not None}

    def _fetch(self, uids: str, what: str) -> list[Fetched]:
        status, answer = self._client.uid("FETCH", uids, what)
        if status != "OK":
            raise imaplib.IMAP4.error(words(answer))
        return responses(answer)


def readable(sock: socket.socket, seconds: float) -> bool:
    """Whether there is something to read within `seconds`; the end of the connection counts."""
    if isinstance(sock, ssl.SSLSocket) and sock.pending():
        return True
    with selectors.DefaultSelector() as selector:
        selector.register(sock, selectors.EVENT_READ)
        return bool(selector.select(seconds))


def open_folder(account: Account, patience: float = SECONDS_TO_ANSWER) -> Folder:
    """Connect, log in and open the folder. Raises LoginRefused, FolderRefused, or one of `FAULTS`.

    `patience` is how many seconds the server may take for each answer.
    """
    box = connect(account, patience)
    try:
        log_in(box, account)
        return Folder(account, box)
    except BaseException:
        box.client.shutdown()
        raise


def connect(account: Account, patience: float) -> BaseMailBox:
    """A connection, encrypted as wanted; the server's certificate is checked against the system's authorities."""
    if account.security == "tls":
        context = ssl.create_default_context()
        return MailBox(account.host, account.port, timeout=patience, ssl_context=context)
    if account.security == "starttls":
        return encrypted(account, patience)
    return MailBoxUnencrypted(account.host, account.port, timeout=patience)


def encrypted(account: Account, patience: float) -> BaseMailBox:
    """A connection that begins in the clear. Nothing is said on it before it is encrypted."""
    context = ssl.create_default_context()
    try:
        return MailBoxStartTls(account.host, account.port, timeout=patience, ssl_context=context)
    except (imaplib.IMAP4.error, UnexpectedCommandStatusError) as fault:
        raise NoEncryption(str(fault)) from fault


def log_in(box: BaseMailBox, account: Account) -> None:
    """Say who we are. Raises LoginRefused when the server refuses."""
    try:
        if account.kind == "oauth":
            box.client.authenticate("XOAUTH2", XOAuth2(account.username, account.secret))
        elif "LOGINDISABLED" in box.client.capabilities or not (account.username + account.secret).isascii():
            box.login_utf8(account.username, account.secret, None)
        else:
            box.login(account.username, account.secret, None)
    except imaplib.IMAP4.abort:
        raise
    except UnexpectedCommandStatusError as fault:
        raise LoginRefused(words_of(fault)) from fault
    except imaplib.IMAP4.error as fault:
        raise LoginRefused(str(fault)) from fault


class XOAuth2:
    """Answers the server's challenges: first the token, then nothing, so that it can say why the token is refused."""

    def __init__(self, username: str, token: str) -> None:
        self._answers = [f"user={username}\x01auth=Bearer {token}\x01\x01".encode()]

    def __call__(self, challenge: bytes) -> bytes:
        return self._answers.pop() if self._answers else b""


def words_of(fault: UnexpectedCommandStatusError) -> str:
    """What the server said."""
    return words(fault.command_result[1])


def words(answer: object) -> str:
    """The text in an answer, without codes such as [AUTHENTICATIONFAILED]."""
    parts = answer if isinstance(answer, list) else [answer]
    text = " ".join(part.decode("utf-8", "replace") if isinstance(part, bytes) else str(part) for part in parts)
    return re.sub(r"^\[[A-Z-]+\]\s*", "", text).strip() or "no reason given"
