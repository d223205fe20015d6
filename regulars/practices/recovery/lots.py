"""Whether the extra is given where the owner wants to learn what it does: drawn by lot, and drawn again by anybody.

Source: docs/decisions/0026. What is owed is never drawn for: only the extra is.
"""

from datetime import datetime
from hashlib import sha256

PLAY = "recovery.extra"
SEVERE = "severe"
BITS = 52


def period(at: datetime) -> str:
    """The quarter in which it is drawn, such as "2026-Q4": within it one customer always draws the same."""
    return f"{at.year}-Q{(at.month + 2) // 3}"


def number(salt: str, who: str, play: str, when: str) -> float:
    """Evenly spread over 0 to 1 (not reached): the first 52 bits of SHA-256 over "salt:who:play:when"."""
    digest = sha256(f"{salt}:{who}:{play}:{when}".encode()).digest()
    return (int.from_bytes(digest[:8], "big") >> (64 - BITS)) / (1 << BITS)


def is_given(drawn: float, permille: int) -> bool:
    """Whether that number gives the extra."""
    return drawn < permille / 1000


def is_eligible(severity: str) -> bool:
    """Whether a lot may decide: never where harm was done."""
    return severity != SEVERE
