"""Header values as people wrote them, however their programs put them on the wire."""

import pytest

from regulars.channels.contract import Address
from regulars.channels.email.addresses import addresses
from regulars.channels.email.headers import decoded, message_ids, parameters
from tests.channels.mails import read


def wire(text: str, charset: str = "utf-8") -> str:
    """Raw 8-bit text as the parser hands it on."""
    return text.encode(charset).decode("ascii", "surrogateescape")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Plain words", "Plain words"),
        ("folded\r\n over\r\n\tlines", "folded over lines"),
        ("=?utf-8?Q?Gr=C3=BC=C3=9Fe_aus_K=C3=B6ln?=", "Grüße aus Köln"),
        ("=?UTF-8?B?R3LDvMOfZQ==?= =?UTF-8?B?IGF1cyBLw7Zsbg==?=", "Grüße aus Köln"),
        ("=?utf-8?B?R3LD?=\r\n =?utf-8?B?vMOfZQ==?=", "Grüße"),
        ("=?utf-8?Q?Gr=C3?= =?utf-8?Q?=BC=C3=9Fe?=", "Grüße"),
        ("=?utf-8?B?R3LDvMOfZQ?=", "Grüße"),
        ("=?utf-8?B?R3LDvMOf!ZQ=?=", "Grüße"),
        ("=?x-unknown?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?us-ascii?Q?Gr=FC=DFe?=", "Grüße"),
        ("=?utf-8*de?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?utf-8?Q?Where is it??=", "Where is it?"),
        ("=?iso-2022-jp?B?GyRCR1tBdyRLJEQkJCRGGyhC?=", "配送について"),
        ("=?gb2312?B?xPq6w6Os?= ok", "您好， ok"),
        ("Re: =?utf-8?Q?caf=C3=A9?= (second)", "Re: café (second)"),
        ("=?utf-8?Q?a=00b?=", "a\ufffdb"),
        ("=?utf-8?Q?broken", "=?utf-8?Q?broken"),
        (wire("Zażalenie – café"), "Zażalenie – café"),
        (wire("Größe “40”", "windows-1252"), "Größe “40”"),
    ],
)
def test_a_header_is_decoded(value: str, expected: str) -> None:
    assert decoded(value) == expected


def test_raw_bytes_are_read_in_the_charset_of_the_letter() -> None:
    assert decoded(wire("Вопрос", "koi8-r"), "koi8-r") == "Вопрос"


