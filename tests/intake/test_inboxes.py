"""Opening inboxes, finding them, and the commands about them."""

import io
import json
import sys
from pathlib import Path

import pytest
from django.utils import timezone

from regulars.base.results import Refused
from regulars.config.cli import run
from regulars.engine.models import AuditEntry, Job
from regulars.intake import acts
from regulars.intake.acts import Raw
from regulars.intake.balance import InboxBalance, balance
from regulars.intake.connecting.acts import connect_mailbox
from regulars.intake.inboxes import add_inbox, inbox_of
from regulars.intake.models import Delivery, Inbox, Mailbox, Stop, Submission
from tests.intake.conftest import PASSWORD, ImapServer, mail, wanted
from tests.smtp import MailServer

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def inbox(address: str) -> Inbox:
    """An inbox at `address`."""
    made = add_inbox(address)
    assert isinstance(made, Inbox)
    return made


def test_an_inbox_is_known_by_its_address() -> None:
    assert inbox(" Help@Desk.Example ").address == "help@desk.example"
    again = add_inbox("HELP@desk.example")
    assert isinstance(again, Refused)
    assert again.field == "address"
    assert "already" in again.reason


@pytest.mark.parametrize(
    "address", ["", "help", "help@", "help@localhost@x", "help desk@desk.example", "a" * 300 + "@x.example"]
)
def test_what_is_no_address_is_refused_with_a_hint(address: str) -> None:
    answer = add_inbox(address)
    assert isinstance(answer, Refused)
    assert "help@example.com" in answer.reason


def test_a_token_is_not_part_of_an_inbox() -> None:
    answer = add_inbox("help+7@desk.example")
    assert isinstance(answer, Refused)
    assert "help@desk.example" in answer.reason
    answer = add_inbox("help@desk.example", "x" * 121)
    assert isinstance(answer, Refused)
    assert answer.field == "name"


def test_whose_mail_it_is() -> None:
    help_desk, plus = inbox("help@desk.example"), Inbox.objects.create(address="help+vip@desk.example")
    assert inbox_of("Help@desk.example") == help_desk
    assert inbox_of("help+k7f3q@desk.example") == help_desk
    assert inbox_of("help+vip@desk.example") == plus, "an address of its own goes first"
    assert inbox_of("help@elsewhere.example") is None
    assert inbox_of("") is None


def deliver(to: Inbox, *states: str) -> None:
    """A delivery in each of these states."""
    kept = acts.keep([Raw(to.pk, mail(1)) for _ in states])
    ids = acts.record(kept, "imap", timezone.now())
    for pk, state in zip(ids, states, strict=True):
        Delivery.objects.filter(pk=pk).update(state=state, fingerprint=str(pk))


def test_the_balance_counts_every_delivery() -> None:
    deliver(inbox("help@desk.example"), "filed", "filed", "quarantined", "duplicate", "waiting")
    inbox("orders@desk.example")
    assert balance() == [
        InboxBalance("help@desk.example", 5, 2, 1, 1, 1),
        InboxBalance("orders@desk.example", 0, 0, 0, 0, 0),
    ]


def test_the_balance_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    deliver(inbox("help@desk.example"), "filed", "quarantined", "duplicate")
    assert run(["balance", "--json"]) == 0
    counted = {"address": "help@desk.example", "fetched": 3, "filed": 1, "quarantined": 1, "duplicates": 1}
    assert json.loads(capsys.readouterr().out) == {"inboxes": [counted]}


def test_the_balance_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    deliver(inbox("help@desk.example"), "filed", "waiting")
    assert run(["balance"]) == 0
    head, row = capsys.readouterr().out.splitlines()
    assert head.split() == ["address", "fetched", "filed", "quarantined", "duplicates", "waiting"]
    assert row.split() == ["help@desk.example", "2", "1", "0", "0", "1"]


