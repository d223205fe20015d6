"""Logging in to the way out, and what a server says to it."""

import smtplib
import ssl
from pathlib import Path

import pytest

from regulars.base.results import Refused
from regulars.conversations.sending import reasons
from regulars.intake import looking, submission
from regulars.intake.connecting import asked
from regulars.intake.imap import Account as ImapAccount
from regulars.intake.submission import Account, Line, Trouble, log_in
from tests.intake.conftest import PASSWORD, ImapServer, make_certificate
from tests.pace import PATIENCE
from tests.smtp import CONNECT, HANG, MailServer


def account(server: MailServer, security: str = "none", secret: str = PASSWORD, kind: str = "password") -> Account:
    """Help's account."""
    return Account("127.0.0.1", server.port, security, "help@desk.example", secret, kind)


@pytest.fixture
def context(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    return made


@pytest.mark.parametrize(("security", "starttls"), [("tls", False), ("starttls", True)])
def test_encrypted_both_ways(context: ssl.SSLContext, security: str, starttls: bool) -> None:
    with MailServer(context=context, starttls=starttls, password=PASSWORD) as server:
        line = log_in(account(server, security), PATIENCE)
        assert isinstance(line, Line)
        answer = line.hand_over(
            "help@desk.example", ["ana@nordbake.example"], b"Subject: a\r\n\r\n.dot\r\n", lambda _: True
        )
        assert answer.outcome == submission.SENT
        assert server.taken[0].mail == b"Subject: a\r\n\r\n.dot\r\n"
        line.close()


def test_a_certificate_that_nobody_vouches_for(tmp_path: Path) -> None:
    make_certificate(tmp_path)
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    with MailServer(context=made) as server:
        trouble = log_in(account(server, "tls"), PATIENCE)
        assert isinstance(trouble, Trouble)
        assert trouble.kind == submission.UNENCRYPTED
        assert not server.logins


def test_no_encryption_where_it_is_asked_for() -> None:
    with MailServer() as server:
        trouble = log_in(account(server, "starttls"), PATIENCE)
        assert isinstance(trouble, Trouble)
        assert trouble.kind == submission.UNENCRYPTED
        assert not server.logins


@pytest.mark.parametrize("features", [("AUTH PLAIN",), ("AUTH LOGIN",)])
@pytest.mark.parametrize("secret", [PASSWORD, "Brötchen-7"])
def test_login_in_the_words_of_the_server(features: tuple[str, ...], secret: str) -> None:
    with MailServer(password=secret, features=features) as server:
        line = log_in(account(server, secret=secret), PATIENCE)
        assert isinstance(line, Line)
        line.close()
        trouble = log_in(account(server, secret="wrong"), PATIENCE)
        assert trouble == Trouble(submission.NOT_LET_IN, "535 5.7.8 Username and password do not fit")


def test_a_token() -> None:
    with MailServer(password="token-7") as server:
        line = log_in(account(server, secret="token-7", kind="oauth"), PATIENCE)
        assert isinstance(line, Line)
        line.close()
        assert server.logins == ["user=help@desk.example\1auth=Bearer token-7\1\1"]
        trouble = log_in(account(server, secret="old", kind="oauth"), PATIENCE)
        assert isinstance(trouble, Trouble)
        assert trouble.kind == submission.NOT_LET_IN


def test_a_server_that_is_busy_or_silent() -> None:
    with MailServer() as server:
        server.tell(CONNECT, "421 4.3.2 too many connections", HANG)
        assert log_in(account(server), PATIENCE) == Trouble(submission.UNREACHABLE, "421 4.3.2 too many connections")
        assert log_in(account(server), 0.1) == Trouble(
            submission.UNREACHABLE, "Connection unexpectedly closed: timed out"
        )


class Measured(smtplib.SMTP):
    """A line that remembers how much was written at once."""

    written: int = 0

    def send(self, s: bytes | str) -> None:  # type: ignore[override]  # the standard library's hints call it Buffer
        self.written = max(self.written, len(s))
        super().send(s)


def test_a_large_mail_goes_in_pieces_each_with_its_own_patience() -> None:
    mail = b"Subject: a\r\n\r\n" + b".a line that is long enough to matter\r\n" * 20_000
    with MailServer() as server:
        smtp = Measured("127.0.0.1", server.port, timeout=PATIENCE)
        smtp.ehlo()
        line = Line(smtp)
        assert line.hand_over("help@desk.example", ["ana@nordbake.example"], mail, lambda _: True).outcome == "sent"
        line.close()
    assert server.taken[0].mail == mail
    assert 0 < smtp.written <= 64 * 1024


def test_letters_beyond_ascii_need_a_server_that_knows_them() -> None:
    with MailServer(features=()) as server:
        line = log_in(Account("127.0.0.1", server.port, "none", "", "", "password"), PATIENCE)
        assert isinstance(line, Line)
        answer = line.hand_over("help@desk.example", ["änne@nordbake.example"], b"a: b\r\n\r\nc\r\n", lambda _: True)
        assert answer.outcome == submission.REFUSED
        assert reasons.in_words("", answer.words).startswith("A mail server on the way cannot write to an address")
        assert (
            line.hand_over("help@desk.example", ["ana@nordbake.example"], b"a: b\r\n\r\nc\r\n", lambda _: True).outcome
            == submission.SENT
        )
        # Among several it is that one alone who does not get it.
        both = ["ana@nordbake.example", "änne@nordbake.example"]
        told: list[object] = []
        answer = line.hand_over("help@desk.example", both, b"a: b\r\n\r\nc\r\n", lambda down: not told.extend(down))
        assert (answer.outcome, list(answer.turned_down)) == (submission.SENT, told)
        assert [(one.address, one.for_good) for one in answer.turned_down] == [("änne@nordbake.example", True)]
        line.close()
    assert server.taken[-1].recipients == ("ana@nordbake.example",)


def test_found_in_the_mailbox(imap_server: ImapServer, user: str) -> None:
    imap_server.put(user, b"Message-ID: <regulars.x.1@desk.example>\r\nSubject: a\r\n\r\nb\r\n")
    where = ImapAccount("127.0.0.1", imap_server.port, "none", user, PASSWORD, "password", "INBOX")
    assert looking.found_in(where, "regulars.x.1@desk.example")
    assert not looking.found_in(where, "regulars.x.2@desk.example")


def test_words_hold_what_every_database_keeps() -> None:
    assert submission.words(250, b"ok\0 then\r\n") == "250 ok then"


@pytest.mark.parametrize("host", ["a..example", "x" * 64 + ".example", ".example", "a\0b"])
def test_a_name_that_cannot_be_looked_up_is_told(host: str) -> None:
    refused = asked.checked(asked.Connection(host, "help", PASSWORD), asked.SMTP_PORTS)
    assert isinstance(refused, Refused)
    assert refused.field == "host"
