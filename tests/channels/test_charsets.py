"""Text from bytes whose label is missing, unknown or wrong; each repair is told."""

import pytest

from regulars.channels.email.charsets import codec_of, text_of
from tests.channels.mails import read

WESTERN = "Die Größe “40” passt nicht – 25 €"
RUSSIAN = "Добрый день, верните пожалуйста деньги за посылку, она пришла повреждённой"
JAPANESE = "注文した商品がまだ届きません。配送についての質問です"


@pytest.mark.parametrize(
    ("text", "real", "label", "repaired"),
    [
        (WESTERN, "utf-8", "utf-8", ""),
        (WESTERN, "utf-8", "us-ascii", "utf-8"),
        (WESTERN, "utf-8", "iso-8859-1", "utf-8"),
        (WESTERN, "utf-8", "windows-1252", "utf-8"),
        (WESTERN, "utf-8", "", "utf-8"),
        (WESTERN, "windows-1252", "", "windows-1252"),
        (WESTERN, "windows-1252", "us-ascii", "windows-1252"),
        (WESTERN, "windows-1252", "iso-8859-1", "windows-1252"),
        (WESTERN, "windows-1252", "utf-8", "windows-1252"),
        ("Größe", "iso-8859-1", "utf-8", "windows-1252"),
        ("naïve façade à côté", "iso-8859-1", "x-unknown", "windows-1252"),
        ("l'été", "iso-8859-1", "default", "windows-1252"),
        ("Proszę o zwrot pieniędzy, źle działa łącznik", "iso-8859-2", "iso-8859-2", ""),
        ("Proszę o zwrot pieniędzy, źle działa łącznik", "windows-1250", "", "windows-1250"),
        (RUSSIAN, "windows-1251", "windows-1251", ""),
        (RUSSIAN, "windows-1251", "", "windows-1251"),
        (RUSSIAN, "koi8-r", "", "koi8-r"),
        (RUSSIAN, "koi8-r", "koi8-r", ""),
        (RUSSIAN, "utf-8", "koi8-r", "utf-8"),
        (JAPANESE, "iso-2022-jp", "", "iso-2022-jp"),
        (JAPANESE, "iso-2022-jp", "iso-2022-jp", ""),
        (JAPANESE, "iso-2022-jp", "us-ascii", "iso-2022-jp"),
        (JAPANESE, "shift_jis", "x-sjis", ""),
        (JAPANESE, "cp932", "", "cp932"),
        (JAPANESE, "euc_jp", "", "euc-jp"),
        ("您好，我的包裹还没有收到，请帮我查一下订单", "gb18030", "", "gb18030"),
        ("請問我的訂單什麼時候到貨，謝謝您的幫忙", "big5", "", "big5"),
        ("主題：朱镕基", "gb18030", "gb2312", "gb18030"),
        ("주문한 상품이 아직 도착하지 않았습니다", "cp949", "ks_c_5601-1987", ""),
        ("주문한 상품이 아직 도착하지 않았습니다. 확인 부탁드립니다", "cp949", "", "cp949"),
        ("똠방각하", "cp949", "euc-kr", "cp949"),
        ("Grüße ☕", "utf-7", "utf-7", ""),
        ("Grüße ☕", "utf-16", "", "utf-16"),
        ("café", "utf-8", "utf-8mb4; x", "utf-8"),
    ],
)
def test_text_is_read_from_its_bytes(text: str, real: str, label: str, repaired: str) -> None:
    assert text_of(text.encode(real), label) == (text, repaired)


def test_a_cut_letter_does_not_change_the_charset() -> None:
    text, repaired = text_of("Grüße aus Köln über Nürnberg".encode()[:-9] + b"\xc3", "utf-8")
    assert text.startswith("Grüße aus Köln")
    assert repaired == "utf-8 with gaps"


@pytest.mark.parametrize(
    "label", ["idna", "punycode", "unicode_escape", "hex", "rot13", "zip", "\0", "ä", "../x", "x" * 5000]
)
def test_what_is_no_charset_is_never_used(label: str) -> None:
    assert codec_of(label) == ""
    assert text_of(b"caf\xe9 \\u0041", label)[0] == "café \\u0041"


@pytest.mark.parametrize("raw", [b"a\0b", b"+2AA-", b"\xed\xa0\x80"])
@pytest.mark.parametrize("label", ["utf-7", "utf-8", "utf-16", "", "iso-2022-jp"])
def test_no_text_holds_what_a_database_refuses(raw: bytes, label: str) -> None:
    text = text_of(raw, label)[0]
    text.encode("utf-8")
    assert "\0" not in text


def test_a_repair_is_told() -> None:
    found = read("Größe\n", "Content-Type: text/plain; charset=us-ascii")
    assert found.text == "Größe\n"
    assert found.marks == ("charset repaired: us-ascii -> utf-8",)


def test_a_right_label_leaves_no_mark() -> None:
    assert read("Größe\n", "Content-Type: text/plain; charset=utf-8").marks == ()
