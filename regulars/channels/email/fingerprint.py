"""One number for one content, whichever road the mail took."""

import hashlib
import re

# Added or rewritten by servers, filters and mailbox programs on the way; the sender wrote none of them.
TRACE = re.compile(
    rb"^(?:received|return-path|delivered-to|x-original-to|envelope-to|x-envelope-[a-z]+|delivery-date|dkim-signature"
    rb"|domainkey-[a-z]+|arc-[a-z\-]+|authentication-results|x-authentication-[a-z\-]+|received-spf|x-received"
    rb"|x-spam[a-z\-]*|x-virus[a-z\-]*|x-amavis[a-z\-]*|x-rspamd[a-z\-]*|status|x-status|x-uid[a-z]*|x-keywords|x-mozilla-[a-z\-]+"
    rb"|x-gmail-[a-z\-]+|x-gm-[a-z\-]+|x-google-[a-z\-]+|x-forwarded-[a-z]+|lines|content-length|bytes"
    rb"|return-receipt-to|x-microsoft-[a-z\-]+|x-ms-exchange-[a-z\-]+|x-evolution[a-z\-]*|x-imap[a-z]*|x-sieve)"
    rb"[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*",
    re.IGNORECASE | re.MULTILINE,
)


def fingerprint(raw: bytes) -> str:
    """sha256 (hex) of headers and body without trace headers, kind of line end and blank end.

    An mbox separator in the first line does not count; `>From ` must be unescaped before.
    """
    if b"\r" in raw:
        raw = raw.replace(b"\r\n", b"\n")
    raw = raw.strip()
    if raw.startswith((b"From ", b">From ")):
        raw = raw.partition(b"\n")[2]
    head, _, body = raw.partition(b"\n\n")
    digest = hashlib.sha256(TRACE.sub(b"", head + b"\n"))
    digest.update(b"\n")
    digest.update(body)
    return digest.hexdigest()
