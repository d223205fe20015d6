"""Mail over real sockets: what is acknowledged is on disk and in the rows, and what is not gets a temporary refusal."""

import smtplib
import socket
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from unittest import mock

import pytest
from django.conf import settings
from django.db import DatabaseError, OperationalError, connection

from regulars.engine import blobs
from regulars.engine.models import Job
from regulars.intake import doors, listeners, taking
from regulars.intake.models import Delivery, Inbox
from tests.intake.conftest import mail
from tests.intake.senders import ANA, HELP, ORDERS, brought, replies
from tests.pace import PATIENCE, until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning"),
]


@pytest.fixture
def ports(inboxes: dict[str, int]) -> Iterator[dict[str, int]]:
    """Both listeners at work, and their ports."""
    stop, ready = threading.Event(), threading.Event()
    found: dict[str, int] = {}

    def note(ports: dict[str, int]) -> None:
        found.update(ports)
        ready.set()

    place = ("127.0.0.1", 0)
    thread = threading.Thread(target=listeners.listen, args=(place, place, stop, note))
    thread.start()
    assert ready.wait(PATIENCE)
    yield found
    stop.set()
    thread.join(PATIENCE)
    assert not thread.is_alive()


@pytest.fixture
def smtp(ports: dict[str, int]) -> Iterator[smtplib.SMTP]:
    """A mail server's connection over SMTP."""
    with smtplib.SMTP("127.0.0.1", ports["smtp"], local_hostname="mx.example", timeout=PATIENCE) as client:
        client.ehlo()
        yield client


@pytest.fixture
def lmtp(ports: dict[str, int]) -> Iterator[smtplib.LMTP]:
    """The same over LMTP."""
    with smtplib.LMTP("127.0.0.1", ports["lmtp"], local_hostname="mx.example", timeout=PATIENCE) as client:
        client.ehlo("mx.example")
        yield client


def stored() -> list[bytes]:
    """What is on disk, by row."""
    return [blobs.read(row.sha256) for row in Delivery.objects.order_by("pk")]


@pytest.mark.parametrize("road", ["smtp", "lmtp"])
def test_a_250_means_stored(road: str, request: pytest.FixtureRequest, inboxes: dict[str, int]) -> None:
    client = request.getfixturevalue(road)
    sent = b"Subject: x\r\n\r\n.starts with a dot\r\n..two\r\nbare\nline\rfeeds \xff\x00\r\n" + b"z" * 200_000 + b"\r\n"
    assert client.sendmail(ANA, [HELP], sent) == {} or road == "lmtp"
    (row,) = Delivery.objects.all()
    assert (row.road, row.inbox_id, row.history) == (road, inboxes[HELP], False)
    assert row.envelope_sender == ANA
    assert row.received_at is not None
    assert blobs.read(row.sha256) == sent
    assert Job.objects.get(kind="deliveries.file").payload == {"deliveries": [row.pk]}


@pytest.mark.sqlite
def test_bytes_are_kept_as_they_came(smtp: smtplib.SMTP) -> None:
    for content in (
        b"",
        b"\r\n",
        b"a\nb\rc\n.\nd\r\n",
        b"Subject: \xe9\r\n\r\n\x00\r\n",
        b"x" * 70_000 + b".\r\nmore\r\n",
    ):
        brought(smtp, HELP)
        assert replies(smtp, content.replace(b"\r\n.", b"\r\n.."), 1)[0].startswith(b"250")
        assert stored()[-1] == content


def test_one_mail_to_two_inboxes_and_a_token(lmtp: smtplib.LMTP, inboxes: dict[str, int]) -> None:
    brought(lmtp, HELP, ORDERS, "Help+k7f3q@Desk.Example", sender="")
    answers = replies(lmtp, mail(1), 3)
    assert [answer[:3] for answer in answers] == [b"250"] * 3, "LMTP answers for each recipient"
    rows = Delivery.objects.order_by("pk")
    assert [row.inbox_id for row in rows] == [inboxes[HELP], inboxes[ORDERS]]
    assert {row.envelope_sender for row in rows} == {"<>"}
    assert lmtp.noop()[0] == 250, "and nothing more"


