"""Header blocks that broken programs wrote, brought into a form that the parser takes for one."""

import re

HEADER = re.compile(rb"^[!-9;-~]+:")
# "From  : a@b" was allowed once (RFC 822 section 3.1.2) and ends the headers for a parser of today.
LOOSE = re.compile(rb"^([A-Za-z][A-Za-z0-9\-]{0,60})[ \t]+:")
MOST_DROPPED = 5


def mended(raw: bytes) -> bytes:
    """The mail with loose header names tightened and up to five lines dropped that are no headers.

    Only lines before the first empty one count. Dropped lines stay in the stored raw mail.
    """
    kept, dropped, at = [], 0, 0
    while at < len(raw):
        end = raw.find(b"\n", at) + 1 or len(raw)
        line = raw[at:end]
        if not line.strip():
            break
        at = end
        if line[:1] in b" \t" or HEADER.match(line):
            kept.append(line)
        elif LOOSE.match(line):
            kept.append(LOOSE.sub(rb"\1:", line))
        else:
            dropped += 1
            if dropped > MOST_DROPPED:
                return raw
    return b"".join(kept) + raw[at:]
