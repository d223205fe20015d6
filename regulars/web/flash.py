"""A line that tells what was just done, on the page that comes next, with a way to undo it.

It travels in a signed cookie that lives a minute, so that no row is written for it and no other agent reads it.
"""

from collections.abc import Callable
from dataclasses import asdict

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string

from regulars.base.frozen import dataclass

NAME = "regulars_told"
SALT = "regulars.web.flash"
LIVES = 60
LONGEST = 300
WAITING, SHOWN = "regulars.told", "regulars.told.shown"
# With one of these htmx goes to another page, which is where the line has to stand.
LEAVING = ("HX-Redirect", "HX-Refresh", "HX-Location")


@dataclass(frozen=True, slots=True)
class Told:
    """What was done. `undo` is the path a form is sent to, or empty; it is offered for `seconds`, 0 without end."""

    text: str
    undo: str = ""
    seconds: int = 0


def tell(request: HttpRequest, text: str, undo: str = "", seconds: int = 0) -> None:
    """Let the page that this request leads to say `text`, once, with a button that sends a POST to `undo`."""
    request.META[WAITING] = Told(text[:LONGEST], undo, seconds)


def told(request: HttpRequest) -> Told | None:
    """What this page has to say, if anything. The layout asks."""
    waiting: Told | None = request.META.pop(WAITING, None)
    if waiting or NAME not in request.COOKIES:
        return waiting
    request.META[SHOWN] = True
    try:
        kept = signing.loads(request.COOKIES[NAME], salt=SALT, max_age=LIVES)
    except signing.BadSignature:
        return None
    return Told(**kept["told"]) if kept["whose"] == whose(request) else None


def whose(request: HttpRequest) -> str:
    """Who did it: nobody else is told."""
    return str(request.user.pk or "")


def is_fragment(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether the answer is put into a page that stays."""
    stays = "HX-Request" in request.headers and not any(name in response.headers for name in LEAVING)
    return stays and response.status_code == 200 and isinstance(response, HttpResponse)


def telling(answer: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Carry the line to the next page, or put it beside the fragment that htmx asked for."""

    def told_once(request: HttpRequest) -> HttpResponseBase:
        response = answer(request)
        waiting: Told | None = request.META.get(WAITING)
        if waiting and isinstance(response, HttpResponse) and is_fragment(request, response):
            response.content += render_to_string("web/_told.html", {"told": waiting, "beside": True}, request).encode()
        elif waiting:
            keep(response, waiting, whose(request))
        elif SHOWN in request.META:
            response.delete_cookie(NAME, samesite="Lax")
        return response

    return told_once


def keep(response: HttpResponseBase, waiting: Told, whose: str) -> None:
    """Give the browser the line to carry."""
    signed = signing.dumps({"told": asdict(waiting), "whose": whose}, salt=SALT, compress=True)
    response.set_cookie(
        NAME, signed, max_age=LIVES, httponly=True, samesite="Lax", secure=bool(settings.SESSION_COOKIE_SECURE)
    )
