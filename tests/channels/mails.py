"""Mails for the tests of the mail channel, written line by line."""

from regulars.channels.contract import Inbound
from regulars.channels.email import parse

PLAIN = "Content-Type: text/plain; charset=utf-8"


def raw_mail(body: bytes | str = "Hello\n", *headers: str, sender: str = "Ana Novak <ana@nordbake.example>") -> bytes:
    """A mail to the desk with the usual headers, then those given."""
    head = [f"From: {sender}"] if sender else []
    head += ["To: help@desk.example", "Message-ID: <a1@nordbake.example>", "Date: Mon, 5 Jan 2026 08:00:00 +0000"]
    given = {line.partition(":")[0].lower() for line in headers}
    head = [line for line in head if line.partition(":")[0].lower() not in given] + list(headers)
    content = body if isinstance(body, bytes) else body.encode()
    return "\n".join(head).encode("utf-8", "surrogateescape") + b"\n\n" + content


def read(body: bytes | str = "Hello\n", *headers: str, sender: str = "Ana Novak <ana@nordbake.example>") -> Inbound:
    """The same, parsed."""
    found = parse(raw_mail(body, *headers, sender=sender))
    assert isinstance(found, Inbound), found
    return found


def several(kind: str, *parts: str, boundary: str = "b0") -> tuple[str, str]:
    """Body and Content-Type header of a multipart, in the order that `read` takes them."""
    body = "".join(f"--{boundary}\n{part}\n" for part in parts) + f"--{boundary}--\n"
    return body, f'Content-Type: multipart/{kind}; boundary="{boundary}"'
