"""Attending to mailboxes while they come, fail, mend and go."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from regulars.base.results import Refused
from regulars.engine import sealing
from regulars.intake import imap, mailboxes, rules
from regulars.intake.alarms import alarms
from regulars.intake.connecting.acts import connect_mailbox
from regulars.intake.models import Delivery, Inbox, Mailbox
from tests.intake.conftest import PASSWORD, ImapServer, mail, wanted
from tests.pace import PATIENCE, until

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning"),
]


@pytest.fixture
def attended(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """All mailboxes are attended to, with little patience."""
    monkeypatch.setattr(mailboxes, "LOOK_AT_ROWS", 0.05)
    monkeypatch.setattr(rules, "REFUSED_PAUSE", 0.2)
    monkeypatch.setattr(rules, "FIRST_PAUSE", 0.1)
    stop = threading.Event()
    thread = threading.Thread(target=mailboxes.attend_all, args=(stop,))
    thread.start()
    yield
    stop.set()
    thread.join(PATIENCE)
    assert not thread.is_alive()


@pytest.fixture
def inbox() -> Inbox:
    """The desk's door."""
    return Inbox.objects.create(address="help@desk.example")


def test_from_connecting_to_live_mail(imap_server: ImapServer, inbox: Inbox, attended: None) -> None:
    imap_server.put("live", mail(1))
    made = connect_mailbox(inbox, wanted(imap_server, "live"))
    assert isinstance(made, Mailbox)
    assert (made.history_until_uid, made.last_uid) == (1, 0)
    assert PASSWORD.encode() not in bytes(made.secret)
    until(lambda: Delivery.objects.filter(history=True).count() == 1)
    until(lambda: threading.active_count() and Mailbox.objects.get().checked_at > made.checked_at)  # type: ignore[operator]
    imap_server.put("live", mail(2))
    until(lambda: Delivery.objects.filter(history=False).count() == 1)
    Mailbox.objects.all().delete()
    until(lambda: not [one for one in threading.enumerate() if one.name == f"mailbox-{made.pk}"])


def test_a_refused_password_is_said_at_once_and_mends(imap_server: ImapServer, inbox: Inbox, attended: None) -> None:
    imap_server.put("mends", mail(1))
    made = connect_mailbox(inbox, wanted(imap_server, "mends"))
    assert isinstance(made, Mailbox)
    until(lambda: Delivery.objects.count() == 1)
    Mailbox.objects.update(secret=sealing.seal("changed by somebody"))
    until(lambda: Mailbox.objects.filter(refused=True, tries__gte=2).exists())
    (alarm,) = alarms(timezone.now())
    assert alarm.address == "help@desk.example"
    assert "Authentication failed" in alarm.what
    imap_server.put("mends", mail(2))
    assert isinstance(connect_mailbox(inbox, wanted(imap_server, "mends")), Mailbox)
    until(lambda: Delivery.objects.count() == 2)
    until(lambda: not alarms(timezone.now()))
    assert Mailbox.objects.get().last_uid == 2, "the mark stayed where it was"


def test_a_server_that_goes_and_comes_back(imap_server: ImapServer, inbox: Inbox, attended: None) -> None:
    imap_server.put("back", mail(1))
    connect_mailbox(inbox, wanted(imap_server, "back"))
    until(lambda: Delivery.objects.count() == 1)
    imap_server.stop()
    try:
        until(lambda: Mailbox.objects.filter(tries__gte=2).exists())
        row = Mailbox.objects.get()
        assert not row.refused
        assert row.fault
    finally:
        imap_server.start()
    imap_server.put("back", mail(2))
    until(lambda: Delivery.objects.count() == 2)
    until(lambda: Mailbox.objects.filter(tries=0, fault="", fault_since=None).exists())


def test_a_server_without_idle_is_asked_again(
    imap_server: ImapServer, inbox: Inbox, attended: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailboxes, "POLL_SECONDS", 0.2)
    monkeypatch.setattr(imap.Folder, "offers_idle", lambda folder: False)
    connect_mailbox(inbox, wanted(imap_server, "polled"))
    until(lambda: Mailbox.objects.get().checked_at)
    imap_server.put("polled", mail(1))
    until(lambda: Delivery.objects.count() == 1)


def test_a_token_in_a_file_is_read_at_each_login(
    imap_server: ImapServer, inbox: Inbox, attended: None, tmp_path: Path
) -> None:
    file = tmp_path / "token"
    assert isinstance(connect_mailbox(inbox, wanted(imap_server, "file", kind="file", secret=str(file))), Refused)
    file.write_text(f"{PASSWORD}\n")
    assert isinstance(connect_mailbox(inbox, wanted(imap_server, "file", kind="file", secret=str(file))), Mailbox)
    imap_server.put("file", mail(1))
    until(lambda: Delivery.objects.count() == 1)
    file.write_text("expired\n")
    imap_server.stop()
    imap_server.start()
    until(lambda: Mailbox.objects.filter(refused=True).exists())
    file.write_text(f"{PASSWORD}\n")
    imap_server.put("file", mail(2))
    until(lambda: Delivery.objects.count() == 2)
