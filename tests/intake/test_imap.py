"""One connection to a real IMAP server: logging in, waiting, reading without a trace."""

import socket
import threading
import time
from dataclasses import replace
from unittest import mock

import pytest

from regulars.intake import imap
from regulars.intake.fetched import Fetched
from regulars.intake.imap import Account, open_folder
from regulars.intake.rules import Listed
from tests.intake.conftest import ImapServer, mail
from tests.pace import PATIENCE


def ends_early(folder: imap.Folder) -> bool:
    """Whether something ends a wait in this folder before its time is over."""
    begun = time.monotonic()
    folder.wait(PATIENCE, threading.Event())
    return time.monotonic() - begun < PATIENCE


def test_answers_that_nobody_asked_for_are_left_out() -> None:
    folder = imap.Folder.__new__(imap.Folder)
    answer = [Fetched(900, 1, None, b"other"), Fetched(5, 1, None, b"wanted")]
    with mock.patch.object(folder, "_fetch", return_value=answer):
        assert list(folder.listing(2, 10)) == [[Listed(5, 1, None)]]
        assert folder.bodies([5]) == {5: b"wanted"}
        assert folder.present([5, 6]) == {5}


def test_new_mail_ends_the_wait(imap_server: ImapServer, user: str) -> None:
    with open_folder(imap_server.account(user)) as folder:
        assert folder.can_idle
        assert folder.top() == 0
        arriving = threading.Timer(0.2, imap_server.put, (user, mail(1)))
        arriving.start()
        assert ends_early(folder)
        arriving.join()
        assert folder.top() == 1


def test_mail_that_came_just_before_the_wait_ends_it(imap_server: ImapServer, user: str) -> None:
    with open_folder(imap_server.account(user)) as folder:
        folder.top()
        imap_server.put(user, mail(1))
        assert ends_early(folder)


def test_the_wait_ends_when_told_and_when_the_server_goes(imap_server: ImapServer, user: str) -> None:
    told = threading.Event()
    told.set()
    with open_folder(imap_server.account(user)) as folder:
        folder.wait(PATIENCE, told)
        assert folder.top() == 0, "it goes on to answer"
    with open_folder(imap_server.account(user)) as folder:
        gone = threading.Timer(0.2, imap_server.stop)
        gone.start()
        try:
            folder.top()
            with pytest.raises(imap.FAULTS):
                folder.wait(PATIENCE, threading.Event())
                folder.top()
        finally:
            gone.join()
            imap_server.start()


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_new_mail_on_an_encrypted_line(
    imap_server: ImapServer, user: str, security: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(imap_server.root / "cert.pem"))
    port = imap_server.tls_port if security == "tls" else imap_server.port
    with open_folder(replace(imap_server.account(user, security=security), port=port)) as folder:
        for number in (1, 2):
            assert folder.top() == number - 1
            arriving = threading.Timer(0.2 * (number - 1), imap_server.put, (user, mail(number, "z" * 40_000)))
            arriving.start()
            while folder.top() < number:
                assert ends_early(folder)
            arriving.join()
        assert folder.bodies([1, 2]) == {1: mail(1, "z" * 40_000), 2: mail(2, "z" * 40_000)}


def test_a_server_that_does_not_encrypt_hears_no_password() -> None:
    said: list[bytes] = []

    def serve(listening: socket.socket) -> None:
        line, _ = listening.accept()
        with line, line.makefile("rb") as lines:
            line.sendall(b"* OK hello\r\n")
            while command := lines.readline():
                said.append(command)
                tag = said[-1].split(b" ")[0]
                line.sendall((b"* CAPABILITY IMAP4rev1\r\n" if len(said) == 1 else b"") + tag + b" OK done\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, args=(listening,), daemon=True)
        thread.start()
        port = int(listening.getsockname()[1])
        with pytest.raises(imap.NoEncryption, match="not supported"):
            open_folder(Account("127.0.0.1", port, "starttls", "help", "secret", "password"), patience=5)
    assert not any(b"LOGIN" in line or b"secret" in line for line in said)


def test_a_token_logs_in(imap_server: ImapServer, user: str) -> None:
    with open_folder(imap_server.account(user, kind="oauth")) as folder:
        assert folder.uid_validity
    with pytest.raises(imap.LoginRefused):
        open_folder(imap_server.account(user, kind="oauth", secret="expired"))


def test_what_is_said_to_prove_a_token() -> None:
    answer = imap.XOAuth2("help@desk.example", "ya29.token")
    assert answer(b"") == b"user=help@desk.example\x01auth=Bearer ya29.token\x01\x01"
    assert answer(b'{"status":"401"}') == b"", "then the server says why"


def test_the_servers_own_words(imap_server: ImapServer, user: str) -> None:
    with pytest.raises(imap.LoginRefused, match=r"^Authentication failed"):
        open_folder(imap_server.account(user, secret="wrong"))
    with pytest.raises(imap.FolderRefused, match="doesn't exist"):
        open_folder(imap_server.account(user, folder="Nowhere"))


def test_names_and_passwords_of_any_script(imap_server: ImapServer) -> None:
    with pytest.raises(imap.LoginRefused, match="Authentication"):
        open_folder(imap_server.account("hjälp", secret="påssword"))


def test_a_folder_named_in_any_script(imap_server: ImapServer, user: str) -> None:
    client = imap_server.client(user)
    client.create('"Anfragen &APw-ber uns"')
    client.logout()
    with open_folder(imap_server.account(user, folder="Anfragen über uns")) as folder:
        assert folder.top() == 0
