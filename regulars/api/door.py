"""The ways to the API, for programs and for assistants. It is loaded when somebody first asks: its library takes a
third of the time to the first page, and 15 MB of each process that never answers a program."""

from importlib import import_module

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import re_path
from django.views.decorators.csrf import csrf_exempt

PREFIX = "api/v1/"


@csrf_exempt  # A token is no cookie: no other site's page can make a browser send it.
def ask(request: HttpRequest, rest: str) -> HttpResponseBase:
    """What the API answers."""
    answer: HttpResponseBase = import_module("regulars.api.rest").answer(request, rest)
    return answer


@csrf_exempt  # For the same reason.
def assist(request: HttpRequest) -> HttpResponseBase:
    """What an assistant is answered."""
    answer: HttpResponseBase = import_module("regulars.api.mcp").answer(request)
    return answer


# The rest of a path may hold anything, a line break too.
PATTERNS = (re_path(rf"^{PREFIX}(?P<rest>[\s\S]*)$", ask), re_path(r"^mcp/?$", assist))
