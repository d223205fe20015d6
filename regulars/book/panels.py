"""Panels beside a book, offered by practices that are present. One that fails says so and blocks nothing."""

import logging
import time
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
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


@dataclass(frozen=True, slots=True)
class Missing:
    """Why something that a practice makes is not there."""

    why: str


Made = TypeVar("Made")
Make = Callable[[BookView, datetime], Panel | None]
PANELS: Slot[Make] = Slot("panels")
resting: dict[str, float] = {}


def panels_for(book: BookView, now: datetime) -> list[Panel]:
    """The panels of a book, in the order in which the practices were found."""
    made = [one(name, make, book, now) for name, make in PANELS]
    return [panel for panel in made if panel is not None]


def one(name: str, make: Make, book: BookView, now: datetime) -> Panel | None:
    """One panel, or in its place a line that says why it is missing."""
    made = tried(f"panel {name}", lambda: make(book, now))
    return Panel(name, (made.why,), wrong=True) if isinstance(made, Missing) else made


def tried(what: str, make: Callable[[], Made], *, rests: bool = True) -> Made | Missing:
    """What a practice makes, or why it is missing: it failed, or (where it `rests`) was slow a short while ago."""
    began = time.monotonic()
    if began < resting.get(what, 0.0):
        return Missing(_("Took too long and rests for some minutes."))
    try:
        return make()
    except Exception:  # a practice's fault must not take the book away from the person who needs it
        log.exception("The %s failed", what)
        return Missing(_("Could not be shown. The fault is in the log."))
    finally:
        if (took := time.monotonic() - began) > SLOW:
            log.warning("The %s took %.0f ms", what, took * 1000)
            if rests:
                resting[what] = began + REST
