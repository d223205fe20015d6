"""The words inside a file: plain text, CSV, HTML, and the XML that office programs put into a zip; without I/O.

All of it is bounded by the bytes looked at, for files come from anybody: a zip is neither unpacked as a whole nor
trusted about its sizes, XML is not parsed but its tags are left out, and each pattern passes over a text once.
Source: ECMA-376 (docx, xlsx, pptx), OASIS OpenDocument 1.3 (odt, ods, odp), PKWARE APPNOTE 6.3.10, section 4.3.
"""

import html
import re
import zipfile
import zlib
from codecs import getincrementaldecoder
from collections.abc import Iterator
from io import BytesIO

from regulars.channels.email.charsets import text_of

LARGEST = 10_000_000
MOST_UNPACKED = 4_000_000
MOST_TEXT = 50_000
UTF8 = getincrementaldecoder("utf-8")
MOST_ENTRIES, MOST_PARTS = 5_000, 40
ENTRY = b"PK\x01\x02"
ENDINGS = {
    "txt": "text", "log": "text", "md": "text", "csv": "text", "tsv": "text", "ics": "text", "vcf": "text",
    "html": "html", "htm": "html",
    "docx": "office", "xlsx": "office", "pptx": "office", "odt": "office", "ods": "office", "odp": "office",
    "pdf": "pdf",
}  # fmt: skip
TYPES = {"text/html": "html", "text/plain": "text", "text/csv": "text", "application/pdf": "pdf"}
PARTS = re.compile(
    r"^(?:word/(?:document|footnotes|endnotes|comments|header\d*|footer\d*)\.xml|xl/sharedStrings\.xml"
    r"|ppt/(?:slides|notesSlides)/\w+\.xml|content\.xml)$"
)
BREAK = re.compile(r"</(?:w:p|w:tc|a:p|text:p|text:h|si)>|<(?:w:tab|w:br|text:tab|text:line-break|text:s)\b[^<>]*>")
TAG = re.compile(r"<[^<>]*>")
UNWRITTEN = re.compile(r"<(script|style)\b|<(/)(?:script|style)\b", re.IGNORECASE)


def kind_of(name: str, content_type: str) -> str:
    """How a file is read: "text", "html", "office", or "pdf" by `pdf.of_pdf`; "" where it is not. The name counts more
    than what is claimed."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    return ENDINGS.get(ending, "") or TYPES.get(content_type.partition(";")[0].strip().lower(), "")


def inside(kind: str, content: bytes) -> str:
    """The words of a file, at most MOST_TEXT characters; "" where it is broken, locked or too large."""
    if len(content) > LARGEST:
        return ""
    match kind:
        case "text":
            text = decoded(content)
        case "html":
            text = of_html(decoded(content))
        case _:
            text = of_office(content)
    return " ".join(text.replace("\0", "").split())[:MOST_TEXT]


def decoded(content: bytes) -> str:
    """The beginning as UTF-8, perhaps cut within a character, or as what it seems to be."""
    try:
        return UTF8().decode(content[:MOST_UNPACKED])
    except UnicodeDecodeError:
        return text_of(content[:MOST_UNPACKED], "")[0]


def of_html(page: str) -> str:
    """What a page shows, roughly: its words without tags, scripts and styles."""
    kept, is_shown, at = [], True, 0
    for found in UNWRITTEN.finditer(page):
        if is_shown:
            kept.append(page[at : found.start()])
        is_shown, at = found[2] is not None, found.start()
    kept.append(page[at:] if is_shown else "")
    return html.unescape(TAG.sub(" ", "".join(kept)))


def of_office(content: bytes) -> str:
    """The words of a document, table or slides."""
    if content.count(ENTRY) > MOST_ENTRIES:
        return ""
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            return "\n".join(words(part) for part in parts(packed))
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError, OverflowError):
        # Broken or locked: then nothing in it is found.
        return ""


def parts(packed: zipfile.ZipFile) -> Iterator[bytes]:
    """Those parts of an office file that hold words, all together no more than MOST_UNPACKED bytes."""
    left = MOST_UNPACKED
    for entry in [one for one in packed.infolist() if PARTS.match(one.filename)][:MOST_PARTS]:
        # Other ways to pack may ask for gigabytes to unpack with.
        if left > 0 and entry.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            with packed.open(entry) as part:
                unpacked = part.read(left)
            left -= len(unpacked)
            yield unpacked


def words(part: bytes) -> str:
    """The text of an XML part; a word that is set in several ways stays one."""
    return html.unescape(TAG.sub("", BREAK.sub(" ", part.decode("utf-8", "replace"))))
