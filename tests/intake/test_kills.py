"""A process that reads a mailbox is killed again and again: nothing is lost, nothing comes twice."""

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from regulars.intake.connecting.acts import connect_mailbox
from regulars.intake.connecting.asked import Connection
from regulars.intake.models import Inbox, Mailbox
from tests.intake.conftest import PASSWORD, ImapServer, mail

READER = """
import threading
import django
django.setup()
from regulars.intake import mailboxes, rules
rules.batches.__defaults__ = (7, 20_000)
print("ready", flush=True)
mailboxes.attend_all(threading.Event())
"""
MAILS = 1500
MOST_IN_VAIN = 100


def killed_after(home: Path, seconds: float) -> None:
    """Let a process read mailboxes for a while, and kill it."""
    environ = os.environ | {"REGULARS_HOME": str(home), "DJANGO_SETTINGS_MODULE": "regulars.config.settings"}
    reader = subprocess.Popen([sys.executable, "-c", READER], env=environ, stdout=subprocess.PIPE)
    assert reader.stdout is not None
    reader.stdout.readline()
    time.sleep(seconds)
    reader.kill()
    reader.communicate()


def stored(home: Path) -> list[bytes]:
    """What is on disk, by row."""
    with sqlite3.connect(home / "regulars.sqlite3") as database:
        digests = [row[0] for row in database.execute("select sha256 from intake_delivery order by id")]
    return [(home / "blobs" / digest[:2] / digest).read_bytes() for digest in digests]


@pytest.mark.torture
@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_killed_at_random_points(imap_server: ImapServer, tmp_path: Path) -> None:
    mails = [mail(number, "x" * (number * 37 % 5000)) for number in range(MAILS)]
    imap_server.put("kills", *mails)
    inbox = Inbox.objects.create(address="help@desk.example")
    wanted = Connection("127.0.0.1", "kills", PASSWORD, security="none", port=imap_server.port)
    assert isinstance(connect_mailbox(inbox, wanted), Mailbox)
    connection.cursor().execute("VACUUM INTO %s", [str(tmp_path / "regulars.sqlite3")])
    shutil.copytree(Path(os.environ["REGULARS_HOME"]) / "keys", tmp_path / "keys")
    kills = in_vain = before = 0
    while len(found := stored(tmp_path)) < MAILS:
        assert found == mails[: len(found)]
        # How far it comes until it is killed is the machine's matter.
        in_vain = in_vain + 1 if len(found) == before else 0
        assert in_vain < MOST_IN_VAIN, "it makes no headway"
        before = len(found)
        killed_after(tmp_path, random.random() * 0.4)
        kills += 1
    assert found == mails
    assert kills > 3
