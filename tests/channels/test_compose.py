"""Composed mail, read again by our own reader and by the standard library's: what was typed, and nothing else."""

import email
import email.policy
import re
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.channels.contract import Address, File, Inbound
from regulars.channels.email import html_of, parse
from regulars.channels.email.compose import Letter, Quoted, clean, compose
from regulars.channels.email.compose_headers import one_line
from regulars.channels.email.compose_text import html_of_text

DATE = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ANA, BORIS = Address("Ana Novak", "ana@nordbake.example"), Address("Boris Okafor", "boris@veloworks.example")
LETTER = Letter(
    "regulars.x.1@desk.example", DATE, Address("Ada Byrne", "help@desk.example"), (ANA,), subject="Hello", text="Hello."
)
# Whatever can be typed or pasted, line ends of all kinds among it.
TYPED = st.text(st.characters(codec="utf-8"), max_size=200)
LINES = st.lists(
    st.sampled_from(
        ["Subject: x", "", ".", "..", "From me", "> quoted", "-- ", "a" * 1500, "ü" * 600, "- one", "* two *", "*b*"]
    ),
    max_size=8,
).map("\n".join)
WORDS = st.one_of(
    TYPED,
    LINES,
    st.sampled_from(
        ["a\r\nBcc: eve@x.example", "=?utf-8?q?x?=", '"', "\\", "a, b; c", "x@y.example", " ", "漢字" * 60]
    ),
)


def read(raw: bytes) -> tuple[Inbound, EmailMessage]:
    """By both readers."""
    ours = parse(raw)
    assert isinstance(ours, Inbound)
    theirs = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(theirs, EmailMessage)
    return ours, theirs


def is_well_made(raw: bytes) -> None:
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)|\0", raw)
    assert raw.endswith(b"\r\n")
    assert raw.isascii()


def words_of(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.slow
@settings(max_examples=40)
@given(WORDS, WORDS, WORDS, WORDS)
def test_whatever_is_typed_comes_through(name: str, subject: str, text: str, file: str) -> None:
    # As long as a column holds.
    subject = subject[:998]
    letter = replace(
        LETTER,
        sender=Address(name, "help@desk.example"),
        cc=(Address(subject, "boris@veloworks.example"),),
        subject=subject,
        text=text,
        files=(File(file, "application/pdf", text.encode()),),
    )
    raw = compose(letter)
    is_well_made(raw)
    ours, theirs = read(raw)
    assert [one.email for one in (*ours.to, *ours.cc)] == ["ana@nordbake.example", "boris@veloworks.example"]
    assert ours.sender is not None
    assert ours.sender.email == "help@desk.example"
    head = [key.lower() for key in theirs]
    assert sorted(head) == sorted(set(head))
    assert not {"bcc", "list-unsubscribe"} & set(head)
    assert words_of(ours.subject) == words_of(one_line(subject))
    assert words_of(str(theirs["Subject"])) == words_of(one_line(subject))
    assert ours.text.rstrip("\n") == clean(text).rstrip("\n")
    body = theirs.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n").rstrip("\n") == clean(text).rstrip("\n")
    assert [one.content for one in ours.files] == [text.encode()]


@settings(max_examples=40)
@given(st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=60))
def test_names_come_through(name: str) -> None:
    name = one_line(name)
    ours, theirs = read(compose(replace(LETTER, sender=Address(name, "help@desk.example"))))
    assert ours.sender is not None
    # Our reader takes quotes and brackets around a name away.
    assert ours.sender.name == name or set(name[0] + name[-1]) & set("'\"[]")
    # The standard library puts a blank between the words of a long name.
    assert theirs["From"].addresses[0].display_name.replace(" ", "") == name.replace(" ", "")


@pytest.mark.parametrize(
    "name", ["Größe — 図.pdf", "a b.txt", "x" * 200 + ".pdf", "é" * 120 + ".pdf", 'quo"te.pdf', "100%.pdf"]
)
def test_names_of_files(name: str) -> None:
    ours, theirs = read(compose(replace(LETTER, files=(File(name, "application/pdf", b"%PDF"),))))
    assert [one.get_filename() for one in theirs.iter_attachments()] == [name]
    assert ours.files[0].name[:100] == name[:100]


def test_a_mail_goes_along_without_its_kind() -> None:
    ours, _ = read(compose(replace(LETTER, files=(File("old.eml", "message/rfc822", b"Subject: a\r\n\r\nb"),))))
    assert (ours.files[0].content_type, ours.files[0].content) == ("application/octet-stream", b"Subject: a\r\n\r\nb")


