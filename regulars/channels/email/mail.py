"""One raw mail to one Inbound: the order in which the other modules are asked."""

import re
from email.errors import MissingHeaderBodySeparatorDefect
from itertools import islice

from regulars.base.folds.quotes import folds
from regulars.channels.contract import Address, File, Inbound, Unreadable
from regulars.channels.email import automatic, bounces
from regulars.channels.email.addresses import addresses
from regulars.channels.email.bodies import Found, bodies, joined
from regulars.channels.email.dates import date_of, passed_at
from regulars.channels.email.fingerprint import fingerprint
from regulars.channels.email.headers import decoded, message_ids
from regulars.channels.email.mending import mended
from regulars.channels.email.tree import Part, grown

MARKER = re.compile(r"\[regulars:([a-z0-9-]{8,64})\]")
ENVELOPE = ("delivered-to", "x-original-to", "envelope-to")
SENDERS = ("from", "sender", "reply-to", "return-path")
# Lists that pass mail on under their own name keep the writer's here. Source: what Google Groups adds.
WRITER = "x-original-from"
MOST_REFERENCES = 200
LONGEST_SUBJECT = 2000
# Each line becomes an object, fifty times its size where it is short. The largest mail has 1,400,000 as programs write.
MOST_LINES = 2_000_000
LINE = re.compile(rb"\r\n?|\n")


def parse(raw: bytes) -> Inbound | Unreadable:
    """What the mail says, or Unreadable where there is nothing to read. Never raises.

    The causes are "empty", "not_mail" (neither a header nor readable text) and "broken" (our own fault).
    """
    mark = fingerprint(raw)
    try:
        return _read(raw, mark)
    except Exception as fault:  # noqa: BLE001 - the contract says never: a fault of ours must not lose a customer's mail
        return Unreadable("broken", f"The mail could not be taken apart ({type(fault).__name__}: {fault}).", mark)


def html_of(raw: bytes) -> str | None:
    """The HTML of the mail, decoded and unsafe, for showing its own look later; None where it has none."""
    found = Found([])
    shown = bodies(grown(prepared(raw, []), []), found)
    parts = [body for body in shown if body.html] or found.html
    return "\n".join(body.decoded([]) for body in parts) or None


def prepared(raw: bytes, marks: list[str]) -> bytes:
    """The raw mail without what is known to stand before the first header by mistake, and without too many lines."""
    raw = raw.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n \t") if raw[:1] in b"\xef\r\n \t" else raw
    raw = raw.partition(b"\n")[2] if raw.startswith(b">From ") else raw
    if raw.count(b"\n") + raw.count(b"\r") <= MOST_LINES:
        return raw
    beyond = next(islice(LINE.finditer(raw), MOST_LINES, None), None)
    if beyond is None:
        return raw
    marks.append(f"more than {MOST_LINES} lines: the rest is only in the raw mail")
    return raw[: beyond.end()]


def _read(raw: bytes, mark: str) -> Inbound | Unreadable:
    if not raw.strip(b"\r\n \t\0"):
        return Unreadable("empty", "The mail holds no bytes but blanks.", mark)
    marks: list[str] = []
    root = _root(prepared(raw, marks), marks)
    found = Found(marks)
    text = joined(bodies(root, found), marks)
    files = tuple(found.files())
    text = text if text.strip() else found.letter or text
    if not root.fields and not _readable(text):
        return Unreadable("not_mail", "There is neither a mail header nor readable text.", mark)
    return _inbound(root, found, text, files, mark)


def _root(raw: bytes, marks: list[str]) -> Part:
    """The tree; read again without the lines that ended the headers too early, where that brings a sender to light."""
    root = grown(raw, marks)
    if "from" not in root.fields and any(isinstance(one, MissingHeaderBodySeparatorDefect) for one in root.defects):
        again = grown(mended(raw), [])
        if "from" in again.fields:
            marks.append("broken header lines passed over")
            return again
    return root


def _readable(text: str) -> bool:
    start = text[:4000]
    letters = sum(1 for c in start if c.isalnum() or c.isspace())
    broken = sum(1 for c in start if (c < " " and c not in "\n\t") or c == "\ufffd")
    return letters * 2 > len(start) and broken * 20 < len(start)


def _inbound(root: Part, found: Found, text: str, files: tuple[File, ...], mark: str) -> Inbound:
    fields = root.fields
    ids = message_ids(root.first("message-id"))
    hint = _hint(root)
    subject = decoded(root.first("subject"), hint)[:LONGEST_SUBJECT]
    if not root.first("subject").isascii():
        found.marks.append("subject is raw 8-bit text")
    sender = _sender(root, hint)
    bounce = bounces.bounce_of(root, found, text, sender)
    return Inbound(
        message_id=ids[0] if ids else mark[:32] + "@derived.regulars",
        id_was_missing=not ids,
        in_reply_to=_ids(fields.get("in-reply-to", [])),
        references=_ids(fields.get("references", [])),
        sender=sender,
        reply_to=addresses(fields.get("reply-to", ()), hint),
        to=addresses(fields.get("to", ()), hint),
        cc=addresses(fields.get("cc", ()), hint),
        delivered_to=_delivered_to(root),
        subject=subject,
        said_at=date_of(root.first("date")) if "date" in fields else None,
        passed_at=passed_at(fields.get("received", [])),
        text=text,
        folds=folds(text),
        has_html=bool(found.html),
        files=files,
        automatic=automatic.automatic_of(root, subject, sender, bounce),
        bounce=bounce,
        body_markers=_markers(text, found),
        fingerprint=mark,
        marks=tuple(dict.fromkeys(found.marks)),
    )


def _hint(root: Part) -> str:
    """The charset of the letter, in which its writer's program may have put raw 8-bit headers too."""
    labels = (part.parameter("content-type", "charset") for part in (root, *root.children()))
    return next((label for label in labels if label), "")


def _ids(values: list[str]) -> tuple[str, ...]:
    if not values:
        return ()
    return message_ids(" ".join(values))[-MOST_REFERENCES:]


def _sender(root: Part, hint: str) -> Address | None:
    for name in (WRITER, *SENDERS) if "list-id" in root.fields else SENDERS:
        found = addresses(root.fields.get(name, ()), hint)
        if found:
            return found[0]
    return None


def _delivered_to(root: Part) -> tuple[str, ...]:
    values = [value for name in ENVELOPE for value in root.fields.get(name, ())]
    return tuple(address.email for address in addresses(values)) if values else ()


def _markers(text: str, found: Found) -> tuple[str, ...]:
    tokens = MARKER.findall(text) if "[regulars:" in text else []
    for body in found.html:
        if b"[regulars:" in body.octets:
            tokens += MARKER.findall(body.octets.decode("ascii", "replace"))
    return tuple(dict.fromkeys(tokens))
