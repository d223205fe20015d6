"""Public ids: short, random, safe to read aloud and to put in a URL."""

import secrets

ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
LENGTH = 12


def public_id() -> str:
    """Twelve letters and digits without look-alikes: 58.9 bits, so 1 in 1,000,000 that a million rows hold a clash."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def looks_public(value: str) -> bool:
    """Whether `value` could be a public id."""
    return len(value) == LENGTH and all(letter in ALPHABET for letter in value)