def test_a_kind_cannot_begin_another_field() -> None:
    made = compose(replace(LETTER, files=(File("a.txt", "text/plain\n", b"hello"),)))
    assert b"\n" not in made.replace(b"\r\n", b"")
    ours, _ = read(made)
    assert (ours.files[0].name, ours.files[0].content) == ("a.txt", b"hello")


def test_a_mail_for_hidden_readers_only_names_an_empty_group() -> None:
    ours, theirs = read(compose(replace(LETTER, to=(), cc=())))
    assert (ours.to, theirs["To"].groups[0].display_name) == ((), "undisclosed-recipients")
    ours, theirs = read(compose(replace(LETTER, to=(), cc=(Address("", "ana@nordbake.example"),))))
    assert theirs["To"] is None


@pytest.mark.parametrize(
    "address",
    ["a b@x.example", "a\r\n@x.example", "a@x.example\r\nBcc: b@c", "<a@b>", "a", "@x.example", "a..b@x.example"],
)
def test_what_is_no_address_is_an_error(address: str) -> None:
    with pytest.raises(ValueError):
        compose(replace(LETTER, to=(Address("", address),)))


@pytest.mark.parametrize("wrong", ["a b@c", "a@b>\r\nBcc: x", "", "x" * 300])
def test_what_is_no_id_is_an_error(wrong: str) -> None:
    with pytest.raises(ValueError):
        compose(replace(LETTER, references=(wrong,)))


def test_signature_and_quote_lie_below_and_are_folded() -> None:
    quoted = Quoted("On Fri, 20 Nov 2026 10:00 UTC, Ana Novak wrote:", "It does not boil.\n\n> Does it boil?")
    ours, _ = read(compose(replace(LETTER, text="Thank you.", signature="Ada\nDesk", quoted=quoted)))
    assert ours.text.startswith("Thank you.\n\n-- \nAda\nDesk\n\nOn Fri")
    assert ours.text.rstrip().endswith("> It does not boil.\n>\n>> Does it boil?")
    assert [fold.kind for fold in ours.folds] == ["signature", "quote"]


def test_a_long_chain_is_folded_and_kept() -> None:
    chain = tuple(f"{number}.{'x' * 100}@nordbake.example" for number in range(20))
    ours, _ = read(compose(replace(LETTER, references=chain, in_reply_to=chain[-1], reply_to="help+t-1@desk.example")))
    assert (ours.references, ours.in_reply_to) == (chain, (chain[-1],))
    assert ours.reply_to[0].email == "help+t-1@desk.example"


def test_what_the_desk_writes_by_itself_says_so() -> None:
    raw = compose(replace(LETTER, automatic="auto-replied"))
    ours, theirs = read(raw)
    assert ours.automatic is not None
    assert ours.automatic.kind == "loop"
    assert (theirs["Auto-Submitted"], theirs["X-Auto-Response-Suppress"]) == ("auto-replied", "All")
    person, _ = read(compose(LETTER))
    assert person.automatic is None


def test_letters_beyond_ascii_in_an_address_stay() -> None:
    raw = compose(replace(LETTER, to=(Address("", "änne@nordbake.example"),)))
    assert "änne@nordbake.example".encode() in raw


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a *bold* b\nc", "<p>a <b>bold</b> b<br>\nc</p>"),
        ("2 * 3 * 4", "<p>2 * 3 * 4</p>"),
        ("- one\n- two", "<ul><li>one</li><li>two</li></ul>"),
        ("Do:\n3. one\n4. two", '<p>Do:</p>\n<ol start="3"><li>one</li><li>two</li></ol>'),
        ("<b>&", "<p>&lt;b&gt;&amp;</p>"),
        (
            "see https://x.example/?a=1&b=2.",
            '<p>see <a href="https://x.example/?a=1&amp;b=2">https://x.example/?a=1&amp;b=2</a>.</p>',
        ),
    ],
)
def test_light_marks(text: str, html: str) -> None:
    assert html_of_text(text) == html


@settings(max_examples=40)
@given(WORDS)
def test_nobody_types_markup(text: str) -> None:
    made = html_of(compose(replace(LETTER, text=f"<script>{text}</script>")))
    assert made is not None
    tags = set(re.findall(r"<\s*/?([a-zA-Z!]+)", made.partition("<body>")[2]))
    assert tags <= {"p", "br", "ul", "ol", "li", "b", "a", "body", "html"}
