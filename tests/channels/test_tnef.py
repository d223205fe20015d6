"""winmail.dat opened: files byte for byte, the letter where the mail has no other."""

import base64
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.channels.email import bodies, tnef
from regulars.channels.email.rtf import text_of_rtf, unpacked
from tests.channels.mails import PLAIN, read, several

SIGNATURE = b"\x78\x9f\x3e\x22\x01\x00"


def attribute(number: int, content: bytes, level: int = 1) -> bytes:
    return struct.pack("<BII", level, number, len(content)) + content + struct.pack("<H", sum(content) & 0xFFFF)


def properties(*values: tuple[int, int, bytes]) -> bytes:
    """MAPI properties as (type, number, value), with the strings' length and padding."""
    made = struct.pack("<I", len(values))
    for kind, number, value in values:
        made += struct.pack("<HH", kind, number)
        if kind in (tnef.STRING8, tnef.UNICODE, tnef.BINARY, tnef.OBJECT):
            made += struct.pack("<II", 1, len(value)) + value + b"\0" * (-len(value) % 4)
        else:
            made += value
    return made


def wide(text: str) -> bytes:
    return (text + "\0").encode("utf-16-le")


def attachment(name: str, content: bytes) -> bytes:
    return (
        attribute(tnef.NEW_ATTACHMENT, b"\0" * 14, 2)
        + attribute(tnef.TITLE, b"SHORT~1.BIN\0", 2)
        + attribute(tnef.CONTENT, content, 2)
        + attribute(
            tnef.ATTACHMENT_PROPERTIES,
            properties((tnef.UNICODE, tnef.PR_LONG_NAME, wide(name)), (3, 0x3705, b"\1\0\0\0")),
            2,
        )
    )


CONTENT = bytes(range(256)) * 3
MAIL_WITH_FILES = (
    SIGNATURE
    + attribute(tnef.CODEPAGE, struct.pack("<II", 1252, 0))
    + attachment("Überweisung.bin", CONTENT)
    + attachment("../b.txt", b"b")
)


def mail_of(packed: bytes, letter: str = "") -> tuple[str, str]:
    part = "Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n"
    return several("mixed", f"{PLAIN}\n\n{letter}", part + base64.encodebytes(packed).decode())


def test_files_come_out_byte_for_byte_and_the_envelope_stays() -> None:
    found = read(*mail_of(MAIL_WITH_FILES, "see files"))
    assert [one.name for one in found.files] == ["winmail.dat", "Überweisung.bin", "b.txt"]
    assert [one.content for one in found.files] == [MAIL_WITH_FILES, CONTENT, b"b"]
    assert found.text == "see files"
    assert "winmail.dat opened" in found.marks


RTF = rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}\pard Gr\'fc\'dfe \u9749? aus\par K\'f6ln}"
RAW_RTF = struct.pack("<III", len(RTF) + 12, len(RTF), 0x414C454D) + b"\0\0\0\0" + RTF


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ([(tnef.UNICODE, tnef.PR_BODY, wide("Grüße\r\naus Köln"))], "Grüße\naus Köln"),
        (
            [(tnef.BINARY, tnef.PR_HTML, "<p>Grüße</p>".encode("cp1252")), (3, tnef.PR_CPID, struct.pack("<I", 1252))],
            "Grüße",
        ),
        ([(tnef.BINARY, tnef.PR_RTF, RAW_RTF)], "Grüße ☕ aus\nKöln"),
    ],
)
def test_the_letter_is_taken_from_the_envelope(values: list[tuple[int, int, bytes]], text: str) -> None:
    packed = SIGNATURE + attribute(tnef.MESSAGE_PROPERTIES, properties(*values))
    assert read(*mail_of(packed)).text == text
    assert read(*mail_of(packed, "own words")).text == "own words"


def test_a_nested_message_gives_its_files() -> None:
    inner = properties((tnef.OBJECT, tnef.PR_CONTENT, b"\0" * 16 + MAIL_WITH_FILES))
    packed = SIGNATURE + attribute(tnef.NEW_ATTACHMENT, b"", 2) + attribute(tnef.ATTACHMENT_PROPERTIES, inner, 2)
    assert [one.name for one in tnef.opened(packed).files] == ["Überweisung.bin", "b.txt"]


def test_damage_is_told_and_the_rest_kept() -> None:
    found = read(*mail_of(MAIL_WITH_FILES[:-30], "see files"))
    assert found.files[1].content == CONTENT
    assert any("damaged" in mark for mark in found.marks)


def test_compressed_rich_text() -> None:
    """The example of MS-OXRTFCP section 3.1.1, and its crossing example of section 3.1.2."""
    simple = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
    )
    crossing = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")
    assert unpacked(simple) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    assert unpacked(crossing) == b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"


def test_html_wrapped_in_rich_text_gives_its_text() -> None:
    rtf = rb"{\rtf1\ansi\fromhtml1{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Hello {\*\htmltag84 <b>}there"
    rtf += rb"\htmlrtf }\htmlrtf0 }"
    assert text_of_rtf(rtf) == "Hello there"


@given(st.binary(max_size=300), st.integers(0, len(MAIL_WITH_FILES)))
def test_nothing_raises(junk: bytes, cut: int) -> None:
    for raw in (
        junk,
        SIGNATURE + junk,
        MAIL_WITH_FILES[:cut] + junk,
        SIGNATURE + attribute(tnef.MESSAGE_PROPERTIES, junk),
    ):
        tnef.opened(raw)
    unpacked(junk)
    text_of_rtf(junk).encode()


def test_a_mail_full_of_winmail_dat_does_not_become_files_without_end() -> None:
    packed = SIGNATURE + b"".join(attachment(f"{number}.txt", b"%d" % number) for number in range(tnef.MOST_FILES))
    part = "Content-Type: application/ms-tnef\nContent-Transfer-Encoding: base64\n\n"
    found = read(*several("mixed", *[part + base64.encodebytes(packed).decode()] * 10))
    assert len(found.files) <= bodies.MOST_FILES + 10
    assert bodies.TOO_MANY_FILES in found.marks
