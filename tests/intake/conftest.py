"""A real Dovecot on a free port, with as many mailboxes as tests ask for: whoever logs in with the password has one."""

import contextlib
import grp
import imaplib
import ipaddress
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from regulars.intake.connecting import preview, trying
from regulars.intake.connecting.asked import Connection
from regulars.intake.imap import Account
from regulars.intake.models import Inbox
from tests.intake.senders import HELP, ORDERS
from tests.pace import PATIENCE, until

PASSWORD = "nordbake-7-rolls"
CONFIGURATION = """
base_dir = {root}/run
state_dir = {root}/state
log_path = {root}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{root}/cert.pem
ssl_key = <{root}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2
auth_failure_delay = 0
mail_location = maildir:{root}/mail/%u
mailbox_list_index = no
default_login_user = {login}
default_internal_user = {internal}
default_internal_group = {group}
first_valid_uid = 0
service imap-login {{
  chroot =
  process_min_avail = 1
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={root}/mail/%u
}}
"""


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def users() -> dict[str, str]:
    """Under which users Dovecot runs: its own where root starts it, else the one who does."""
    me = pwd.getpwuid(os.getuid())
    if me.pw_uid != 0:
        mine = {"login": me.pw_name, "internal": me.pw_name, "group": grp.getgrgid(me.pw_gid).gr_name}
        return mine | {"uid": str(me.pw_uid), "gid": str(me.pw_gid)}
    nobody = pwd.getpwnam("nobody")
    root = {"login": "dovenull", "internal": "dovecot", "group": "dovecot"}
    return root | {"uid": str(nobody.pw_uid), "gid": str(nobody.pw_gid)}


def make_certificate(root: Path) -> None:
    """A certificate for 127.0.0.1 that vouches for itself."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=2))
    made = made.add_extension(here, critical=True)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    (root / "cert.pem").write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    kept = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (root / "key.pem").write_bytes(key.private_bytes(*kept))


@dataclass
class ImapServer:
    """A Dovecot in a folder of its own."""

    program: str
    root: Path
    port: int = field(default_factory=free_port)
    tls_port: int = field(default_factory=free_port)
    running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        ports = {"port": self.port, "tls_port": self.tls_port}
        text = CONFIGURATION.format(root=self.root, password=PASSWORD, **ports, **users())
        (self.root / "dovecot.conf").write_text(text)
        self.running = subprocess.Popen(
            [self.program, "-F", "-c", str(self.root / "dovecot.conf")],
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            until(self.answers)
        except AssertionError:
            raise RuntimeError(f"Dovecot does not answer:\n{(self.root / 'log').read_text()[-2000:]}") from None

    def answers(self) -> bool:
        """Whether somebody can connect."""
        try:
            imaplib.IMAP4("127.0.0.1", self.port, timeout=PATIENCE).shutdown()
        except (OSError, imaplib.IMAP4.error):
            return False
        return True

    def stop(self) -> None:
        """End it and all its connections."""
        if self.running is not None:
            self.running.send_signal(signal.SIGTERM)
            self.running.wait(PATIENCE)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.running.pid, signal.SIGKILL)
            self.running = None

    def account(self, username: str, **more: str) -> Account:
        """How to log in as `username`."""
        said = {"security": "none", "secret": PASSWORD, "kind": "password"} | more
        return Account("127.0.0.1", self.port, username=username, **said)

    def client(self, username: str) -> imaplib.IMAP4:
        """Another mail program on the same mailbox, which may write."""
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=PATIENCE)
        client.login(username, PASSWORD)
        client.select("INBOX")
        return client

    def put(self, username: str, *mails: bytes) -> None:
        """Let mails arrive."""
        client = self.client(username)
        for mail in mails:
            status, answer = client.append("INBOX", "", "", mail)
            assert status == "OK", answer
        client.logout()

    def renumber(self, username: str) -> None:
        """What a move to another machine does: the mails stay, their numbers are all new."""
        lists = list((self.root / "mail" / username).glob("dovecot*"))
        assert lists
        for one in lists:
            one.unlink()


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who tries a connection waits as long as a busy machine takes."""
    monkeypatch.setattr(trying, "PATIENCE", PATIENCE)
    monkeypatch.setattr(preview, "SECONDS", PATIENCE)


@pytest.fixture(scope="session")
def imap_server(dovecot: str) -> Iterator[ImapServer]:
    """A running Dovecot. Each test takes a user of its own."""
    said = subprocess.run([dovecot, "--version"], capture_output=True, text=True, check=True).stdout
    if not said.startswith("2.3."):
        pytest.skip(f"IMAP: the tests can set up a Dovecot 2.3, not a {said.split()[0]}")
    # Not pytest's folder: Dovecot's own users must be able to walk there.
    root = Path(tempfile.mkdtemp(prefix="regulars-dovecot-"))
    root.chmod(0o755)
    (root / "mail").mkdir()
    make_certificate(root)
    if os.getuid() == 0:
        os.chown(root / "mail", int(users()["uid"]), int(users()["gid"]))
    server = ImapServer(dovecot, root)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(root, ignore_errors=True)


def mail(number: int, text: str = "Where is my order?") -> bytes:
    """A plain mail of Ana's."""
    head = f"From: Ana Novak <ana@nordbake.example>\r\nTo: help@desk.example\r\nMessage-ID: <{number}@nordbake.example>"
    return f"{head}\r\nSubject: Order {number}\r\n\r\n{text}\r\n".encode()


def wanted(server: ImapServer, user: str, **more: str) -> Connection:
    """What a person says to connect."""
    return Connection(
        **({"host": "127.0.0.1", "username": user, "secret": PASSWORD, "security": "none"} | more), port=server.port
    )  # type: ignore[arg-type] # all words but the port


@pytest.fixture
def user(request: pytest.FixtureRequest) -> str:
    """A mailbox of the test's own."""
    return str(request.node.name).replace("[", "_").replace("]", "")[:60]


@pytest.fixture
def inboxes() -> dict[str, int]:
    """Two inboxes, by address."""
    return {address: Inbox.objects.create(address=address).pk for address in (HELP, ORDERS)}
