"""Bytes to text, whatever the label says: a label may be missing, unknown, an alias, too narrow or plainly wrong."""

import codecs
import re
from collections import Counter
from encodings.aliases import aliases
from functools import lru_cache

from charset_normalizer import from_bytes

# Wider sets that writers mean when they give the narrow name (WHATWG Encoding Standard, section 4.2).
WIDER = {
    "ascii": "utf-8",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "iso2022_jp": "iso2022_jp_ext",
}
ALIASES = {
    "x_sjis": "cp932",
    "x_ms_cp932": "cp932",
    "windows_31j": "cp932",
    "shift_jisx0213": "shift_jisx0213",
    "ks_c_5601": "cp949",
    "ks_c_5601_1987": "cp949",
    "ks_c_5601_1989": "cp949",
    "x_windows_949": "cp949",
    "windows_949": "cp949",
    "x_euc_jp": "euc_jp",
    "x_euc_kr": "cp949",
    "x_gbk": "gb18030",
    "gb_2312_80": "gb18030",
    "x_big5": "big5",
    "cn_big5": "big5",
    "iso_8859_8_i": "iso8859_8",
    "iso_8859_8_e": "iso8859_8",
    "logical": "iso8859_8",
    "x_mac_roman": "mac_roman",
    "macintosh": "mac_roman",
    "x_cp1250": "cp1250",
    "x_cp1251": "cp1251",
    "x_cp1252": "cp1252",
    "utf8mb4": "utf_8",
    "unicode_1_1_utf_8": "utf_8",
    "unicode_1_1_utf_7": "utf_7",
    "windows_874": "cp874",
    "x_windows_874": "cp874",
    "koi8": "koi8_r",
    "koi": "koi8_r",
    "latin_1": "latin_1",
    "visual": "iso8859_8",
}
# Codecs that are no charsets, or cost more than linear time on hostile input (idna, punycode).
REFUSED = frozenset(
    "idna punycode unicode_escape raw_unicode_escape undefined mbcs oem unicode_internal"
    " base64_codec bz2_codec hex_codec quopri_codec rot_13 uu_codec zlib_codec".split()
)
# A fixed list, because the interpreter remembers every unknown codec name it was ever asked for.
KNOWN = frozenset(name for pair in aliases.items() for name in pair if pair[1] not in REFUSED) - REFUSED
WESTERN = frozenset(("ascii", "iso8859-1", "iso8859-15", "cp1252"))
SINGLE = re.compile(r"iso8859|cp125|koi8|mac-|cp8|cp437|tis")
CONTROLS = re.compile(r"[\x80-\x9f]")
UNSAFE = re.compile("[\0\ud800-\udfff]")
REPLACEMENT = "\ufffd"
REPLACED = dict.fromkeys((0, *range(0xD800, 0xE000)), REPLACEMENT)


def plain(text: str) -> str:
    """The text without NUL and lone surrogates, which databases and encoders refuse."""
    if text.isascii() and "\0" not in text:
        return text
    # A pattern that replaces keeps each piece between: forty times the size of a text that is all of these.
    return text.translate(REPLACED) if UNSAFE.search(text) else text


@lru_cache(maxsize=512)
def codec_of(label: str) -> str:
    """Python's name of the charset, or "" where the label is unknown or names no charset."""
    key = re.sub(r"[\s:.\-]+", "_", label.strip(" \t\r\n\"'<>;,").lower().partition("*")[0])
    if key.startswith(("_iso", "cs", "x_")) and key not in ALIASES and key not in KNOWN:
        key = key.lstrip("_").removeprefix("cs").removeprefix("x_")
    key = ALIASES.get(key, key)
    if key.startswith("windows_"):
        key = "cp" + key.removeprefix("windows_")
    if key not in KNOWN and key not in ALIASES.values():
        return ""
    try:
        return "" if key in REFUSED else codecs.lookup(key).name
    except (LookupError, ValueError):
        return ""


def text_of(raw: bytes, label: str) -> tuple[str, str]:
    """The text, and the charset it was read with instead of the label's ("" where the label was right).

    Nothing raises; what no charset explains becomes U+FFFD. ASCII bytes are taken as they are under any
    ASCII-compatible label. Source: RFC 2045 section 5.2 for the default, WHATWG Encoding for the wider sets.
    """
    if raw.isascii() and not _stateful(raw, label):
        return plain(raw.decode("ascii")), ""
    codec = codec_of(label) if label else ""
    if not codec or (b"\x1b$" in raw and not codec.startswith("iso2022")):
        return _guessed(raw)
    try:
        text = raw.decode(codec)
    except (UnicodeError, ValueError):
        return _repaired(raw, codec)
    return _doubted(raw, codec, text)


