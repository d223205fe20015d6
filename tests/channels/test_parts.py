"""Which parts are the letter and which are files, and that no byte of a file changes."""

import base64
import hashlib

import pytest

from regulars.channels.email import html_of
from regulars.channels.email.parts import safe_name
from tests.channels.mails import PLAIN, raw_mail, read, several

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def attached(name: str, content: bytes, kind: str = "application/pdf", *headers: str) -> str:
    """An attachment in base64 as one part of a multipart."""
    head = [f"Content-Type: {kind}", "Content-Transfer-Encoding: base64"]
    head += headers or [f'Content-Disposition: attachment; filename="{name}"']
    return "\n".join(head) + "\n\n" + base64.encodebytes(content).decode().rstrip("\n")


def test_the_plain_alternative_is_the_text() -> None:
    body, kind = several("alternative", f"{PLAIN}\n\nplain words", "Content-Type: text/html\n\n<p>rich words")
    found = read(body, kind)
    assert found.text == "plain words"
    assert found.has_html
    assert found.files == ()


def test_an_empty_plain_alternative_gives_way_to_the_html() -> None:
    body, kind = several("alternative", f"{PLAIN}\n\n  \n", "Content-Type: text/html\n\n<p>rich words</p>")
    assert read(body, kind).text == "rich words"


def test_several_inline_texts_are_joined() -> None:
    body, kind = several(
        "mixed",
        f"{PLAIN}\n\none\n",
        attached("a.pdf", b"x"),
        f"{PLAIN}\n\ntwo\n",
        "Content-Type: text/html\n\n<b>three</b>",
    )
    found = read(body, kind)
    assert found.text.split("\n\n") == ["one", "two", "three"]
    assert [one.name for one in found.files] == ["a.pdf"]


def test_the_text_is_whole_with_quotes_and_lf() -> None:
    found = read(b"One\r\n> quoted\r\nTwo\rThree\r\n", PLAIN)
    assert found.text == "One\n> quoted\nTwo\nThree\n"


def test_files_keep_every_byte() -> None:
    content = bytes(range(256)) * 40 + b"\r\n\n\r"
    body, kind = several("mixed", f"{PLAIN}\n\nsee file", attached("a.bin", content))
    assert read(body, kind).files[0].content == content
    crlf = read(body.replace("\n", "\r\n"), kind)
    assert hashlib.sha256(crlf.files[0].content).digest() == hashlib.sha256(content).digest()


def test_an_empty_letter_with_a_file_is_still_a_letter() -> None:
    found = read(*several("mixed", f"{PLAIN}\n\n", attached("a.pdf", b"x")))
    assert found.text.strip() == ""
    assert len(found.files) == 1


def test_a_mail_that_is_only_a_file() -> None:
    found = read(base64.encodebytes(PNG), "Content-Type: image/png; name=pic.png", "Content-Transfer-Encoding: base64")
    assert (found.text, found.files[0].name, found.files[0].content) == ("", "pic.png", PNG)


@pytest.mark.parametrize("shown", [True, False])
def test_a_picture_is_inline_only_where_the_html_shows_it(shown: bool) -> None:
    html = '<p>look <img src="cid:pic1@x">' if shown else "<p>look"
    picture = attached(
        "p.png", PNG, "image/png", "Content-ID: <pic1@x>", 'Content-Disposition: inline; filename="p.png"'
    )
    found = read(*several("related", f"Content-Type: text/html\n\n{html}", picture))
    assert [(one.name, one.content_id, one.inline, one.content) for one in found.files] == [
        ("p.png", "pic1@x", shown, PNG)
    ]


def test_a_text_attachment_stays_a_file() -> None:
    note = (
        'Content-Type: text/plain; name="log.txt"\nContent-Disposition: attachment; filename="log.txt"\n\nlines\nof log'
    )
    found = read(*several("mixed", f"{PLAIN}\n\nsee log", note))
    assert found.text == "see log"
    assert found.files[0].content == b"lines\nof log"


def test_an_invitation_is_a_file() -> None:
    invite = "Content-Type: text/calendar; method=REQUEST; charset=utf-8\n\nBEGIN:VCALENDAR\nEND:VCALENDAR"
    found = read(*several("alternative", f"{PLAIN}\n\ncome", invite))
    assert found.text == "come"
    assert [(one.name, one.content_type) for one in found.files] == [("invite.ics", "text/calendar")]


def test_a_nested_mail_is_a_file_with_its_exact_bytes() -> None:
    inner = "From: b@x.example\nSubject: =?utf-8?Q?Angebot_=C3=BCber/unter?=\nX-Odd:   kept  \n"
    inner += "\ninner text\n\n--not a boundary\n"
    found = read(*several("mixed", f"{PLAIN}\n\nsee mail", f"Content-Type: message/rfc822\n\n{inner}"))
    assert "inner text" not in found.text
    assert found.files[0].name == "Angebot über unter.eml"
    assert found.files[0].content == inner.encode()


def test_a_missing_end_boundary_loses_nothing() -> None:
    body, kind = several("mixed", f"{PLAIN}\n\none", attached("a.pdf", b"content"))
    found = read(body.replace("--b0--\n", ""), kind)
    assert found.text == "one"
    assert found.files[0].content == b"content"


