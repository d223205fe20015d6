"""Leaves of the MIME tree as files with a name that is safe to show and to save."""

import re

from regulars.channels.contract import File
from regulars.channels.email.charsets import UNSAFE
from regulars.channels.email.headers import decoded, message_ids
from regulars.channels.email.tree import Part

# Control characters, and the marks that turn the reading direction to make "exe.pdf" of "fdp.exe".
HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
LONGEST_NAME = 150
EXTENSIONS = {
    "message/rfc822": ".eml",
    "message/global": ".eml",
    "message/delivery-status": ".txt",
    "message/disposition-notification": ".txt",
    "text/rfc822-headers": ".txt",
    "text/calendar": ".ics",
    "text/plain": ".txt",
    "text/html": ".html",
    "text/csv": ".csv",
    "text/vcard": ".vcf",
    "text/x-vcard": ".vcf",
    "image/jpeg": ".jpg",
    "image/jpg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/heic": ".heic",
    "image/svg+xml": ".svg",
    "audio/mpeg": ".mp3",
    "audio/ogg": ".ogg",
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
    "application/pdf": ".pdf",
    "application/zip": ".zip",
    "application/ms-tnef": ".dat",
    "application/pgp-signature": ".asc",
    "application/pkcs7-signature": ".p7s",
}


def file_of(part: Part, content: bytes, referenced: bytes) -> File:
    """The leaf as a file. `referenced` is all HTML of the mail: a picture counts as inline only where that shows it."""
    content_id = "".join(message_ids(part.first("content-id"))[:1]) if "content-id" in part.fields else ""
    inline = bool(content_id) and b"cid:" + content_id.encode() in referenced
    return File(name_of(part, content), part.type[:100], content, content_id, inline)


def name_of(part: Part, content: bytes) -> str:
    """The name the sender gave, made safe; else one made from the type, a nested mail's from its subject."""
    given = part.parameter("content-disposition", "filename") or part.parameter("content-type", "name")
    if part.type in ("message/rfc822", "message/global") and not given:
        given = _subject(content)
        return safe_name(given.replace("/", " ") + ".eml" if given else "", "message.eml")
    return safe_name(given, default_name(part.type))


def default_name(content_type: str) -> str:
    """A name for a file that has none."""
    if content_type == "text/calendar":
        return "invite.ics"
    kind = content_type.partition("/")[0]
    if content_type.endswith("/delivery-status"):
        return "delivery-status.txt"
    stem = kind if kind in ("image", "audio", "video", "message") else "file"
    return stem + EXTENSIONS.get(content_type, ".bin")


def safe_name(given: str, default: str) -> str:
    """The last path part without control and direction marks, at most 150 characters with its extension kept."""
    name = UNSAFE.sub("", HIDDEN.sub("", given)).replace("\\", "/").rstrip("/ ").rpartition("/")[2]
    name = name.strip(" .") if not name.strip(" .") else name.strip().rstrip(".")
    if len(name) > LONGEST_NAME:
        stem, dot, extension = name.rpartition(".")
        keep = dot + extension if stem and len(extension) <= 10 else ""
        name = name[: LONGEST_NAME - len(keep)] + keep
    return name or default


def _subject(content: bytes) -> str:
    head = re.split(rb"\r?\n\r?\n", content[:50_000].lstrip(), maxsplit=1)[0]
    match = re.search(rb"^subject[ \t]*:([^\n]*(?:\n[ \t][^\n]*)*)", head, re.IGNORECASE | re.MULTILINE)
    return decoded(match[1].decode("utf-8", "surrogateescape")) if match else ""
