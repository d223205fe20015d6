"""How a practice takes part: one declaration, found by presence.

A practice is a folder with `practice.py`, which makes a `Practice` and hands it to `practise`. Its pages, commands
and jobs are declared in modules of those names beside it, its rows in `models.py`. Nobody else names it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from regulars.base.registry import Slot
from regulars.base.times import LocalTime
from regulars.book.margins import MARGINS
from regulars.book.margins import Look as Margin
from regulars.book.panels import PANELS, Make
from regulars.book.view import BookView, MomentView

Says = Callable[[Mapping[str, Any]], str]
GROUPS = ("talk", "note", "order", "visit", "reward", "other")


@dataclass(frozen=True, slots=True)
class MomentKind:
    """A kind of moment, such as `order.placed`, and how it is called on screen; `label` may be lazy.

    `group` is under which of the filters of a book it is found. `says` makes the sentence that stands in the book, of
    the payload alone; without it the label stands there.
    """

    code: str
    label: str | Promise
    group: str = "other"
    says: Says | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """Something a person should do. `key` names it within the practice for good: the same key is the same task."""

    key: str
    kind: str
    title: str
    reason: str = ""
    due: LocalTime | None = None


Notice = Callable[[MomentView, BookView, datetime], Sequence[Due]]
Look = Callable[[BookView, datetime], Sequence[Due]]


@dataclass(frozen=True, slots=True)
class Review:
    """A look at every book, once in each period."""

    name: str
    every: timedelta
    look: Look


@dataclass(frozen=True, slots=True)
class Practice:
    """What a practice adds. `notice`, the reviews, panels and margins are pure: values in, what is due out.

    `notices` are the kinds of moment that `notice` is called for; moments of imported history are never among them,
    the reviews see those.
    """

    code: str
    label: str
    moment_kinds: tuple[MomentKind, ...] = ()
    notices: frozenset[str] = frozenset()
    notice: Notice | None = None
    reviews: tuple[Review, ...] = ()
    panels: tuple[tuple[str, Make], ...] = ()
    margins: tuple[tuple[str, Margin], ...] = ()


PRACTICES: Slot[Practice] = Slot("practices")
MOMENT_KINDS: Slot[MomentKind] = Slot("moment kinds")
for kind in (
    MomentKind("message", _("Message"), "talk"),
    MomentKind("bounce", _("Could not be delivered"), "talk"),
):
    MOMENT_KINDS.offer(kind.code, kind)


def practise(practice: Practice) -> None:
    """Take a practice in. Doing it twice is harmless; two practices under one name raise AlreadyOffered."""
    PRACTICES.offer(practice.code, practice)
    for kind in practice.moment_kinds:
        MOMENT_KINDS.offer(kind.code, kind)
    for name, make in practice.panels:
        PANELS.offer(name, make)
    for name, look in practice.margins:
        MARGINS.offer(name, look)
