"""How a practice takes part: one declaration, found by presence.

A practice is a folder with `practice.py`, which makes a `Practice` and hands it to `practise`. Its pages, commands
and jobs are declared in modules of those names beside it, its rows in `models.py`. Nobody else names it.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.utils.functional import Promise

from regulars.base.frozen import dataclass
from regulars.base.registry import Slot
from regulars.base.times import LocalTime
from regulars.book.kinds import GROUPS, MOMENT_KINDS, MomentKind, Says
from regulars.book.margins import MARGINS
from regulars.book.margins import Look as Margin
from regulars.book.panels import PANELS, Make
from regulars.book.view import BookView, MomentView

__all__ = ["GROUPS", "MOMENT_KINDS", "PRACTICES", "Due", "Look", "MomentKind", "Notice", "Practice", "Review", "Says"]


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
    label: str | Promise
    moment_kinds: tuple[MomentKind, ...] = ()
    notices: frozenset[str] = frozenset()
    notice: Notice | None = None
    reviews: tuple[Review, ...] = ()
    panels: tuple[tuple[str, Make], ...] = ()
    margins: tuple[tuple[str, Margin], ...] = ()


PRACTICES: Slot[Practice] = Slot("practices")


def practise(practice: Practice) -> None:
    """Take a practice in. Doing it twice is harmless; two practices under one name raise AlreadyOffered."""
    PRACTICES.offer(practice.code, practice)
    for kind in practice.moment_kinds:
        MOMENT_KINDS.offer(kind.code, kind)
    for name, make in practice.panels:
        PANELS.offer(name, make)
    for name, look in practice.margins:
        MARGINS.offer(name, look)
