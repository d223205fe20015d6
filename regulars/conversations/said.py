"""A draft has become a moment, or is one again: those who wait for its words hear of it."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.db import transaction

from regulars.book.panels import tried
from regulars.conversations.slots import SAID, TAKEN_BACK


def tell_said(draft: int, moment: int, now: datetime) -> None:
    """Tell all in the slot, in the caller's transaction. One that fails has written nothing and keeps no mail from
    being in the book: the log has it."""
    for name, hear in SAID:
        tried(f"hearing of what was said, {name}", partial(apart, hear, draft, moment, now), rests=False)


def tell_taken_back(draft: int, moment: int, now: datetime) -> None:
    """Tell all in the other slot, likewise."""
    for name, hear in TAKEN_BACK:
        tried(f"hearing of what was taken back, {name}", partial(apart, hear, draft, moment, now), rests=False)


@transaction.atomic
def apart(hear: Callable[[int, int, datetime], None], draft: int, moment: int, now: datetime) -> None:
    """Let one hear it, so that what it did can be taken back alone."""
    hear(draft, moment, now)