@pytest.mark.sqlite
def test_an_address_that_is_none_of_ours(smtp: smtplib.SMTP) -> None:
    smtp.mail(ANA)
    for stranger in ("boris@veloworks.example", "help@elsewhere.example", "h\xfflp@desk.example", "postmaster"):
        code, words = smtp.docmd("RCPT", f"TO:<{stranger}>") if stranger.isascii() else smtp.docmd("RCPT", "TO:<x@y>")
        assert (code, words[:5]) == (550, b"5.1.1")
    assert smtp.docmd("DATA")[0] == 503
    assert smtp.rcpt(HELP)[0] == 250


def test_addresses_in_any_script(smtp: smtplib.SMTP) -> None:
    assert "smtputf8" in smtp.esmtp_features
    Inbox.objects.create(address="hjälp@xn--bcher-kva.example")
    smtp.command_encoding = "utf-8"
    assert smtp.docmd("MAIL", "FROM:<chloé@samphire.example> SMTPUTF8")[0] == 250
    assert smtp.docmd("RCPT", "TO:<hjälp@bücher.example>")[0] == 250
    replies(smtp, mail(1), 1)
    smtp.command_encoding = "latin-1"
    assert smtp.docmd("MAIL", "FROM:<chlo\xe9@samphire.example>")[0] == 250
    assert smtp.docmd("RCPT", "TO:<h\xe4lp@desk.example>")[0] == 550
    assert smtp.rcpt(HELP)[0] == 250
    assert replies(smtp, mail(2), 1)[0][:3] == b"250"
    senders = list(Delivery.objects.order_by("pk").values_list("envelope_sender", flat=True))
    assert senders == ["chloé@samphire.example", "chlo\ufffd@samphire.example"]


@pytest.mark.sqlite
def test_no_second_mail_is_smuggled_in(smtp: smtplib.SMTP) -> None:
    smuggled = b"MAIL FROM:<boss@desk.example>\r\nRCPT TO:<help@desk.example>\r\nDATA\r\nSubject: pay\r\n"
    for end in (b"\n.\n", b"\n.\r\n", b"\r\n.\n", b"\r.\r", b"\r\n\x00.\r\n", b"\r\n.\x00\r\n"):
        brought(smtp, HELP)
        content = b"Subject: harmless\r\n\r\nhello" + end + smuggled
        assert replies(smtp, content, 1)[0][:3] == b"250"
        # A dot that begins a line was put there by the sender's server, or should have been.
        assert stored()[-1] == content.replace(b"\r\n.", b"\r\n")
        assert smtp.noop()[0] == 250
    assert Delivery.objects.count() == 6


@pytest.mark.sqlite
def test_a_mail_too_large(lmtp: smtplib.LMTP, monkeypatch: pytest.MonkeyPatch) -> None:
    assert lmtp.esmtp_features["size"] == str(doors.LARGEST)
    assert lmtp.docmd("MAIL", f"FROM:<{ANA}> SIZE={doors.LARGEST + 1}")[0] == 552
    monkeypatch.setattr(doors, "LARGEST", 150_000)
    brought(lmtp, HELP, ORDERS)
    answers = replies(lmtp, (b"x" * 998 + b"\r\n") * 300, 2)
    assert [answer[:9] for answer in answers] == [b"552 5.3.4"] * 2
    brought(lmtp, HELP)
    assert replies(lmtp, (b"x" * 998 + b"\r\n") * 150, 1)[0][:3] == b"250"
    assert Delivery.objects.count() == 1


def test_our_troubles_are_temporary_for_senders(lmtp: smtplib.LMTP) -> None:
    faults = {
        blobs.BlobStoreFull(28, "no room left"): b"452 4.3.1",
        OSError(5, "the disk is broken"): b"451 4.3.0",
        OperationalError("database is locked"): b"451 4.3.0",
        RuntimeError("nobody foresaw this"): b"451 4.3.0",
    }
    for fault, answer in faults.items():
        with mock.patch.object(taking, "store", side_effect=fault):
            brought(lmtp, HELP, ORDERS)
            assert [reply[:9] for reply in replies(lmtp, mail(1), 2)] == [answer] * 2
    assert not Delivery.objects.exists()
    brought(lmtp, HELP, ORDERS)
    assert [reply[:3] for reply in replies(lmtp, mail(1), 2)] == [b"250"] * 2
    assert Delivery.objects.count() == 2


