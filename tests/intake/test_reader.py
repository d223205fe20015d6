"""Reading a real mailbox: all of it, once, whatever happens meanwhile."""

import imaplib
from collections.abc import Iterator
from datetime import timedelta
from unittest import mock

import pytest
from django.utils import timezone

from regulars.engine import blobs
from regulars.engine.models import Job
from regulars.intake import imap, marks, rules
from regulars.intake.imap import Account, open_folder
from regulars.intake.models import Delivery, Inbox, Mailbox
from regulars.intake.reader import NOT_GIVEN, STRIKES, TOO_LARGE, Reader
from tests.intake.conftest import ImapServer, mail
from tests.intake.cutting import Cutter

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailbox() -> Mailbox:
    """A row that has never been connected."""
    inbox = Inbox.objects.create(address="help@desk.example")
    return Mailbox.objects.create(inbox=inbox, host="127.0.0.1", security="none", username="help", secret=b"")


def read(reader: Reader, account: Account) -> int:
    """One connection: all that is new."""
    with open_folder(account) as folder:
        reader.begin(folder)
        return reader.read_new(folder)


def stored() -> list[bytes]:
    """What is stored, in the order in which it came."""
    return [blobs.read(row.sha256) for row in Delivery.objects.order_by("pk")]


def test_what_lies_there_is_history_and_what_comes_is_live(
    imap_server: ImapServer, mailbox: Mailbox, user: str
) -> None:
    before, later = [mail(1), mail(2)], [mail(3)]
    imap_server.put(user, *before)
    reader, account = Reader(mailbox.pk), imap_server.account(user)
    assert read(reader, account) == 2
    imap_server.put(user, *later)
    assert [read(reader, account), read(reader, account)] == [1, 0]
    assert stored() == before + later
    assert list(Delivery.objects.order_by("pk").values_list("history", flat=True)) == [True, True, False]
    row = Delivery.objects.first()
    assert row is not None
    assert row.received_at is not None
    assert abs(row.received_at - timezone.now()) < timedelta(minutes=1)
    jobs = Job.objects.filter(kind="deliveries.file").order_by("priority", "pk")
    assert [job.payload["deliveries"] for job in jobs] == [[row.pk + 2], [row.pk, row.pk + 1]], "live mail goes first"


def test_nothing_is_marked_as_read(imap_server: ImapServer, mailbox: Mailbox, user: str) -> None:
    imap_server.put(user, mail(1), mail(2))
    read(Reader(mailbox.pk), imap_server.account(user))
    client = imap_server.client(user)
    assert client.search(None, "UNSEEN") == ("OK", [b"1 2"])
    client.logout()


def test_who_else_reads_the_mailbox_changes_nothing(imap_server: ImapServer, mailbox: Mailbox, user: str) -> None:
    imap_server.put(user, *map(mail, range(1, 5)))
    reader, account = Reader(mailbox.pk), imap_server.account(user)
    with open_folder(account) as folder:
        reader.begin(folder)
        listed = next(folder.listing(0, folder.top()))
    client = imap_server.client(user)
    client.store("1:4", "+FLAGS", "\\Seen")
    client.store("3", "+FLAGS", "\\Deleted")
    client.expunge()
    with open_folder(account) as folder:
        assert reader._read_batch(Mailbox.objects.get(), folder, listed) == 3, "what is gone is no fault"
        client.append("INBOX", "\\Seen", "", mail(5))
        client.store("1:4", "-FLAGS", "\\Seen")
        assert reader.read_new(folder) == 1
    client.logout()
    assert stored() == [mail(1), mail(2), mail(4), mail(5)]


def test_renumbered_folders_are_read_again(imap_server: ImapServer, mailbox: Mailbox, user: str) -> None:
    imap_server.put(user, mail(1), mail(2))
    reader, account = Reader(mailbox.pk), imap_server.account(user)
    assert read(reader, account) == 2
    before = Mailbox.objects.get()
    Mailbox.objects.update(checked_at=timezone.now())
    imap_server.renumber(user)
    imap_server.put(user, mail(3))
    # Dovecot numbers by the clock's second; the same second would be the same numbering.
    with open_folder(account) as folder:
        folder.uid_validity = (before.uid_validity or 0) + 1
        reader.begin(folder)
        assert reader.read_new(folder) == 3
    after = Mailbox.objects.get()
    assert after.uid_validity != before.uid_validity
    assert sorted(stored()) == sorted([mail(1), mail(2), mail(1), mail(2), mail(3)]), "filing knows the copies"
    assert not Delivery.objects.order_by("-pk")[0].history, "what came since our last look is live"


def test_a_restored_backup_that_kept_its_numbering_hides_no_mail(
    imap_server: ImapServer, mailbox: Mailbox, user: str
) -> None:
    imap_server.put(user, mail(1))
    with open_folder(imap_server.account(user)) as folder:
        validity = folder.uid_validity
    Mailbox.objects.update(uid_validity=validity, last_uid=900, checked_at=timezone.now())
    assert read(Reader(mailbox.pk), imap_server.account(user)) == 1


