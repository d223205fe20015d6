"""A draft has become a moment, or is one again: those who wait for its words hear of it."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from django.db import transaction

from regulars.book.panels import tried
from regulars.conversations.slots import CONCERNING, SAID, TAKEN_BACK

log = logging.getLogger(__name__)


def tell_said(draft: int, moment: int, now: datetime) -> None:
    """Tell all in the slot, in the caller's transaction. One that fails has written nothing and keeps no mail from
    being in the book: the log has it."""
    tell_all_said([(draft, moment)], now)


def tell_all_said(said: Sequence[tuple[int, int]], now: datetime) -> None:
    """The same of several drafts, each with its moment. All hear of all in one go; where that fails, it is taken back,
    and each hears of each alone. Going apart at once took more statements than most have to say."""
    try:
        with transaction.atomic():
            for name, hear in SAID:
                for draft, moment in concerning(name, said):
                    hear(draft, moment, now)
    except Exception as fault:  # noqa: BLE001 - whatever it is; below, the one that failed is found and logged
        log.info("What was said is told apart: %s", fault)
        for draft, moment in said:
            for name, hear in SAID:
                tried(f"hearing of what was said, {name}", partial(apart, hear, draft, moment, now), rests=False)


def concerning(name: str, said: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those of these that one in the slot has to hear of."""
    ask = dict(CONCERNING).get(name)
    wanted = ask([draft for draft, _ in said]) if ask else ()
    return [one for one in said if ask is None or one[0] in wanted]


def tell_taken_back(draft: int, moment: int, now: datetime) -> None:
    """Tell all in the other slot, likewise."""
    for name, hear in TAKEN_BACK:
        tried(f"hearing of what was taken back, {name}", partial(apart, hear, draft, moment, now), rests=False)


@transaction.atomic
def apart(hear: Callable[[int, int, datetime], None], draft: int, moment: int, now: datetime) -> None:
    """Let one hear it, so that what it did can be taken back alone."""
    hear(draft, moment, now)
