"""An apology that is none, pointed out while it is written, with a better sentence to put in its place."""

from collections.abc import Sequence
from hashlib import sha256

from regulars.conversations.slots import HINTS, Hint, Writing
from regulars.engine.rows import rows
from regulars.practices.recovery.hollow import STEMS, hollows

MOST = 3
# What went wrong for them, if that is known: the better sentence then says it.
FAILURE = """
select failure from recovery_recovery where customer_id = %s and ended_at is null order by opened_at desc limit 1
"""


def hints(writing: Writing) -> Sequence[Hint]:
    """The sentences that are none. Of a note nobody reads an apology."""
    if writing.kind in ("note", "call") or not STEMS.search(writing.text):
        return ()
    return [
        Hint(key_of(writing.text[one.start : one.end]), one.start, one.end, "recovery/hint.html", {"hollow": one})
        for one in hollows(writing.text, failure_of(writing))[:MOST]
    ]


def failure_of(writing: Writing) -> str:
    """What went wrong for whom it goes to; empty where that is not known."""
    found = rows(FAILURE, [writing.customer.pk]) if writing.customer else []
    return str(found[0][0]) if found else ""


def key_of(words: str) -> str:
    """The same for the same words."""
    return f"hollow:{sha256(words.encode()).hexdigest()[:16]}"


HINTS.offer("recovery", hints)
