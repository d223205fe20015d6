"""What is remarked of a mail is told in the language of who looks."""

import base64

import pytest
from django.utils import translation

from regulars.book.marked import in_words
from regulars.channels.contract import Inbound
from regulars.channels.email import bodies, parse, tree
from regulars.conversations.filing import rows
from tests.mails import mail

NESTED = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
MIXED = b"From: a@x.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"


def marks(raw: bytes) -> tuple[str, ...]:
    """What the parser remarks."""
    found = parse(raw)
    return found.marks if isinstance(found, Inbound) else (found.detail,)


REMARKED = {
    "charset": lambda: marks(mail().replace(b"charset=utf-8", b"charset=us-ascii") + "déçu\r\n".encode("cp1252")),
    "subject": lambda: marks(mail().replace(b"The blue kettle", "Der Wasserkessel für Köln".encode("cp1252"))),
    "parts": lambda: marks(MIXED + b"--b\r\n\r\nx\r\n" * 2 * tree.MOST_PARTS + b"--b--\r\n"),
    "nested": lambda: marks(b"From: a@x.example\r\n" + NESTED * 2 * tree.DEEPEST + b"--b\r\n\r\nx\r\n--b--\r\n"),
    "header": lambda: marks(b"Subject: x\r\n)broken(\r\nFrom: a@x.example\r\n\r\nhello\r\n"),
    "base64": lambda: marks(
        b"From: a@x.example\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.b64encode(b"hello") + b"!!!A\r\n"
    ),
    "boundary": lambda: marks(MIXED.replace(b"boundary=b", b"boundary=c") + b"--b\r\n\r\nx\r\n--b--\r\n"),
    "winmail": lambda: marks(
        b"From: a@x.example\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\n\r\n\x78\x9f\x3e\x22\x01\x00junk"
    ),
    "empty": lambda: marks(b"\r\n \r\n"),
    "not mail": lambda: marks(b"\x00\xff" * 100),
    "filing": lambda: (rows.REUSED_ID, rows.CLAIMED, rows.SHARED, rows.RELEASED),
    "files": lambda: (bodies.TOO_MANY_FILES,),
    "too large": lambda: ("1,234 bytes; up to 1,000 are fetched. UID 5 in INBOX.Old.",),
    "not given out": lambda: ("The server failed 5 times to give it out. UID 5 in INBOX.",),
}


@pytest.mark.parametrize("name", REMARKED)
def test_every_remark_is_told_in_german(name: str) -> None:
    kept = REMARKED[name]()
    assert kept
    for remark in kept:
        with translation.override("de"):
            german = in_words(remark)
        with translation.override("en"):
            assert german not in (remark, in_words(remark))


def test_names_and_figures_are_kept() -> None:
    with translation.override("en"):
        assert "windows-1252" in in_words("charset repaired: none -> windows-1252")
        said = in_words("1,234 bytes; up to 1,000 are fetched. UID 5 in INBOX.Old.")
    assert all(part in said for part in ("1,234", "1,000", "5", "INBOX.Old"))


def test_what_nobody_foresaw_is_shown_as_it_was_kept() -> None:
    assert in_words("OperationalError: what is this") == "OperationalError: what is this"
