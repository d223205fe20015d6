"""Pages for when something is wrong: what happened, and what can be done. None needs the database."""

import sys
from collections.abc import Sequence

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

RETRY_SECONDS = 10


def fault(status: int, title: str, said: str) -> HttpResponse:
    """One such page."""
    return HttpResponse(render_to_string("web/fault.html", {"title": title, "said": said}), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: a request that no page of ours makes."""
    return fault(400, _("That request was not understood"), _("Go back, load the page again and try once more."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: signed in, and still not allowed."""
    return fault(403, _("This page is not open to you"), _("If you need it for your work, ask the owner of the desk."))


def expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form that does not carry our mark, most often since the page was open for long."""
    said = _("This form was open for too long, or cookies are switched off. Go back, load the page again, and send it.")
    return fault(403, _("Please send that once more"), said)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: nothing is there."""
    said = _("Perhaps the address was cut short on its way. Search finds customers and what they wrote.")
    return fault(404, _("There is nothing here"), said)


def only_for_forms(methods: Sequence[str]) -> HttpResponse:
    """405: where a form was sent to, asked for as a page, most often after a reload or signing in again."""
    said = _("A form is sent to this address. Go back to its page, and send it from there.")
    response = fault(405, _("There is nothing here"), said)
    response.headers["Allow"] = ", ".join(methods)
    return response


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault; 503 where it is the database that does not answer.

    Django calls this while the exception is still the current one, whichever layer raised it.
    """
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        return outage()
    return fault(500, _("Something broke on our side"), _("It was written to the log. Nothing that was saved is lost."))


def outage() -> HttpResponse:
    """503: the database is gone or locked for too long."""
    said = _("Nothing is lost: mail waits at the door until it is back. Load this page again in a moment.")
    response = fault(503, _("The database does not answer"), said)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response