def test_an_eight_bit_subject_is_read_and_marked() -> None:
    found = read("Größe\n", wire("Subject: Größe passt nicht", "iso-8859-1"))
    assert found.subject == "Größe passt nicht"
    assert "subject is raw 8-bit text" in found.marks


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('attachment; filename="a b.pdf"', {"filename": "a b.pdf"}),
        ("attachment; filename*=utf-8''%C3%9Cber%20uns.pdf", {"filename": "Über uns.pdf"}),
        ('x; name*0="long "; name*1=name.txt', {"name": "long name.txt"}),
        ("x; name*1*=%20end; name*0*=utf-8'de'%C3%9Cber", {"name": "Über end"}),
        ("x; name*0*=utf-8''%C3; name*1*=%9Cber", {"name": "Über"}),
        ('x; name="=?utf-8?Q?=C3=9Cber.pdf?="', {"name": "Über.pdf"}),
        ("x; name==?utf-8?Q?=C3=9Cber.pdf?=", {"name": "Über.pdf"}),
        ("x; name=plain.pdf; name*=utf-8''better.pdf", {"name": "better.pdf"}),
        ('x; name="say \\"hi\\".txt"', {"name": 'say "hi".txt'}),
        ('x; name="open', {"name": "open"}),
        ("x; Charset = UTF-8 ; format=flowed", {"charset": "UTF-8", "format": "flowed"}),
        ("x; name*=''%E4.txt", {"name": "ä.txt"}),
    ],
)
def test_parameters_are_decoded(value: str, expected: dict[str, str]) -> None:
    assert parameters(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Ana Novak <Ana@NordBake.example>", [("Ana Novak", "ana@nordbake.example")]),
        ("ana@nordbake.example", [("", "ana@nordbake.example")]),
        ("<ana@nordbake.example>", [("", "ana@nordbake.example")]),
        ('"Novak, Ana" <ana@nordbake.example>', [("Novak, Ana", "ana@nordbake.example")]),
        ("Novak, Ana <ana@nordbake.example>", [("Novak, Ana", "ana@nordbake.example")]),
        ("ana@nordbake.example (Ana Novak)", [("Ana Novak", "ana@nordbake.example")]),
        ("Ana (the (nice) one) <ana@nordbake.example>", [("Ana", "ana@nordbake.example")]),
        (
            "Us: a@x.example, B <b@x.example>;, c@x.example",
            [("", "a@x.example"), ("B", "b@x.example"), ("", "c@x.example")],
        ),
        ("undisclosed-recipients:;", []),
        ("=?utf-8?Q?M=C3=BCller=2C_Jo?= <jo@x.example>", [("Müller, Jo", "jo@x.example")]),
        ('"=?utf-8?Q?M=C3=BCller?=" <jo@x.example>', [("Müller", "jo@x.example")]),
        ("=?utf-8?Q?Jo_<jo=40x.example>?=", [("Jo", "jo@x.example")]),
        ("ana@x.example <ana@x.example>", [("ana@x.example", "ana@x.example")]),
        ("'Ana' <mailto:ana@x.example>", [("Ana", "ana@x.example")]),
        ("Ana [ana@x.example]", [("Ana", "ana@x.example")]),
        ('"a b"@x.example', [("", '"a b"@x.example')]),
        ("root@[192.0.2.1]", [("", "root@[192.0.2.1]")]),
        ("nobody at all", []),
        ("a@x.example; b@x.example", [("", "a@x.example"), ("", "b@x.example")]),
        ("a@x.example, A@X.example", [("", "a@x.example")]),
        ('"open <a@x.example>', [("open", "a@x.example")]),
        ("", []),
    ],
)
def test_addresses_are_found(value: str, expected: list[tuple[str, str]]) -> None:
    assert addresses([value]) == tuple(Address(*one) for one in expected)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("<a@b>", ("a@b",)),
        ("<a@b>\r\n <c@d>\t<a@b>", ("a@b", "c@d")),
        ("Message of Monday <a@b> (sic) <c@d", ("a@b",)),
        ("<a\r\n @b >", ("a@b",)),
        ("a@b, c@d", ("a@b", "c@d")),
        ("no id here", ()),
        ("<>", ()),
    ],
)
def test_message_ids_are_found(value: str, expected: tuple[str, ...]) -> None:
    assert message_ids(value) == expected


def test_a_very_long_id_is_shortened_alike_everywhere() -> None:
    long = "x" * 900 + "@b"
    own = read("hi\n", f"Message-ID: <{long}>")
    answer = read("hi\n", f"In-Reply-To: <{long}>")
    assert answer.in_reply_to == (own.message_id,)
    assert len(own.message_id) <= 250


def test_a_missing_id_is_derived_from_the_content() -> None:
    found = read("hi\n", "Message-ID: ")
    assert found.id_was_missing
    assert found.message_id == found.fingerprint[:32] + "@derived.regulars"


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (["From: junk", "Sender: s@x.example"], "s@x.example"),
        (["From: ", "Reply-To: r@x.example"], "r@x.example"),
        (["From: ", "Return-Path: <p@x.example>"], "p@x.example"),
        (["From: ", "Return-Path: <>"], None),
        (["From: l@x.example", "X-Original-From: a@x.example", "List-Id: <l.x.example>"], "a@x.example"),
        (["From: l@x.example", "List-Id: <l.x.example>"], "l@x.example"),
        (["From: s@x.example", "X-Original-From: a@x.example"], "s@x.example"),
    ],
)
def test_the_sender_is_taken_from_the_next_best_header(headers: list[str], expected: str | None) -> None:
    found = read("hi\n", *headers)
    assert (found.sender.email if found.sender else None) == expected


def test_where_it_was_delivered() -> None:
    found = read(
        "hi\n",
        "Delivered-To: Help@Desk.example",
        "X-Original-To: <sales@desk.example>",
        "Envelope-To: help@desk.example",
    )
    assert found.delivered_to == ("help@desk.example", "sales@desk.example")


def test_a_junk_line_among_the_headers_does_not_hide_the_sender() -> None:
    broken = "Received: x\nthis is no header\nFrom  : ana@nordbake.example\nSubject: hi"
    found = read("the letter\n", broken, sender="")
    assert found.sender is not None
    assert "broken header lines passed over" in found.marks
    assert found.text == "the letter\n"
