"""Panels beside a book, offered by practices that are present. One that fails says so and blocks nothing."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from regulars.base.registry import Slot
from regulars.book.view import BookView

log = logging.getLogger(__name__)

# A page has 15 ms. A panel that takes longer than this rests for a while, and says so.
SLOW = 0.05
REST = 300.0


@dataclass(frozen=True, slots=True)
class Panel:
    """A titled list of short sentences. `wrong` marks one that could not be made."""

    title: str
    lines: tuple[str, ...]
    wrong: bool = False


Make = Callable[[BookView, datetime], Panel | None]
PANELS: Slot[Make] = Slot("panels")
resting: dict[str, float] = {}


def panels_for(book: BookView, now: datetime) -> list[Panel]:
    """The panels of a book, in the order in which the practices were found."""
    made = [one(name, make, book, now) for name, make in PANELS]
    return [panel for panel in made if panel is not None]


def one(name: str, make: Make, book: BookView, now: datetime) -> Panel | None:
    """One panel, or in its place a line that says why it is missing."""
    began = time.monotonic()
    if began < resting.get(name, 0.0):
        return Panel(name, (_("Took too long and rests for some minutes."),), wrong=True)
    try:
        return make(book, now)
    except Exception:  # a practice's fault must not take the book away from the person who needs it
        log.exception("The panel %s failed", name)
        return Panel(name, (_("Could not be shown. The fault is in the log."),), wrong=True)
    finally:
        if (took := time.monotonic() - began) > SLOW:
            log.warning("The panel %s took %.0f ms", name, took * 1000)
            resting[name] = began + REST
