"""Signatures of what is sent to other systems, as Standard Webhooks has them.

The content is "id.timestamp.body", signed with HMAC-SHA256; the secret is random bytes in base 64 after "whsec_", and
the header "v1," with the signature in base 64. Source: Standard Webhooks 1.0.0,
https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import binascii
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

PREFIX = "whsec_"
SHORTEST, USUAL, LONGEST = 24, 32, 64


def fresh_secret() -> str:
    """A new secret, as both sides keep it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(USUAL)).decode()


def key_of(secret: str) -> bytes:
    """The bytes of a secret. Raises ValueError for what is none, or has not 24 to 64 bytes."""
    try:
        key = base64.b64decode(secret.strip().removeprefix(PREFIX), validate=True)
    except binascii.Error as fault:
        raise ValueError("not base 64") from fault
    if not SHORTEST <= len(key) <= LONGEST:
        raise ValueError(f"{len(key)} bytes")
    return key


def headers(message: str, body: bytes, secrets_: Sequence[str], now: datetime) -> dict[str, str]:
    """The headers of one try: `message` is the same in every try, the time is that of this one. While a secret is being
    replaced there are two, and a signature by each: the other side goes by the one that it knows."""
    stamp = str(int(now.timestamp()))
    content = f"{message}.{stamp}.".encode() + body
    signed = [hmac.new(key_of(secret), content, sha256).digest() for secret in secrets_]
    return {
        "Content-Type": "application/json",
        "webhook-id": message,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(f"v1,{base64.b64encode(one).decode()}" for one in signed),
        # For those who go by the header of the draft; it says the same as the id.
        "Idempotency-Key": message,
    }