def test_adding_and_listing(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["inbox", "add", "Help@Desk.Example", "--name", "The desk"]) == 0
    assert run(["inbox", "list"]) == 0
    assert "The desk" in capsys.readouterr().out
    assert run(["inbox", "add", "help@desk.example"]) == 2
    assert "already" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nobody@desk.example", "--imap", "imap.example"], "inbox add nobody@desk.example"),
        (["help@desk.example", "--imap", "imap.example:many"], "imap.example.com:993"),
        (["help@desk.example", "--imap", "imap.example", "--password-file", "/nowhere/at/all"], "/nowhere/at/all"),
        (["help@desk.example", "--imap", "imap.example", "--oauth-token-file", "/dev/null"], "is empty"),
    ],
)
def test_connecting_what_cannot_be(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    inbox("help@desk.example")
    assert run(["inbox", "connect", *words, "--user", "help"]) == 2
    assert said in capsys.readouterr().err


def test_connecting(imap_server: ImapServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    inbox("help@desk.example")
    file = tmp_path / "password"
    words = ["inbox", "connect", "help@desk.example", "--imap", f"127.0.0.1:{imap_server.port}", "--security", "none"]
    words += ["--user", "commands", "--password-file", str(file)]
    file.write_text("wrong\n")
    assert run(words) == 1
    assert "Authentication failed" in capsys.readouterr().err
    file.write_text(f"{PASSWORD}\n")
    assert run(words) == 0
    assert run(["inbox", "list"]) == 0
    assert "commands at 127.0.0.1" in capsys.readouterr().out


def test_connecting_both_ways(imap_server: ImapServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    door, file = inbox("help@desk.example"), tmp_path / "password"
    file.write_text(f"{PASSWORD}\n")
    words = ["inbox", "connect", "help@desk.example", "--imap", f"127.0.0.1:{imap_server.port}", "--security", "none"]
    words += ["--user", "bothways", "--password-file", str(file), "--history", "none", "--smtp-security", "none"]
    with MailServer(password="another") as server:
        assert run([*words, "--smtp", f"127.0.0.1:{server.port}"]) == 1
        assert "do not fit" in capsys.readouterr().err
        assert not Mailbox.objects.exists()
        server.password = PASSWORD
        assert run([*words, "--smtp", f"127.0.0.1:{server.port}"]) == 0
    assert Submission.objects.get(inbox=door).username == "bothways"
    assert Stop.objects.get(inbox=door).kind == Stop.NEW
    assert Mailbox.objects.get().history_since is not None


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"secret": "wrong"}, "secret", "Authentication failed"),
        ({"folder": "Nowhere"}, "folder", "doesn't exist"),
        ({"security": "tls"}, "security", "No encrypted connection"),
        ({"security": "starttls"}, "security", "certificate verify failed"),
        ({"host": "nowhere.invalid"}, "host", "does not answer"),
        ({"host": "mail server"}, "host", "server's name alone"),
        ({"security": "ssl"}, "security", "Say tls, starttls or none"),
        ({"username": " "}, "username", "Say who logs in"),
        ({"username": "help\r\nA1 DELETE INBOX"}, "username", "line break"),
        ({"secret": ""}, "secret", "is needed"),
    ],
)
def test_what_is_wrong_is_said(imap_server: ImapServer, change: dict[str, str], field: str, words: str) -> None:
    door = inbox("help@desk.example")
    answer = connect_mailbox(door, wanted(imap_server, "wrong", **change))
    assert isinstance(answer, Refused)
    assert answer.field == field
    assert words in answer.reason
    assert not Mailbox.objects.exists()


def test_another_folder_is_read_from_its_start(imap_server: ImapServer) -> None:
    door = inbox("help@desk.example")
    imap_server.put("folders", mail(1), mail(2))
    client = imap_server.client("folders")
    client.create("Orders")
    client.append("Orders", "", "", mail(3))
    client.logout()
    connect_mailbox(door, wanted(imap_server, "folders"))
    Mailbox.objects.update(last_uid=2)
    again = connect_mailbox(door, wanted(imap_server, "folders"))
    assert isinstance(again, Mailbox)
    assert (again.last_uid, again.history_until_uid) == (2, 2)
    moved = connect_mailbox(door, wanted(imap_server, "folders", folder="Orders"))
    assert isinstance(moved, Mailbox)
    assert (moved.last_uid, moved.history_until_uid) == (0, 1)


@pytest.mark.parametrize(
    ("piped", "code", "words"), [("", 2, "--password-file FILE"), ("secret\n", 1, "does not answer")]
)
def test_a_password_is_piped_in_or_missed_in_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], piped: str, code: int, words: str
) -> None:
    inbox("help@desk.example")
    monkeypatch.setattr(sys, "stdin", io.StringIO(piped))
    assert run(["inbox", "connect", "help@desk.example", "--imap", "nowhere.invalid", "--user", "help"]) == code
    assert words in capsys.readouterr().err


def test_outgoing_mail_is_stopped_and_let_go_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    box = inbox("help@desk.example")
    Stop.objects.create(inbox=box, kind=Stop.NEW, since=timezone.now())
    assert run(["sending", "stop", "--why", "the template was wrong"]) == 0
    assert run(["sending", "stop", "--why", "once more"]) == 0
    assert {(one.inbox, one.kind, one.agent) for one in Stop.objects.all()} == {
        (box, "new", None),
        (None, "person", None),
    }
    assert run(["sending", "release", "--inbox", "Help@desk.example", "--why", "all is well"]) == 0
    told = capsys.readouterr().out
    assert "held from now on" in told
    assert "Mail out of help@desk.example goes on." in told
    assert "All outgoing mail of the desk is still held: a person stopped it." in told
    assert run(["sending", "release", "--why", "it is mended"]) == 0
    assert not Stop.objects.exists()
    assert Job.objects.filter(kind="mail.let_go_on").count() == 2
    entries = AuditEntry.objects.filter(act__startswith="sending.").order_by("number")
    assert [(one.act, one.subject) for one in entries] == [
        ("sending.stopped", "desk"),
        ("sending.released", f"inbox:{box.public_id}"),
        ("sending.released", "desk"),
    ]
    for entry, why in zip(entries, ("the template was wrong", "all is well", "it is mended"), strict=True):
        assert "command line" in entry.payload
        assert why in entry.payload


def test_what_is_wrong_with_a_stop_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    inbox("help@desk.example")
    assert run(["sending", "stop", "--inbox", "hepl@desk.example", "--why", "x"]) == 2
    assert "there is no inbox hepl@desk.example. There are: help@desk.example." in capsys.readouterr().err
    assert run(["sending", "release", "--why", " "]) == 2
    assert "--why: write why" in capsys.readouterr().err
    assert not Stop.objects.exists()
