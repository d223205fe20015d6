"""A listener in a process of its own: killed, and out of room."""

import os
import smtplib
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from tests.intake.conftest import mail
from tests.intake.senders import HELP, ORDERS, brought, replies
from tests.pace import PATIENCE

pytestmark = [pytest.mark.slow, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]

LISTENER = """
import sys, threading
import django
django.setup()
from regulars.intake import listeners
listeners.listen(("127.0.0.1", 0), None, threading.Event(), lambda ports: print(ports["lmtp"], flush=True))
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a database for another process."""
    connection.cursor().execute("VACUUM INTO %s", [str(tmp_path / "regulars.sqlite3")])
    return tmp_path


def start_listener(home: Path, *before: str) -> tuple[subprocess.Popen[str], smtplib.LMTP]:
    """A listener in a process of its own, and a connection to it."""
    environ = os.environ | {"REGULARS_HOME": str(home), "DJANGO_SETTINGS_MODULE": "regulars.config.settings"}
    started = subprocess.Popen(
        [*before, sys.executable, "-c", LISTENER],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert started.stdout is not None
    client = smtplib.LMTP("127.0.0.1", int(started.stdout.readline()), local_hostname="mx.example", timeout=PATIENCE)
    client.ehlo("mx.example")
    return started, client


def rows_of(home: Path) -> list[str]:
    """The digests of what a home's database says is stored."""
    with sqlite3.connect(home / "regulars.sqlite3") as database:
        return [row[0] for row in database.execute("select sha256 from intake_delivery order by id")]


@pytest.mark.parametrize("heard", [False, True], ids=["before the 250", "right after the 250"])
def test_killed(inboxes: dict[str, int], home: Path, heard: bool) -> None:
    started, client = start_listener(home)
    acknowledged = 0
    try:
        for number in range(13):
            brought(client, HELP)
            client.docmd("DATA")
            client.send(mail(number) + b".\r\n")
            if number == 12 and not heard:
                started.kill()
            acknowledged += client.getreply()[0] == 250
    except (OSError, smtplib.SMTPException):
        assert not heard
    finally:
        started.kill()
        started.wait()
    digests = rows_of(home)
    assert acknowledged >= 12
    assert acknowledged <= len(digests) <= 13, "all that was acknowledged, and at most the one at hand"
    for number, digest in enumerate(digests):
        assert (home / "blobs" / digest[:2] / digest).read_bytes() == mail(number)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system with no room to speak of."""
    place = tmp_path / "home" / "blobs"
    place.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        yield place
        return
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk(inboxes: dict[str, int], small_disk: Path) -> None:
    home = small_disk.parent
    connection.cursor().execute("VACUUM INTO %s", [str(home / "regulars.sqlite3")])
    limited = [] if os.path.ismount(small_disk) else ["sh", "-c", 'ulimit -f 900; exec "$@"', "sh"]
    started, client = start_listener(home, *limited)
    try:
        brought(client, HELP, ORDERS)
        assert [reply[:9] for reply in replies(client, b"x" * 998 + b"\r\n" + b"y" * 600_000 + b"\r\n", 2)] == [
            b"452 4.3.1"
        ] * 2
        assert rows_of(home) == []
        brought(client, HELP)
        assert replies(client, mail(1), 1)[0][:3] == b"250", "a small one still fits"
    finally:
        started.kill()
        started.wait()
        client.close()
    assert len(rows_of(home)) == 1
