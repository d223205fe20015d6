"""What a program may do, how often, and where a page of a list begins. No database."""

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from regulars.base.frozen import dataclass

SCOPES: Mapping[str, str | Promise] = MappingProxyType(
    {
        "customers:read": _("Read customers"),
        "customers:write": _("Make and change customers"),
        "orders:read": _("Read orders"),
        "orders:write": _("Bring orders"),
        "visits:read": _("Read bookings and visits"),
        "visits:write": _("Bring bookings and visits"),
        "rewards:read": _("Read rewards"),
        "rewards:write": _("Bring rewards"),
        "ratings:write": _("Bring ratings"),
    }
)
PREFIX = "regulars_"
KEY = re.compile(r"[\x21-\x7e]{1,200}")
LIMIT, MOST = 50, 200
RATE, PER = 600, 60.0


def digest(token: str) -> str:
    """How a token is kept. It has 256 random bits, so a plain SHA-256 cannot be tried out."""
    return hashlib.sha256(token.encode()).hexdigest()


def asked(method: str, path: str, body: bytes) -> str:
    """What a write asks for, as one digest: the same key with another one is a mistake of the program."""
    return hashlib.sha256(b"\n".join((method.encode(), path.encode(), body))).hexdigest()


def version(shown: Mapping[str, Any]) -> str:
    """The ETag of what is shown: a quoted digest of it. Source: RFC 9110, 8.8.3."""
    text = json.dumps(shown, sort_keys=True, separators=(",", ":"), default=str)
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:24]}"'


def cursor(last: int) -> str:
    """Where the page after the row `last` begins, in letters that say nothing."""
    return base64.urlsafe_b64encode(str(last).encode()).decode().rstrip("=")


def after(cursor: str) -> int | None:
    """The row after which a page begins: 0 for the first one; None where the cursor is none of ours."""
    if not cursor:
        return 0
    try:
        written = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        return None
    return int(written) if written.isdecimal() and len(written) <= 18 else None


@dataclass(frozen=True, slots=True)
class Bucket:
    """What is left to a token: `left` requests at the time `at` (seconds on a clock that only goes forward)."""

    left: float
    at: float


@dataclass(frozen=True, slots=True)
class Allowance:
    """Whether a request may go on; how many more may, and in how many seconds the bucket is full (or lets one in)."""

    allowed: bool
    bucket: Bucket
    remaining: int
    reset: int


def take(bucket: Bucket | None, now: float, rate: int = RATE, per: float = PER) -> Allowance:
    """Take one request out of a bucket that fills up evenly: `rate` in `per` seconds, and `rate` at once.

    Source: the token bucket, as in RFC 2697 with one rate.
    """
    left = rate if bucket is None else min(rate, bucket.left + max(0.0, now - bucket.at) * rate / per)
    if left < 1:
        return Allowance(False, Bucket(left, now), 0, max(1, round((1 - left) * per / rate + 0.5)))
    return Allowance(True, Bucket(left - 1, now), int(left - 1), round((rate - left + 1) * per / rate + 0.5))


def live(expires_at: datetime | None, withdrawn_at: datetime | None, now: datetime) -> bool:
    """Whether a token still opens anything."""
    return withdrawn_at is None and (expires_at is None or now < expires_at)