@pytest.mark.parametrize("kind", ["Content-Type: multipart/mixed", "Content-Type: multipart/mixed; boundary=other"])
def test_a_wrong_boundary_is_taken_from_the_body(kind: str) -> None:
    body, _ = several("mixed", f"{PLAIN}\n\none", attached("a.pdf", b"content"))
    found = read(body, kind)
    assert found.text == "one"
    assert found.files[0].content == b"content"
    assert "boundary taken from the body" in found.marks


def test_a_multipart_without_parts_shows_its_text() -> None:
    assert read("just words\n", "Content-Type: multipart/mixed; boundary=x").text == "just words\n"


@pytest.mark.parametrize(
    ("coded", "content"),
    [
        ("aGVsbG8gd29ybGQ", b"hello world"),
        ("aGVs!bG8gd29y bGQ=", b"hello world"),
        ("aGVsbG8g\nd29ybGQ=Z", b"hello world"),
        ("@@", b""),
    ],
)
def test_damaged_base64_is_kept_as_far_as_it_goes(coded: str, content: bytes) -> None:
    part = f'Content-Type: application/pdf; name="x.pdf"\nContent-Transfer-Encoding: base64\n\n{coded}'
    found = read(*several("mixed", f"{PLAIN}\n\nthe letter", part))
    assert found.text == "the letter"
    assert found.files[0].content == content
    assert any("base64" in mark for mark in found.marks)


def test_uuencoded_and_quoted_printable_content() -> None:
    import binascii

    lines = b"begin 644 x.bin\n" + binascii.b2a_uu(b"uu content") + b"`\nend\n"
    found = read(lines, "Content-Type: application/octet-stream", "Content-Transfer-Encoding: x-uuencode")
    assert found.files[0].content == b"uu content"
    assert (
        read(b"caf=C3=A9 =\nau lait\n", PLAIN, "Content-Transfer-Encoding: quoted-printable").text == "café au lait\n"
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("a.pdf", "a.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ana\\a.pdf", "a.pdf"),
        ("..", "x.bin"),
        ("", "x.bin"),
        (" / ", "x.bin"),
        ("a\0\r\nb.pdf", "ab.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        (".htaccess", ".htaccess"),
        ("x" * 400 + ".pdf", "x" * 146 + ".pdf"),
        ("Überweisung 1.bin", "Überweisung 1.bin"),
    ],
)
def test_a_file_name_is_safe(given: str, expected: str) -> None:
    assert safe_name(given, "x.bin") == expected


def test_html_becomes_readable_text() -> None:
    html = (
        "<html><head><title>t</title><style>p{color:red}</style></head><body><!-- secret -->"
        "<p>Hello&nbsp;&amp; <b>hi</b></p>"
        "<ul><li>one</li><li>two</li></ul><script>alert(1)</script><table><tr><td>a</td><td>b</td></tr></table>"
        '<a href="https://x.example/order">your order</a><br>end'
        "<blockquote>On Monday<p>old words</p></blockquote></body></html>"
    )
    found = read(html, "Content-Type: text/html; charset=utf-8")
    assert found.text == (
        "Hello & hi\n\n- one\n- two\na b\nyour order <https://x.example/order>\nend\n\n> On Monday\n>\n> old words"
    )
    assert [fold.kind for fold in found.folds] == ["quote"]


@pytest.mark.parametrize("html", ["<p>a < b and c > d</p>", "<p>a &lt; b and c &gt; d"])
def test_stray_signs_are_text(html: str) -> None:
    assert read(html, "Content-Type: text/html").text == "a < b and c > d"


@pytest.mark.parametrize(
    "html", ["<!-- open <p>words", "<style>x</style>words", "<head><p>words", "<body><title>words"]
)
def test_unclosed_markup_does_not_hide_the_letter(html: str) -> None:
    assert "words" in read(html, "Content-Type: text/html").text


@pytest.mark.parametrize(
    "html",
    [
        "<script>evil()</script>ok",
        "<style>evil()",
        "ok<script>evil()",
        "<SCRIPT >evil()</SCRIPT\n>ok",
        "<svg><text>evil()</text></svg>ok",
    ],
)
def test_scripts_and_styles_are_no_text(html: str) -> None:
    assert "evil" not in read(html, "Content-Type: text/html").text


def test_our_markers_are_found_in_text_quotes_and_hidden_html() -> None:
    html = "<p>x</p><div style=display:none>[regulars:hidden-one]</div>"
    body, kind = several(
        "alternative",
        f"{PLAIN}\n\nhi\n> [regulars:quoted-1] [regulars:short]\n[regulars:quoted-1]",
        f"Content-Type: text/html\n\n{html}",
    )
    assert read(body, kind).body_markers == ("quoted-1", "hidden-one")


def test_the_html_itself_can_be_had() -> None:
    html = "<p>Größe</p>"
    body, kind = several("alternative", f"{PLAIN}\n\nplain", f"Content-Type: text/html; charset=us-ascii\n\n{html}")
    assert html_of(raw_mail(body, kind)) == html
    assert html_of(raw_mail("plain")) is None
