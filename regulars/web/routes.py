"""A page declares its path and its permission on the line above it. There is no other way to become a page."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase

from regulars.base.frozen import dataclass
from regulars.base.registry import Slot
from regulars.web.faults import only_for_forms

View = Callable[..., HttpResponseBase]
ANYONE = "anyone"
SIGNED_IN = "signed in"


@dataclass(frozen=True, slots=True)
class Route:
    """One page: Django path, permission, methods, and whether it may take long (it then has its own threads)."""

    name: str
    path: str
    may: str
    methods: tuple[str, ...]
    slow: bool
    view: View


ROUTES: Slot[Route] = Slot("pages")


class MovedOn(Exception):
    """What was asked for by its public id `old` is found under `new`. A page that meets this sends its reader there."""

    def __init__(self, old: str, new: str) -> None:
        super().__init__(f"{old} is {new} now")
        self.old, self.new = old, new


def moved_on(request: HttpRequest, to: MovedOn) -> HttpResponse:
    """The way to the same page under the new id: for good, but never kept by browsers, since it can be undone. What was
    sent to the old one is sent on as it is (308). Source: RFC 9110, 15.4."""
    query = request.META.get("QUERY_STRING", "")
    path = request.path.replace(to.old, to.new) + (f"?{query}" if query else "")
    status = 301 if request.method in ("GET", "HEAD") else 308
    return HttpResponse(status=status, headers={"Location": path, "Cache-Control": "no-store"})


def refusal(request: HttpRequest, may: str) -> HttpResponse | None:
    """What stands between this request and a page: the way to sign in, or nothing. Raises PermissionDenied."""
    if may == ANYONE:
        return None
    if not request.user.is_authenticated:
        back = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
        if request.headers.get("HX-Request"):
            return HttpResponse(status=401, headers={"HX-Redirect": "/sign-in"})
        return HttpResponseRedirect(f"/sign-in?{back}" if back else "/sign-in")
    if may != SIGNED_IN and not request.user.may(may):
        raise PermissionDenied(may)
    return None


def page(
    path: str, *, may: str, methods: tuple[str, ...] = ("GET",), name: str = "", slow: bool = False
) -> Callable[[View], View]:
    """Make a function a page at `path` for those who hold `may`: a permission, ANYONE or SIGNED_IN."""

    def declare(view: View) -> View:
        allowed = ("GET", "HEAD", *methods) if "GET" in methods else methods

        @wraps(view)
        def guarded(request: HttpRequest, **parts: Any) -> HttpResponseBase:
            if request.method not in allowed:
                return only_for_forms(allowed)
            if "\0" in request.path:
                # No id holds one, and PostgreSQL would call asking for it an error.
                raise Http404(path)
            try:
                return refusal(request, may) or view(request, **parts)
            except MovedOn as to:
                return moved_on(request, to)

        called = name or view.__name__
        ROUTES.offer(called, Route(called, path, may, tuple(dict.fromkeys(allowed)), slow, guarded))
        return guarded

    return declare
