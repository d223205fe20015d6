"""Codes of vouchers: eight letters of chance and four that check them, as "7K3M-9QTR-4D2H".

The check part is an HMAC-SHA256 with the installation's own key, cut to 20 bits: what was mistyped or made up is
turned away without asking the database, in all but one of 1,048,576 cases, and of those there are 2**40. Crockford's
base 32 has no letter that could be taken for a figure. Source: RFC 2104; https://www.crockford.com/base32.html.
"""

import hmac
import secrets
from hashlib import sha256

from regulars.base.ids import ALPHABET

BODY, CHECK = 8, 4
LOOKS_LIKE = str.maketrans("ilo", "110", " -\u2010\u2011\u2012\u2013\u2014.\t")


def fresh() -> str:
    """The part of chance of a new code."""
    return "".join(secrets.choice(ALPHABET) for _ in range(BODY))


def check(body: str, key: str) -> str:
    """The part that only this installation can make."""
    digest = hmac.new(key.encode(), b"voucher 1 " + body.encode(), sha256).digest()
    number = int.from_bytes(digest[:4])
    return "".join(ALPHABET[number >> 5 * place & 31] for place in range(CHECK))


def written(body: str, key: str) -> str:
    """The whole code, as it stands on paper."""
    whole = (body + check(body, key)).upper()
    return "-".join(whole[at : at + 4] for at in range(0, len(whole), 4))


def read(text: str, key: str) -> str:
    """The part of chance of a code as somebody typed it; "" for what is none of ours."""
    plain = text.strip().lower().translate(LOOKS_LIKE)
    body, last = plain[:BODY], plain[BODY:]
    if len(plain) != BODY + CHECK or any(letter not in ALPHABET for letter in plain):
        return ""
    return body if hmac.compare_digest(check(body, key), last) else ""
