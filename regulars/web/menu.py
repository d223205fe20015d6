"""What stands in the menu of every page. A room offers its entries beside its pages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from markupsafe import Markup

from regulars.base.registry import Slot
from regulars.web.reader import reader

# Entries up to here are for all day and stand in the open; those above are looked up in the menu of the desk.
DAILY = 19
# Under which heading an entry of that menu stands: the first whose rank it does not pass.
GROUPS = (
    (29, gettext_lazy("Day by day")),
    (59, gettext_lazy("Mail and people")),
    (69, gettext_lazy("How we work")),
    (99, gettext_lazy("Behind the scenes")),
)


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One entry. `within` are beginnings of paths on which it is the current one, besides its own path. A `roomy` one
    stands in the open where there is room, and on a phone in the menu of the desk."""

    label: str | Promise
    path: str
    may: str
    rank: int
    within: tuple[str, ...] = ()
    roomy: bool = False

    def is_here(self, path: str) -> bool:
        """Whether a page at `path` belongs to this entry."""
        return path == self.path or (bool(self.within) and path.startswith(self.within))


# An entry, the letter that goes there after a g, and whether it is the current one.
Shown = tuple[Entry, str, bool]
MENU: Slot[Entry] = Slot("menu")


def letters(names: Iterable[str]) -> dict[str, str]:
    """A letter for each of `names`: its first one that no earlier name has; "" where all are taken."""
    given: dict[str, str] = {}
    for name in names:
        given[name] = next((one for one in name if one.isalpha() and one not in given.values()), "")
    return given


@lru_cache(maxsize=8)
def ranked(offers: Sequence[tuple[str, Entry]]) -> list[tuple[Entry, str]]:
    """All entries in their order, with their letters: an entry has the same one for everybody."""
    in_order = sorted(offers, key=lambda offer: offer[1].rank)
    letter = letters(name for name, _ in in_order)
    return [(entry, letter[name]) for name, entry in in_order]


def entries(request: HttpRequest) -> tuple[Shown, ...]:
    """Those that this agent may open, in their order."""
    user, path = request.user, request.path
    if not user.is_authenticated:
        return ()
    return tuple((entry, letter, entry.is_here(path)) for entry, letter in ranked(tuple(MENU)) if user.may(entry.may))


def grouped(shown: Sequence[Shown]) -> list[tuple[str | Promise, list[Shown]]]:
    """The entries of the desk's menu under their headings; a heading without any is left out."""
    least, found = DAILY, []
    for most, heading in GROUPS:
        found.append((heading, [one for one in shown if least < one[0].rank <= most]))
        least = most
    return [group for group in found if group[1]]


def menu(request: HttpRequest) -> Markup:
    """The menu as it stands on a page."""
    return drawn(reader().language, entries(request))


@lru_cache(maxsize=512)
def drawn(language: str | None, shown: Sequence[Shown]) -> Markup:
    """The same for all who may open these and are at the same place: it says nothing of anybody."""
    daily = [one for one in shown if one[0].rank <= DAILY]
    return Markup(render_to_string("web/_menu.html", {"daily": daily, "groups": grouped(shown)}))  # noqa: S704 - a template's
