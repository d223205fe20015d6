"""Public ids: short, random, safe to read aloud and to put in a URL."""

import os

# Crockford's base 32: no letter that could be taken for a figure.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 12
LETTERS = bytes(ord(ALPHABET[byte & 31]) for byte in range(256))


# Each call to the system for random bytes lets another thread go first, so they are fetched for many ids at once.
AT_ONCE = 256
_ready: list[str] = []
# A process that was forked would give out the ids that its parent has ready.
os.register_at_fork(after_in_child=_ready.clear)


def public_id() -> str:
    """Twelve letters and figures, 60 random bits: a million rows hold a clash with a chance of 1 in 2,300,000."""
    while True:
        try:
            return _ready.pop()
        except IndexError:
            letters = os.urandom(LENGTH * AT_ONCE).translate(LETTERS).decode("ascii")
            _ready.extend([letters[at : at + LENGTH] for at in range(0, len(letters), LENGTH)])


def looks_public(value: str) -> bool:
    """Whether `value` could be a public id."""
    return len(value) == LENGTH and all(letter in ALPHABET for letter in value)