@pytest.mark.sqlite
def test_a_database_that_is_gone_refuses_nobody_for_good(smtp: smtplib.SMTP) -> None:
    with mock.patch.object(listeners, "inbox_of", side_effect=DatabaseError("gone")):
        smtp.mail(ANA)
        assert smtp.rcpt(HELP)[0] == 451
    with mock.patch.object(listeners, "inbox_of", side_effect=RuntimeError("what is this")):
        assert smtp.rcpt(HELP)[0] == 451
    assert smtp.rcpt(HELP)[0] == 250


@pytest.mark.sqlite
def test_another_writer_that_will_not_let_go(
    smtp: smtplib.SMTP, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(taking, "close_old_connections", lambda: connection.cursor().execute("PRAGMA busy_timeout=50"))
    other = sqlite3.connect(settings.DATABASES["default"]["TEST"]["NAME"], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    brought(smtp, HELP)
    assert replies(smtp, mail(1), 1)[0][:9] == b"451 4.3.0"
    other.execute("ROLLBACK")
    other.close()
    brought(smtp, HELP)
    assert replies(smtp, mail(1), 1)[0][:3] == b"250"
    assert stored() == [mail(1)]


def test_a_fault_of_one_mail_is_not_anothers() -> None:
    inbox = Inbox.objects.create(address=HELP)
    good = taking.Offered((taking.Raw(inbox.pk, mail(1)),), "smtp")
    bad = taking.Offered((taking.Raw(inbox.pk, mail(2), envelope_sender=None),), "smtp")  # type: ignore[arg-type] # on purpose
    taking.take([bad, good])
    assert good.stored.result(0) is None
    assert bad.stored.exception(0) is not None
    assert stored() == [mail(1)]


def test_many_at_once(ports: dict[str, int]) -> None:
    def bring(number: int) -> None:
        with smtplib.SMTP("127.0.0.1", ports["smtp"], local_hostname="mx.example", timeout=PATIENCE) as client:
            for part in range(5):
                client.sendmail(ANA, [HELP], mail(number * 5 + part))

    with ThreadPoolExecutor(20) as senders:
        list(senders.map(bring, range(20)))
    assert sorted(stored()) == sorted(map(mail, range(100)))


@pytest.mark.sqlite
def test_too_many_connections(ports: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listeners, "MOST_CONNECTIONS", 1)
    with smtplib.SMTP("127.0.0.1", ports["smtp"], timeout=PATIENCE):
        with pytest.raises(smtplib.SMTPConnectError) as refused:
            smtplib.SMTP("127.0.0.1", ports["smtp"], timeout=PATIENCE)
        assert refused.value.smtp_code == 421

    def is_let_in() -> bool:
        try:
            smtplib.SMTP("127.0.0.1", ports["smtp"], timeout=PATIENCE).quit()
        except smtplib.SMTPConnectError:
            return False
        return True

    # A place that is free again is given to the next.
    until(is_let_in)


@pytest.mark.sqlite
def test_a_sender_that_goes_in_the_middle_leaves_nothing(ports: dict[str, int]) -> None:
    line = socket.create_connection(("127.0.0.1", ports["smtp"]), timeout=PATIENCE)
    line.sendall(b"EHLO mx\r\nMAIL FROM:<ana@nordbake.example>\r\nRCPT TO:<help@desk.example>\r\nDATA\r\nSubject: half")
    line.close()
    with smtplib.SMTP("127.0.0.1", ports["smtp"], local_hostname="mx.example", timeout=PATIENCE) as client:
        client.sendmail(ANA, [HELP], mail(1))
    assert stored() == [mail(1)]


def test_a_place_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        place = other.getsockname()[:2]
        # A thread of its own: where a browser was driven before, this one has a loop already.
        with ThreadPoolExecutor(1) as apart, pytest.raises(listeners.PlaceTaken) as fault:
            apart.submit(listeners.listen, place, None, threading.Event()).result()
    said = f"REGULARS_LMTP=127.0.0.1:{place[1]}: no mail is taken there (address already in use)."
    assert str(fault.value).startswith(said)