def _stateful(raw: bytes, label: str) -> bool:
    return b"\x1b" in raw or label[:5].lower() in ("utf-7", "utf-1", "utf-3", "hz-gb") or codec_of(label) == "hz"


def _doubted(raw: bytes, codec: str, text: str) -> tuple[str, str]:
    """Single-byte charsets never fail to decode, so look whether the result makes sense."""
    if SINGLE.match(codec):
        if (utf8 := _utf8(raw)) is not None and (codec in WESTERN or len(raw) - len(utf8) > 5):
            return plain(utf8), "utf-8"
        wider = WIDER.get(codec, "")
        if wider and CONTROLS.search(text):
            return plain(raw.decode(wider, "replace")), wider.replace("cp", "windows-")
    return plain(text), ""


def _utf8(raw: bytes) -> str | None:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _repaired(raw: bytes, codec: str) -> tuple[str, str]:
    """The label's own codec failed: its wider set, a cut-off ending, then a guess."""
    wider = WIDER.get(codec)
    if wider:
        try:
            return plain(raw.decode(wider)), wider
        except (UnicodeError, ValueError):
            pass
    text = raw.decode(codec, "replace")
    lost = text.count(REPLACEMENT)
    if lost * 20 < len(raw) - raw.count(b" ") and codec not in WESTERN and _foreign(text) > lost * 3:
        return plain(text), codec + " with gaps"
    return _guessed(raw)


def _foreign(text: str) -> int:
    return sum(1 for c in text if c > "\x7f" and c != REPLACEMENT)


def _guessed(raw: bytes) -> tuple[str, str]:
    if b"\x1b$" in raw or b"\x1b(J" in raw or b"\x1b(I" in raw:
        codec = "iso2022_kr" if b"\x1b$)C" in raw else "iso2022_jp_ext"
        return plain(raw.decode(codec, "replace")), "iso-2022-kr" if codec == "iso2022_kr" else "iso-2022-jp"
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return plain(raw.decode("utf-16", "replace")), "utf-16"
    if (utf8 := _utf8(raw)) is not None:
        return plain(utf8), "utf-8"
    loose = raw.decode("utf-8", "replace")
    lost = loose.count(REPLACEMENT)
    if _foreign(loose) > lost * 3:
        return plain(loose), "utf-8 with gaps"
    codec = _likely(raw[:8192])
    return plain(raw.decode(codec, "replace")), codec.replace("cp125", "windows-125").replace("_", "-")


def _likely(sample: bytes) -> str:
    """The charset of 8-bit bytes that are no UTF-8.

    A short Western text gives the statistical guesser nothing to hold on to (it then answers with code pages of
    mainframes and the like), so few 8-bit bytes among letters are read as windows-1252 or its Central European sister.
    """
    high = sum(1 for b in sample if b > 0x7F)
    letters = sum(1 for b in sample if b > 0x40)
    if high * 4 < letters or high <= 3:
        return _latin(sample)
    for codec in ("cp932", "euc_jp"):
        # Kana make a Japanese text sure where statistics on a short one are not.
        text = sample.decode(codec, "ignore")
        if len(KANA.findall(text)) * 5 > _foreign(text):
            return codec
    best = from_bytes(sample, cp_isolation=GUESSES).best()
    return str(best.encoding) if best is not None else "cp1252"


GUESSES = [
    "cp1251",
    "koi8_r",
    "gb18030",
    "big5",
    "cp932",
    "euc_jp",
    "cp949",
    "cp1253",
    "cp1255",
    "cp1256",
    "cp874",
    "cp1252",
]
KANA = re.compile("[ぁ-んァ-ヶ]")
CENTRAL = frozenset("ąćęłńśźżĄĆĘŁŃŚŹŻčďěňřšťůžČĎĚŇŘŠŤŮŽőűŐŰľĺŕăşţđ")
WORD = re.compile(r"(?<=[^\W\d_])[¹³¿¼½¾ªº¢£¥±æêñøðþÐÞÆØÑÊ¶](?=[^\W\d_])|[\x80-\x9f]")


def _latin(sample: bytes) -> str:
    """windows-1252 unless signs stand inside words there and Central European letters in the other reading."""
    odd = Counter(WORD.findall(sample.decode("cp1252", "replace")))
    signs = sum(n for sign, n in odd.items() if not sign.isalpha() or sign in "ªº")
    for codec in ("cp1250", "iso8859_2"):
        text = sample.decode(codec, "replace")
        if signs and not CONTROLS.search(text) and sum(c in CENTRAL for c in text) > signs:
            return codec
    return "cp1252"
