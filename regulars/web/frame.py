"""What rooms put into the frame of every page: beside the agent's name, and as a line above the content.

Each piece is asked on every page, so it may take one small statement and no more.
"""

import logging
from collections.abc import Callable, Iterable, Iterator

from django.http import HttpRequest
from markupsafe import Markup

from regulars.base.registry import Slot

log = logging.getLogger(__name__)

# HTML for this request, or "" where there is nothing to say.
Piece = Callable[[HttpRequest], str]
BESIDE_NAME: Slot[Piece] = Slot("beside the name")
LINES: Slot[Piece] = Slot("lines above every page")


def beside_name(request: HttpRequest) -> Iterator[Markup]:
    """What stands beside the agent's name, in the order in which it was offered."""
    return pieces(BESIDE_NAME, request)


def lines(request: HttpRequest) -> Iterator[Markup]:
    """What every page says on top."""
    return pieces(LINES, request)


def pieces(offered: Iterable[tuple[str, Piece]], request: HttpRequest) -> Iterator[Markup]:
    """The HTML of each. One that fails is left out and written to the log: a frame must not take its page away."""
    for name, piece in offered:
        try:
            if made := piece(request):
                yield Markup(made)  # noqa: S704 - it comes from a template, which has escaped what is not ours
        except Exception:  # as above
            log.exception("The piece %s of the frame failed", name)
