"""What returned mail says of the one that was sent."""

from pathlib import Path

import pytest

from regulars.channels.contract import Bounce, Inbound
from regulars.channels.email import parse
from tests.channels.mails import PLAIN, read, several

REPORT = "Content-Type: multipart/report; report-type=delivery-status; boundary=b0"
RETURNED = "Content-Type: message/rfc822\n\nMessage-ID:\n <out1@desk.example>\nSubject: Re: lamp\n\nhello"


def status(*recipients: str) -> str:
    return "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.x.example\n\n" + "\n\n".join(recipients)


def report(*recipients: str, returned: str = RETURNED) -> Bounce | None:
    body, _ = several("report", f"{PLAIN}\n\nSorry.", status(*recipients), returned)
    return read(body, REPORT, sender="MAILER-DAEMON@x.example").bounce


BAD = (
    "Final-Recipient: rfc822; ana@nordbake.example\nAction: failed\nStatus: 5.1.1\n"
    "Diagnostic-Code: smtp; 550 5.1.1 no such\n user here"
)
FULL = "Final-Recipient: rfc822;<boris@veloworks.example>\nAction: Failed\nStatus: 4.2.2"
LATE = "Final-Recipient: rfc822; chloe@samphire.example\nAction: delayed\nStatus: 4.4.1"
FINE = "Final-Recipient: rfc822; chloe@samphire.example\nAction: delivered\nStatus: 2.0.0"


def test_a_hard_failure() -> None:
    assert report(BAD) == Bounce(
        "ana@nordbake.example", "5.1.1", "550 5.1.1 no such user here", True, "out1@desk.example"
    )


def test_the_first_failed_recipient_counts() -> None:
    found = report(FINE, LATE, FULL, BAD)
    assert found == Bounce("boris@veloworks.example", "4.2.2", "", False, "out1@desk.example")


def test_a_delay_is_soft() -> None:
    found = report(LATE)
    assert found is not None
    assert (found.recipient, found.hard) == ("chloe@samphire.example", False)


def test_a_receipt_is_no_bounce() -> None:
    assert report(FINE) is None


def test_headers_alone_give_the_id_too() -> None:
    found = report(BAD, returned="Content-Type: text/rfc822-headers\n\nSubject: x\nMessage-Id: <out2@desk.example>\n")
    assert found is not None
    assert found.message_id == "out2@desk.example"


def test_a_missing_status_is_read_from_the_diagnostic() -> None:
    found = report("Final-Recipient: rfc822; a@x.example\nAction: failed\nDiagnostic-Code: smtp; 554 delivery error")
    assert found is not None
    assert found.hard


QMAIL = """Hi. This is the qmail-send program at x.example.
I'm afraid I wasn't able to deliver your message to the following addresses.

<Ana@nordbake.example>:
192.0.2.1 does not like recipient.
Remote host said: 550 5.1.1 unknown user
Giving up on 192.0.2.1.

--- Below this line is a copy of the message.

Return-Path: <help@desk.example>
Message-ID: <out3@desk.example>
Subject: lamp
"""


def test_qmail() -> None:
    found = read(QMAIL, sender="MAILER-DAEMON@x.example")
    assert found.bounce is not None
    assert (found.bounce.recipient, found.bounce.status, found.bounce.hard) == ("ana@nordbake.example", "5.1.1", True)
    assert found.bounce.message_id == "out3@desk.example"
    assert found.automatic is not None
    assert found.automatic.kind == "bounce"


def test_a_person_who_quotes_a_bounce_did_not_bounce() -> None:
    assert read(QMAIL).bounce is None


def test_exim_names_the_recipient_in_a_header() -> None:
    text = "A message that you sent could not be delivered.\n\n  ana@nordbake.example\n    550 unknown user\n"
    found = read(text, "X-Failed-Recipients: ana@nordbake.example", sender="Mailer-Daemon@x.example").bounce
    assert found is not None
    assert (found.recipient, found.hard) == ("ana@nordbake.example", True)


@pytest.mark.parametrize(
    ("name", "recipient", "hard"),
    [
        ("mailgun_flanker/bounce/gmail-invalid-address.eml", "awfawfawfawfawfaw@someserverhere.com", True),
        ("mailgun_flanker/bounce/gmail-no-dns.eml", "user@example.comm", True),
        ("mailgun_flanker/bounce/broken-mime.eml", "info@example.net", False),
        ("mailgun_flanker/bounce/mailbox-full.eml", None, None),
        ("mailgun_flanker/bounce/delayed.eml", None, False),
        ("mailgun_flanker/bounce/delayed-broken.eml", "demo@example.com", False),
        ("mikel_mail/multipart_report_emails/report_530.eml", None, True),
        ("mikel_mail/multipart_report_emails/report_422.eml", None, False),
        ("mikel_mail/multipart_report_emails/multi_address_bounce1.eml", None, True),
        ("mikel_mail/multipart_report_emails/multipart_report_multiple_status.eml", "u@ci.com", True),
    ],
)
def test_real_bounces(name: str, recipient: str | None, hard: bool | None, data_folder: Path) -> None:
    found = parse((data_folder / "mail_fixtures" / name).read_bytes())
    assert isinstance(found, Inbound)
    assert found.bounce is not None
    assert "@" in found.bounce.recipient
    if recipient is not None:
        assert found.bounce.recipient == recipient
    if hard is not None:
        assert found.bounce.hard is hard
