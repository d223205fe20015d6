"""Public ids: short, random, safe to read aloud and to put in a URL."""

import os

# Crockford's base 32: no letter that could be taken for a figure.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 12
LETTERS = bytes(ord(ALPHABET[byte & 31]) for byte in range(256))


def public_id() -> str:
    """Twelve letters and figures, 60 random bits: a million rows hold a clash with a chance of 1 in 2,300,000."""
    return os.urandom(LENGTH).translate(LETTERS).decode("ascii")


def looks_public(value: str) -> bool:
    """Whether `value` could be a public id."""
    return len(value) == LENGTH and all(letter in ALPHABET for letter in value)
