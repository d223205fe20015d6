"""The way out: an SMTP account, logging in to it, and handing a mail over so that it is known what became of it.

Knows rows only to read an account from one. Source: RFC 6409, RFC 5321, RFC 4954 (AUTH), RFC 3207 (STARTTLS);
XOAUTH2: https://developers.google.com/gmail/imap/xoauth2-protocol.
"""

import base64
import contextlib
import re
import smtplib
import socket
import ssl
from collections.abc import Callable, Sequence

from regulars.base.frozen import dataclass
from regulars.engine import sealing
from regulars.intake.accounts import SecretGone, first_line
from regulars.intake.imap import readable
from regulars.intake.models import Submission

PORTS = {"tls": 465, "starttls": 587, "none": 25}
SECONDS_TO_ANSWER = 30.0
# A server may look for viruses before it says that it has a mail. RFC 5321, 4.5.3.2.6 grants it ten minutes; in half of
# that a worker can be doing something else, and an answer that did not come is asked for in the mailbox.
SECONDS_FOR_THE_LAST_WORD = 300.0
PIECE = 64 * 1024
DOT = re.compile(rb"^\.", re.MULTILINE)
HOST = re.compile(r"^[A-Za-z0-9.\-]{1,200}$", re.ASCII)
LONGEST_WORDS = 500
NO_SUCH_LETTERS = "5.6.7 The server does not know addresses with such letters (SMTPUTF8)."

SENT, LATER, REFUSED, BROKEN_OFF, UNKNOWN = "sent", "later", "refused", "broken_off", "unknown"
UNREACHABLE, UNENCRYPTED, NOT_LET_IN = "unreachable", "unencrypted", "not_let_in"


