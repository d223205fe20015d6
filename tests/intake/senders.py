"""What a mail server says when it brings mail."""

import smtplib

HELP, ORDERS = "help@desk.example", "orders@desk.example"
ANA = "ana@nordbake.example"


def brought(client: smtplib.SMTP, *recipients: str, sender: str = ANA) -> None:
    """Say who writes to whom."""
    assert client.mail(sender)[0] == 250
    for recipient in recipients:
        assert client.rcpt(recipient)[0] == 250


def replies(client: smtplib.SMTP, content: bytes, count: int) -> list[bytes]:
    """Send a mail and read so many replies to it."""
    assert client.docmd("DATA")[0] == 354
    client.send(content + b".\r\n")
    return [b"%d %s" % client.getreply() for _ in range(count)]
