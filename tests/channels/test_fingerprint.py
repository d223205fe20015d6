"""One number for one content."""

import pytest

from regulars.channels.email.fingerprint import fingerprint
from tests.channels.mails import raw_mail

MAIL = raw_mail("Hello\n\nFrom here on.\n", "Subject: Where is it\n is it", "X-Mailer: ExampleMail")
TRACES = [
    b"Received: from mx by desk\n\twith ESMTP; Mon, 5 Jan 2026 08:00:00 +0000\n",
    b"Return-Path: <ana@nordbake.example>\n",
    b"Delivered-To: help@desk.example\n",
    b"X-Original-To: help@desk.example\n",
    b"Envelope-To: help@desk.example\n",
    b"DKIM-Signature: v=1;\n b=abc\n",
    b"ARC-Seal: i=1\n",
    b"ARC-Authentication-Results: i=1\n",
    b"Authentication-Results: desk.example; spf=pass\n",
    b"Received-SPF: pass\n",
    b"X-Spam-Status: No\n",
    b"X-Virus-Scanned: clean\n",
    b"Status: RO\n",
    b"X-Status: A\n",
    b"X-UID: 7\n",
    b"X-Mozilla-Status: 0001\n",
    b"X-Gmail-Labels: Inbox\n",
    b"X-GM-THRID: 1\n",
    b"X-Google-Smtp-Source: x\n",
]


@pytest.mark.parametrize("trace", TRACES, ids=lambda trace: trace.partition(b":")[0].decode())
def test_a_trace_header_does_not_count(trace: bytes) -> None:
    lines = MAIL.split(b"\n", 1)
    assert fingerprint(trace + MAIL) == fingerprint(MAIL)
    assert fingerprint(lines[0] + b"\n" + trace + lines[1]) == fingerprint(MAIL)


@pytest.mark.parametrize(
    "other",
    [
        MAIL.replace(b"\n", b"\r\n"),
        MAIL + b"\n\n",
        MAIL.rstrip(b"\n"),
        b"From ana Mon Jan  5 08:00:00 2026\n" + MAIL,
        MAIL.replace(b"\n", b"\r\n") + b"\r\n\r\n",
    ],
)
def test_the_road_does_not_count(other: bytes) -> None:
    assert fingerprint(other) == fingerprint(MAIL)


@pytest.mark.parametrize(
    "other",
    [
        MAIL.replace(b"Hello", b"Hallo"),
        MAIL.replace(b"Subject: Where", b"Subject: There"),
        MAIL.replace(b"<a1@", b"<a2@"),
        MAIL.replace(b"\n\nHello", b"\n\nReceived: x\nHello"),
        MAIL.replace(b"Hello\n\n", b"Hello\n"),
    ],
)
def test_the_content_counts(other: bytes) -> None:
    assert fingerprint(other) != fingerprint(MAIL)
