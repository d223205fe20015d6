"""Broken and hostile mail: never an exception, always in bounded time."""

import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.base.folds import quotes
from regulars.channels import registered
from regulars.channels.contract import Inbound
from regulars.channels.email import html_of, mail, parse
from regulars.channels.email.charsets import plain
from regulars.channels.email.html import clean
from tests.channels.test_contract import holds
from tests.pace import MOST, growth

pytestmark = pytest.mark.slow

PIECES = [
    b"From: ",
    b"To: ",
    b"Subject: ",
    b"Date: ",
    b"Message-ID: <",
    b"References: ",
    b"Content-Type: ",
    b"multipart/mixed",
    b"; boundary=b",
    b"\n--b\n",
    b"\n--b--\n",
    b"text/html",
    b"text/plain; charset=",
    b"utf-7",
    b"iso-2022-jp",
    b"us-ascii",
    b"Content-Transfer-Encoding: ",
    b"base64",
    b"quoted-printable",
    b"=?utf-8?B?",
    b"=?x?Q?=C3",
    b"?=",
    b"=00",
    b"=ED=A0=80",
    b"\n",
    b"\n\n",
    b"\r\n",
    b"\0",
    b"\xff",
    b"\xc3\xa9",
    b"\x1b$B",
    b"<",
    b">",
    b"(",
    b'"',
    b",",
    b";",
    b":",
    b"@",
    b"a@b.example",
    b"On 1 May 2026 Ana wrote:\n> hi\n",
    b"-- \n",
    b"-----Original Message-----\n",
    b"<blockquote>",
    b"<!--",
    b"<script>",
    b"&#xD800;",
    b"message/rfc822",
    b"message/delivery-status",
    b"application/ms-tnef",
    b"Final-Recipient: ",
    b"Action: failed",
    b"filename*0*=",
    b"utf-8''%00%e4",
    b"+AAA-",
    b"99999999999999",
    b"[regulars:abcdefgh]",
]
EMAIL = registered()["email"]


@settings(max_examples=300, deadline=None)
@given(pieces=st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=8)), max_size=40))
def test_pieces_of_mail_in_any_order_never_raise(pieces: list[bytes]) -> None:
    raw = b"".join(pieces)
    holds(EMAIL, raw)
    html = html_of(raw)
    assert html is None or isinstance(clean(html, {}, remote_pictures=False), str)


def nested_multiparts(levels: int) -> bytes:
    heads = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(levels))
    return b"From: a@b.example\n" + heads + b"\ndeep\n" + b"x\n" * 2000


HEAD = b"From: a@b.example\nTo: c@d.example\n"
BOMBS = {
    "nested multiparts": nested_multiparts(3000),
    "many parts": HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 60_000,
    "mended in mended": HEAD
    + b"Content-Type: multipart/mixed; boundary=b\n\n"
    + (b"--b\nContent-Type: multipart/mixed\n\n" + b"--c\n\nx\n" * 200) * 300,
    "nested mails": HEAD + b"Content-Type: message/rfc822\n\n" * 20_000,
    "deep html": HEAD + b"Content-Type: text/html\n\n" + b"<div><b><blockquote>" * 40_000 + b"end",
    "open signs": HEAD + b"Content-Type: text/html\n\n" + b"<!-- <! <a href='" * 40_000 + b"end",
    "open head": HEAD + b"Content-Type: text/html\n\n" + b"<head><title><select>" * 40_000 + b"end",
    "open words": HEAD + b"Subject: " + b"=?utf-8?B?" * 60_000 + b"\n\nx\n",
    "open quotes": b"From: " + b'"\\"' * 60_000 + b"\nTo: " + b"<" * 100_000 + b"\nCc: " + b"(" * 100_000 + b"\n\nx\n",
    "addresses": b"From: a@b.example\nTo: " + b"a@b.example," * 50_000 + b"\n\nx\n",
    "parameters": HEAD + b"Content-Type: text/plain" + b'; a*0="\\"' * 50_000 + b"\n\nx\n",
    "references": HEAD + b"References: " + b"<a@b> <" * 50_000 + b"\n\nx\n",
    "headers": b"X: y\n" * 60_000 + b"\nx\n",
    "colons": HEAD + b"\n" + b"On 1 May wrote:\n" * 60_000,
    "dashes": HEAD + b"\n" + b"--\n" * 150_000 + b"-" * 300_000,
    "long line": HEAD + b"\n" + b"a wrote: " * 100_000,
    "blanks": HEAD + b"\n> x\n" + b" \n" * 200_000 + b"> x\n" + b"\n" * 200_000,
    "secrets": HEAD + b"\n" + b"confidential mail\n\n" * 30_000,
    "one secret": HEAD + b"\n" + b"confidential mail " * 60_000,
    "base64": HEAD + b"Content-Transfer-Encoding: base64\n\n" + b"QQ==" * 150_000,
    "idna": HEAD + b"Content-Type: text/plain; charset=idna\n\n" + b"\xe4" * 300_000,
    "guess": HEAD + b"\n" + bytes(range(128, 256)) * 4000,
    "winmail": HEAD
    + b"Content-Type: application/ms-tnef\n\n\x78\x9f\x3e\x22\0\0"
    + b"\x02\x02\x90\x06\0\0\0\0\0\0\0" * 40_000,
    "status": HEAD + b"Content-Type: message/delivery-status\n\n" + b"a:\n\n" * 100_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_hostile_mail_is_read_in_time_that_grows_with_its_length(name: str) -> None:
    """Half a megabyte each, and its first quarter."""
    bomb = BOMBS[name]

    def read(raw: bytes) -> None:
        assert isinstance(parse(raw), Inbound)
        html_of(raw)

    assert growth(read, lambda length: bomb[:length], len(bomb)) < MOST


def test_a_mail_of_nothing_but_line_ends_is_read_up_to_a_point(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "MOST_LINES", 1000)
    for end in (b"\n", b"\r", b"\r\n"):
        found = parse(HEAD + b"\n" + b"a" + b"a".join([end] * 2000))
        assert isinstance(found, Inbound)
        assert found.text.count("a") < 1001, end
        assert any("more than 1000 lines" in mark for mark in found.marks)
    whole = parse(HEAD.replace(b"\n", b"\r\n") + b"\r\n" + b"a\r\n" * 900)
    assert isinstance(whole, Inbound)
    assert (whole.text.count("a"), whole.marks) == (900, ())


def test_a_text_of_nothing_but_quotes_has_few_folds() -> None:
    found = parse(HEAD + b"\n" + b"> a\nb\n" * 20_000)
    assert isinstance(found, Inbound)
    assert len(found.folds) == quotes.MOST_FOLDS


def test_what_no_database_takes_is_replaced_in_little_room() -> None:
    text = "\0\udcff\x80" * 300_000
    tracemalloc.start()
    assert plain(text) == "\ufffd\ufffd\x80" * 300_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10 * len(text)


@pytest.mark.parametrize("name", ["nested multiparts", "many parts"])
def test_limits_are_told(name: str) -> None:
    found = parse(BOMBS[name])
    assert isinstance(found, Inbound)
    assert any("deeper" in mark or "more than" in mark for mark in found.marks)


@pytest.mark.parametrize(("outside", "inside"), [("", "<div>"), ("<b>", "<p>x"), ("<font size=1>", "<table>")])
def test_html_too_deep_to_be_shown_is_refused_in_time_that_grows_with_its_length(outside: str, inside: str) -> None:
    def made(count: int) -> str:
        return outside * (count // 10) + inside * count

    assert growth(lambda html: clean(html, {}, remote_pictures=False), made, 60_000) < MOST
