"""What stands in the menu of every page. A room offers its entries beside its pages."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise

from regulars.base.registry import Slot


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


MENU: Slot[Entry] = Slot("menu")


def entries(request: HttpRequest) -> Iterator[tuple[Entry, bool]]:
    """Those that this agent may open, in their order, and whether each is the current one."""
    if not request.user.is_authenticated:
        return
    for entry in sorted((entry for _, entry in MENU), key=lambda entry: entry.rank):
        if request.user.may(entry.may):
            yield entry, entry.is_here(request.path)