@dataclass(frozen=True, slots=True)
class Account:
    """How to send. `security` is tls, starttls or none; `kind` says what `secret` is: password or oauth. Without a
    username nobody logs in."""

    host: str
    port: int
    security: str
    username: str
    secret: str
    kind: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why there is no line to a server. `kind` is UNREACHABLE (also: asks us to come later), UNENCRYPTED or NOT_LET_IN;
    `words` are the server's own, or the system's."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class TurnedDown:
    """A recipient whom the server did not take, in its words: now, or for good."""

    address: str
    words: str
    for_good: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a mail.

    SENT: the server has it. LATER: not now. REFUSED: never. BROKEN_OFF: the line went before the mail's end was said,
    so the server has to forget it (RFC 5321, 4.1.1.4). UNKNOWN: it went afterwards, and only the server can tell.
    `turned_down` are recipients whom the server did not take, whether it took others or not.
    """

    outcome: str
    words: str = ""
    turned_down: tuple[TurnedDown, ...] = ()


class Line:
    """An open connection to a server that let us in. Mails go over it one after another. Close it.

    `silence`, else empty, says in words that the server did not answer in time.
    """

    def __init__(self, smtp: smtplib.SMTP) -> None:
        self._smtp = smtp
        self.silence = ""

    @property
    def is_open(self) -> bool:
        """Whether it can take another mail, as far as can be told without asking."""
        return self._smtp.sock is not None

    def close(self) -> None:
        """Say goodbye without waiting for the answer: a server that is gone would keep us."""
        with contextlib.suppress(OSError, smtplib.SMTPException):
            self._smtp.putcmd("QUIT")
        self._smtp.close()

    def hand_over(
        self,
        sender: str,
        recipients: Sequence[str],
        mail: bytes,
        before_end: Callable[[Sequence[TurnedDown]], bool],
    ) -> Answer:
        """Give the server a mail (CR LF, ending with one). `before_end` is called when all but its end was said, with
        whom it is not for: from its return on the server may have the mail. Where it says False the line is closed and
        the mail forgotten."""
        try:
            offered = self._offer(sender, recipients, len(mail))
            if offered.outcome != SENT:
                self._forget()
                return offered
            self._say(DOT.sub(b"..", mail))
            if not before_end(offered.turned_down):
                self.close()
                return Answer(BROKEN_OFF)
        except (OSError, smtplib.SMTPException) as fault:
            return self._broken(BROKEN_OFF, fault)
        except BaseException:
            self._smtp.close()
            raise
        answer = self._end()
        return Answer(answer.outcome, answer.words, offered.turned_down)

    def _offer(self, sender: str, recipients: Sequence[str], size: int) -> Answer:
        """The envelope. SENT here means: it may come."""
        able = [one for one in recipients if self._knows(one)]
        if not (able and self._knows(sender)):
            return Answer(REFUSED, NO_SUCH_LETTERS)
        code, said = self._smtp.mail(sender, self._options([sender, *able], size))
        if code != 250:
            return answer_of(code, said)
        # One address beyond its letters keeps the mail from nobody else.
        unable = Answer(REFUSED, NO_SUCH_LETTERS)
        answers = [(one, answer_of(*self._smtp.rcpt(one)) if one in able else unable) for one in recipients]
        turned_down = tuple(
            TurnedDown(one, answer.words, answer.outcome == REFUSED)
            for one, answer in answers
            if answer.outcome != SENT
        )
        if len(turned_down) == len(answers):
            first = next((answer for _, answer in answers if answer.outcome == LATER), answers[0][1])
            return Answer(first.outcome, first.words, turned_down)
        code, said = self._smtp.docmd("DATA")
        if code != 354:
            return answer_of(code, said)
        return Answer(SENT, "", turned_down)

    def _say(self, content: bytes) -> None:
        """Give it all, in pieces: the patience for one write is for the whole of it, and a large file over a slow line
        would run out of it at every try."""
        for at in range(0, len(content), PIECE):
            self._smtp.send(content[at : at + PIECE])

    def _knows(self, address: str) -> bool:
        """Whether the server can be given an address with these letters. RFC 6531, 3.4."""
        return address.isascii() or self._smtp.has_extn("smtputf8")

    def _options(self, addresses: Sequence[str], size: int) -> list[str]:
        options = [f"SIZE={size}"] if self._smtp.has_extn("size") else []
        return options if all(address.isascii() for address in addresses) else [*options, "SMTPUTF8"]

    def _end(self) -> Answer:
        """Say the mail's end and wait for the answer, longer than for others."""
        sock = self._smtp.sock
        patience = sock.gettimeout() if sock else None
        outcome = BROKEN_OFF
        try:
            if sock is None or readable(sock, 0):
                raise smtplib.SMTPServerDisconnected("The server ended the line.")
            sock.settimeout(SECONDS_FOR_THE_LAST_WORD)
            # These three bytes go as one or not at all: where sending them fails, the server has not got them.
            self._smtp.send(b".\r\n")
            outcome = UNKNOWN
            code, said = self._smtp.getreply()
            sock.settimeout(patience)
        except (OSError, smtplib.SMTPException) as fault:
            return self._broken(outcome, fault)
        answer = answer_of(code, said)
        return answer if code // 100 in (2, 4, 5) else Answer(UNKNOWN, answer.words)

    def _broken(self, outcome: str, fault: Exception) -> Answer:
        """The line is gone. The library tells of a server that says nothing only by what it tripped over."""
        self._smtp.close()
        if isinstance(fault, TimeoutError) or isinstance(fault.__context__, TimeoutError):
            self.silence = in_words(fault)
        return Answer(outcome, in_words(fault))

    def _forget(self) -> None:
        """Drop what was begun, so that the line can take another mail."""
        if self._smtp.sock is None:
            return
        with contextlib.suppress(OSError, smtplib.SMTPException):
            if self._smtp.rset()[0] == 250:
                return
        self._smtp.close()


def account_of(submission: Submission) -> Account:
    """How to log in now; a token kept in a file is read anew each time. Raises SecretGone."""
    try:
        secret = sealing.unseal(bytes(submission.secret)) if submission.username else ""
    except sealing.Unsealable as fault:
        raise SecretGone(str(fault)) from fault
    kind = submission.secret_kind
    if kind == "file" and submission.username:
        secret, kind = first_line(secret), "oauth"
    return Account(submission.host, submission.port, submission.security, submission.username, secret, kind)


