"""What a returned mail says of the one we sent."""

import re

from regulars.channels.contract import Address, Bounce
from regulars.channels.email.addresses import addresses
from regulars.channels.email.bodies import Found
from regulars.channels.email.charsets import text_of
from regulars.channels.email.headers import message_ids, unfolded
from regulars.channels.email.tree import Part

DAEMON = re.compile(r"^(?:mailer-?daemon|postmaster|mail-?daemon|double-bounce)@")
STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status")
RETURNED_TYPES = (
    "message/rfc822",
    "message/global",
    "text/rfc822-headers",
    "message/rfc822-headers",
    "message/global-headers",
)
FIELD = re.compile(r"^([\w\-]{1,40})[ \t]*:[ \t]*([^\n]*(?:\n[ \t]+[^\n]*)*)", re.MULTILINE)
ENHANCED = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
REPLY_CODE = re.compile(r"(?<![\d.#])([45])\d\d[ \-]")
MESSAGE_ID = re.compile(r"^[ \t>]*message-id[ \t]*:\s*(<[^<>\n]{3,250}>)", re.IGNORECASE | re.MULTILINE)
_AT = r"[^\s<>@:;,()\"']{1,128}@[^\s<>@:;,()\"']{1,255}"
# The plain ones among the many forms that no standard knows, each with the address in the first group.
PLAIN_FORMS = (
    re.compile(rf"^<({_AT})>:\s*$", re.MULTILINE),
    re.compile(rf"(?:following (?:recipient|address)\S*|delivery failed)[^\n:]{{0,120}}:\s*<?({_AT})>?", re.IGNORECASE),
    re.compile(
        rf"^[ \t]*<?({_AT})>?[ \t]*(?:\n[ \t]+|:? )(?:host |smtp error|unknown user|user unknown|mailbox )",
        re.IGNORECASE | re.MULTILINE,
    ),
)
FAILED = ("failed", "failure")
LONGEST = 1000
SCANNED = 20_000


def bounce_of(root: Part, found: Found, text: str, sender: Address | None) -> Bounce | None:
    """The first recipient that failed, else the first that is delayed; None where the mail reports neither.

    Without a delivery-status part only mail from a mail system is looked at, for qmail's and a few other plain forms.
    Source: RFC 3464 sections 2.2 and 2.3, RFC 3463; qmail's bounce message format (QSBMF).
    """
    reported = [_fields(block) for raw in _statuses(found) for block in re.split(r"\n[ \t]*\n", raw)]
    about = [fields for fields in reported if "final-recipient" in fields or "original-recipient" in fields]
    for wanted in (FAILED, ("delayed",)):
        for fields in about:
            if fields.get("action", "").lower().split(" ")[0] in wanted:
                return _reported(fields, _original_id(found, text))
    if about or not sender or not DAEMON.match(sender.email):
        return None
    return _plain(root, found, text)


def _statuses(found: Found) -> list[str]:
    return [
        text_of(octets[:100_000], "us-ascii")[0].replace("\r\n", "\n")
        for part, octets in found.leaves
        if part.type in STATUS_TYPES
    ]


def _fields(block: str) -> dict[str, str]:
    return {match[1].lower(): unfolded(match[2]) for match in FIELD.finditer(block)}


def _typed(value: str) -> str:
    """The value behind its type: "rfc822; a@b" gives "a@b". An address may stand in brackets."""
    return value.rpartition(";")[2].strip().strip("<>").strip()


def _reported(fields: dict[str, str], message_id: str) -> Bounce:
    recipient = _typed(fields.get("original-recipient", "") or fields.get("final-recipient", "")).lower()
    diagnostic = fields.get("diagnostic-code", "").partition(";")[2].strip() or fields.get("diagnostic-code", "")
    match = ENHANCED.search(fields.get("status", "")) or ENHANCED.search(diagnostic)
    status = match[1] if match else ""
    failed = fields.get("action", "").lower().startswith(FAILED)
    hard = failed and (status.startswith("5") if status else _permanent(diagnostic))
    delayed = fields.get("action", "").lower().startswith("delayed")
    return Bounce(recipient[:320], status, diagnostic[:LONGEST], hard, message_id, delayed)


def _permanent(diagnostic: str) -> bool:
    code = REPLY_CODE.search(diagnostic + " ")
    return bool(code) and code is not None and code[1] == "5"


def _original_id(found: Found, text: str) -> str:
    """The Message-ID of the returned mail, whole or its headers alone; else the one its copy in the text shows."""
    for part, octets in found.leaves:
        if part.type in RETURNED_TYPES:
            head = octets[:SCANNED].replace(b"\r\n", b"\n").lstrip().partition(b"\n\n")[0].decode("ascii", "replace")
            if match := MESSAGE_ID.search(head):
                return message_ids(match[1])[0]
    match = MESSAGE_ID.search(text[:SCANNED])
    return message_ids(match[1])[0] if match else ""


def _plain(root: Part, found: Found, text: str) -> Bounce | None:
    text = text[:SCANNED]
    named = addresses(root.fields.get("x-failed-recipients", ()))
    recipient, end = (named[0].email, 0) if named else ("", 0)
    if not recipient:
        first = min(
            (m for m in (form.search(text) for form in PLAIN_FORMS) if m), key=lambda m: m.start(), default=None
        )
        if first is None:
            return None
        recipient, end = first[1].lower().rstrip("."), first.end()
    reason = " ".join(text[end : end + LONGEST].split("\n---", 1)[0].split())
    match = ENHANCED.search(reason)
    status = match[1] if match else ""
    hard = status.startswith("5") if status else _permanent(reason) or "permanent" in text.lower()
    return Bounce(recipient, status, reason[:LONGEST], hard, _original_id(found, text))
