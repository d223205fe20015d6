"""What stands in the menu of every page. A room offers its entries beside its pages."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise

from regulars.base.registry import Slot

# Entries up to here are for all day and stand in the open; those above are looked up in the menu of the desk.
DAILY = 19


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `within` are beginnings of paths on which it is the current one, besides its own path."""

    label: str | Promise
    path: str
    may: str
    rank: int
    within: tuple[str, ...] = ()

    def is_here(self, path: str) -> bool:
        """Whether a page at `path` belongs to this entry."""
        return path == self.path or (bool(self.within) and path.startswith(self.within))


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as a page shows it: whether it is the current one, and the letter that goes there after a g."""

    entry: Entry
    here: bool
    letter: str

    @property
    def daily(self) -> bool:
        """Whether it stands in the open."""
        return self.entry.rank <= DAILY


MENU: Slot[Entry] = Slot("menu")


def letters(names: Iterable[str]) -> dict[str, str]:
    """A letter for each of `names`: its first one that no earlier name has; "" where all are taken."""
    given: dict[str, str] = {}
    for name in names:
        given[name] = next((one for one in name if one.isalpha() and one not in given.values()), "")
    return given


def entries(request: HttpRequest) -> list[Shown]:
    """Those that this agent may open, in their order. An entry has the same letter for everybody."""
    if not request.user.is_authenticated:
        return []
    ranked = sorted(MENU, key=lambda offer: offer[1].rank)
    letter = letters(name for name, _ in ranked)
    return [
        Shown(entry, entry.is_here(request.path), letter[name]) for name, entry in ranked if request.user.may(entry.may)
    ]