def log_in(account: Account, patience: float = SECONDS_TO_ANSWER) -> Line | Trouble:
    """Connect, encrypt as wanted (the certificate is checked against the system's authorities) and say who we are.

    `patience` is how many seconds the server may take for each answer.
    """
    try:
        smtp = connected(account, patience)
    except (ssl.SSLError, smtplib.SMTPNotSupportedError) as fault:
        return Trouble(UNENCRYPTED, in_words(fault))
    except (OSError, smtplib.SMTPException) as fault:
        return Trouble(UNREACHABLE, in_words(fault))
    try:
        trouble = introduced(smtp, account) if account.username else None
    except (OSError, smtplib.SMTPException) as fault:
        trouble = Trouble(UNREACHABLE, in_words(fault))
    if trouble:
        smtp.close()
        return trouble
    return Line(smtp)


def connected(account: Account, patience: float) -> smtplib.SMTP:
    """A greeted connection, encrypted as wanted. Raises OSError, ssl.SSLError, smtplib.SMTPException."""
    name = socket.gethostname()
    name = name if HOST.match(name) else "[127.0.0.1]"
    if account.security == "tls":
        context = ssl.create_default_context()
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(account.host, account.port, name, timeout=patience, context=context)
    else:
        smtp = smtplib.SMTP(account.host, account.port, name, timeout=patience)
    try:
        if smtp.sock is not None:
            # A mail's end is three bytes, which would else wait for the server to confirm what was sent before them.
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        smtp.ehlo_or_helo_if_needed()
        if account.security == "starttls":
            smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo_or_helo_if_needed()
    except BaseException:
        smtp.close()
        raise
    return smtp


def introduced(smtp: smtplib.SMTP, account: Account) -> Trouble | None:
    """Log in. A server that is busy (4xx) is not one that refuses."""
    offered = str(smtp.esmtp_features.get("auth", "")).upper().split()
    if account.kind == "oauth":
        code, said = smtp.docmd("AUTH", "XOAUTH2 " + b64(f"user={account.username}\1auth=Bearer {account.secret}\1\1"))
        if code == 334:
            # The challenge says why; the refusal itself comes after an empty answer.
            code, said = smtp.docmd("")
    elif "PLAIN" in offered or "LOGIN" not in offered:
        code, said = smtp.docmd("AUTH", "PLAIN " + b64(f"\0{account.username}\0{account.secret}"))
    else:
        code, said = smtp.docmd("AUTH", "LOGIN " + b64(account.username))
        if code == 334:
            code, said = smtp.docmd(b64(account.secret))
    if code in (235, 503):
        return None
    return Trouble(UNREACHABLE if 400 <= code < 500 else NOT_LET_IN, words(code, said))


def b64(text: str) -> str:
    """The form in which a login travels."""
    return base64.b64encode(text.encode()).decode("ascii")


def answer_of(code: int, said: bytes) -> Answer:
    """A server's reply as an answer. Source: RFC 5321, section 4.2.1."""
    outcome = SENT if 200 <= code < 300 else REFUSED if 500 <= code < 600 else LATER
    return Answer(outcome, words(code, said))


def words(code: int, said: bytes) -> str:
    """What the server said, on one line, with its code; without NUL, which PostgreSQL would not keep."""
    return " ".join(f"{code} {said.decode('utf-8', 'replace')}".replace("\0", "").split())[:LONGEST_WORDS]


def in_words(fault: Exception) -> str:
    """What is said of a connection that failed."""
    if isinstance(fault, smtplib.SMTPResponseException):
        said = fault.smtp_error if isinstance(fault.smtp_error, bytes) else str(fault.smtp_error).encode()
        return words(fault.smtp_code, said)
    said_of = (fault.strerror if isinstance(fault, OSError) else "") or str(fault) or type(fault).__name__
    return said_of[:LONGEST_WORDS]
