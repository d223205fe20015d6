"""What the palette offers besides the pages and acts that stand on the page itself: people, conversations.

Rooms offer finders; each is one quick statement, as it is asked while somebody types.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from itertools import islice
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise

from regulars.base.frozen import dataclass
from regulars.base.registry import Slot

log = logging.getLogger(__name__)
MOST = 6


@dataclass(frozen=True, slots=True)
class Found:
    """A place to go to; `hint` says what `label` alone leaves open."""

    label: str
    path: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Finder:
    """One kind of places under its heading, for those who hold `may`: those that fit a text, which may be empty."""

    heading: str | Promise
    may: str
    find: Callable[[HttpRequest, str], Iterable[Found]]


FINDERS: Slot[Finder] = Slot("palette")


def groups(request: HttpRequest, text: str) -> Iterator[dict[str, Any]]:
    """What each finder has. One that fails is left out and written to the log: the others still help."""
    for name, finder in FINDERS:
        if not request.user.is_authenticated or not request.user.may(finder.may):
            continue
        try:
            found = [asdict(one) for one in islice(finder.find(request, text), MOST)]
        except Exception:  # as above
            log.exception("The palette's finder %s failed", name)
            continue
        if found:
            yield {"heading": str(finder.heading), "found": found}
