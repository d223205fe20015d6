"""Credentials at rest: sealed with a key that lies beside the database, not in it.

AES-256-GCM with a random nonce; the key is derived by HKDF-SHA256 from REGULARS_SEALING_KEY, from the file named by
REGULARS_SEALING_KEY_FILE, or else from REGULARS_HOME/keys/sealing.key, which is made on first use.
Source: NIST SP 800-38D; RFC 5869.
"""

import os
import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from regulars.engine.keys import kept_key

VERSION = b"\x01"
NONCE = 12
MARK = 4
SHORTEST = 16


class Unsealable(Exception):
    """What was sealed cannot be opened; the text says why and what to do, in words for the owner."""


def seal(text: str) -> bytes:
    """`text` sealed: version, the key's mark, nonce, ciphertext with its tag; 33 bytes longer than the text."""
    key, mark = _key(_secret())
    head, nonce = VERSION + mark, secrets.token_bytes(NONCE)
    return head + nonce + AESGCM(key).encrypt(nonce, text.encode(), head)


def unseal(sealed: bytes) -> str:
    """The text again. Raises Unsealable: sealed with another key, changed since, or never sealed here."""
    sealed = bytes(sealed)
    key, mark = _key(_secret())
    head, nonce, rest = sealed[: 1 + MARK], sealed[1 + MARK : 1 + MARK + NONCE], sealed[1 + MARK + NONCE :]
    if head[:1] != VERSION or len(rest) < 16:
        raise Unsealable("This is not something that was sealed here.")
    if head[1:] != mark:
        raise Unsealable(
            "Sealed with another key. Put back the sealing key that was in use (REGULARS_SEALING_KEY or "
            "keys/sealing.key in REGULARS_HOME), or enter the password anew."
        )
    try:
        return AESGCM(key).decrypt(nonce, rest, head).decode()
    except InvalidTag:
        raise Unsealable("The sealed text was changed or damaged. Enter the password anew.") from None


@lru_cache(maxsize=4)
def _key(secret: str) -> tuple[bytes, bytes]:
    """The key, and four bytes by which a text sealed with another one is told apart."""
    made = HKDF(algorithm=SHA256(), length=32 + MARK, salt=None, info=b"regulars sealing 1").derive(secret.encode())
    return made[:32], made[32:]


def _secret() -> str:
    given = os.environ.get("REGULARS_SEALING_KEY", "")
    file = os.environ.get("REGULARS_SEALING_KEY_FILE", "")
    if file:
        given = _line_of(Path(file))
    if not given:
        given = kept_key(Path(settings.REGULARS_HOME) / "keys" / "sealing.key")
    if len(given) < SHORTEST:
        raise Unsealable(f"The sealing key is too short: give at least {SHORTEST} characters, better 32 random ones.")
    return given


def _line_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as fault:
        raise Unsealable(f"The sealing key's file {path} cannot be read: {fault}.") from fault