def test_a_big_mailbox_comes_in_batches(
    imap_server: ImapServer, mailbox: Mailbox, user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mails = [mail(number, "x" * number * 40) for number in range(60)]
    imap_server.put(user, *mails)
    client = imap_server.client(user)
    client.store("11:40", "+FLAGS", "\\Deleted")
    client.expunge()
    client.logout()
    monkeypatch.setattr(imap, "WINDOW", 7)
    monkeypatch.setattr(imap, "WIDER", 2)
    monkeypatch.setattr(rules.batches, "__defaults__", (4, 5000))
    assert read(Reader(mailbox.pk), imap_server.account(user)) == 30
    assert stored() == mails[:10] + mails[40:]
    assert Mailbox.objects.get().last_uid == 60


def test_a_message_too_large_is_set_aside_and_said(imap_server: ImapServer, mailbox: Mailbox, user: str) -> None:
    imap_server.put(user, mail(1), mail(2, "x" * 5000), mail(3))
    reader = Reader(mailbox.pk, largest=2000)
    assert read(reader, imap_server.account(user)) == 3
    assert read(reader, imap_server.account(user)) == 0
    (aside,) = Delivery.objects.filter(state=Delivery.QUARANTINED)
    assert aside.cause == TOO_LARGE
    assert "UID 2" in aside.detail
    assert b"Subject: Order 2" in blobs.read(aside.sha256)
    assert Delivery.objects.count() == 3


def test_a_message_that_the_server_cannot_give_out_does_not_hold_up_others(
    imap_server: ImapServer, mailbox: Mailbox, user: str
) -> None:
    imap_server.put(user, *map(mail, range(1, 5)))
    reader, whole = Reader(mailbox.pk), imap.Folder.bodies

    def broken(folder: imap.Folder, uids: list[int]) -> dict[int, bytes]:
        if 3 in uids:
            raise imaplib.IMAP4.abort("the connection broke")
        return whole(folder, uids)

    with mock.patch.object(imap.Folder, "bodies", broken):
        for _ in range(STRIKES):
            with pytest.raises(imaplib.IMAP4.abort):
                read(reader, imap_server.account(user))
        assert Mailbox.objects.get().last_uid == 2
        assert read(reader, imap_server.account(user)) == 2
    (aside,) = Delivery.objects.filter(state=Delivery.QUARANTINED)
    assert (aside.cause, Delivery.objects.count()) == (NOT_GIVEN, 4)


def test_killed_between_bytes_and_rows(imap_server: ImapServer, mailbox: Mailbox, user: str) -> None:
    imap_server.put(user, mail(1), mail(2))
    reader, account = Reader(mailbox.pk), imap_server.account(user)

    class Killed(BaseException):
        """As near to kill -9 as one process can come: no code of ours runs after it."""

    with mock.patch.object(marks, "move", side_effect=[1, Killed]), pytest.raises(Killed):
        read(reader, account)
    assert Delivery.objects.count() == 0
    assert read(Reader(mailbox.pk), account) == 2
    assert stored() == [mail(1), mail(2)]


def test_a_faster_reader_wins_and_nothing_comes_twice(imap_server: ImapServer, mailbox: Mailbox, user: str) -> None:
    imap_server.put(user, mail(1))
    account = imap_server.account(user)
    with open_folder(account) as folder:
        slow = Reader(mailbox.pk)
        slow.begin(folder)
        row = Mailbox.objects.get()
        read(Reader(mailbox.pk), account)
        with pytest.raises(marks.Moved):
            slow._read_batch(row, folder, next(folder.listing(0, 1)))
    assert stored() == [mail(1)]


def test_a_full_disk_leaves_the_mark(imap_server: ImapServer, mailbox: Mailbox, user: str) -> None:
    imap_server.put(user, mail(1))
    reader, account = Reader(mailbox.pk), imap_server.account(user)
    full = blobs.BlobStoreFull(28, "no room left")
    with mock.patch.object(blobs, "put_many", side_effect=full), pytest.raises(blobs.BlobStoreFull):
        read(reader, account)
    assert (Mailbox.objects.get().last_uid, Delivery.objects.count()) == (0, 0)
    assert read(reader, account) == 1


@pytest.fixture
def cutter(imap_server: ImapServer) -> Iterator[Cutter]:
    """A line to the server that can be cut."""
    with Cutter(imap_server.port) as made:
        yield made


def test_a_line_cut_anywhere_loses_nothing(
    imap_server: ImapServer, mailbox: Mailbox, user: str, cutter: Cutter, monkeypatch: pytest.MonkeyPatch
) -> None:
    mails = [mail(number, "y" * 300) for number in range(12)]
    imap_server.put(user, *mails)
    monkeypatch.setattr(rules.batches, "__defaults__", (3, 10_000))
    account = Account("127.0.0.1", cutter.port, "none", user, imap_server.account(user).secret, "password")
    reader = Reader(mailbox.pk)
    cuts = 0
    for after in range(40, 12_000, 430):
        cutter.cut_after = after
        try:
            read(reader, account)
        except imap.FAULTS:
            cuts += 1
    cutter.cut_after = None
    read(reader, account)
    assert stored() == mails
    assert cuts > 5


def test_a_server_restarted_in_the_middle(imap_server: ImapServer, mailbox: Mailbox, user: str) -> None:
    mails = [mail(number) for number in range(8)]
    imap_server.put(user, *mails)
    reader, account = Reader(mailbox.pk), imap_server.account(user)
    whole = imap.Folder.bodies

    def restarted(folder: imap.Folder, uids: list[int]) -> dict[int, bytes]:
        if 5 in uids:
            imap_server.stop()
            imap_server.start()
        return whole(folder, uids)

    with (
        mock.patch.object(imap.Folder, "bodies", restarted),
        mock.patch.object(rules.batches, "__defaults__", (2, 10_000)),
        pytest.raises(imap.FAULTS),
    ):
        read(reader, account)
    assert stored() == mails[:4]
    assert read(reader, account) == 4
    assert stored() == mails
