"""The way to the API. It is loaded when somebody first asks: its library takes a third of the time to the first page,
and 15 MB of each process that never answers a program."""

from functools import cache
from importlib import import_module

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLResolver, re_path
from django.urls.resolvers import RoutePattern
from django.views.decorators.csrf import csrf_exempt

PREFIX = "api/v1/"


@cache
def paths() -> URLResolver:
    """What the API answers to, below its prefix."""
    patterns, _app, _namespace = import_module("regulars.api.rest").REST.urls
    return URLResolver(RoutePattern(""), patterns)


@csrf_exempt  # A token is no cookie: no other site's page can make a browser send it.
def ask(request: HttpRequest, rest: str) -> HttpResponseBase:
    """What the API answers. Raises Http404."""
    found = paths().resolve(rest)
    request.resolver_match = found
    answer: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
    return answer


# The rest of a path may hold anything, a line break too.
PATTERN = re_path(rf"^{PREFIX}(?P<rest>[\s\S]*)$", ask)
