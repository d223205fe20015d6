"""The API itself: what the nouns offer, under one roof."""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, URLResolver
from django.urls.resolvers import RoutePattern
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from regulars.api.described import describe
from regulars.api.door import PREFIX
from regulars.api.faults import WRONG_METHOD, answer_faults, no_such_method, no_such_path
from regulars.api.nouns import customers, orders, ratings, rewards, visits
from regulars.api.seat import told

ABOUT = """Everything is JSON; times are ISO 8601 with their offset, amounts are in the smallest unit of their currency.

Lists come in pages: ask again with `cursor` as `next` said it, until it is null. The order is stable, and nobody is
left out: a customer who was merged into another stands there with `merged_into`, one who was erased with `erased` and
without anything else; delete what you keep of them. To keep a copy of orders, visits or rewards, note the time, read
the list to its end, and next time ask for what was `updated_since` then (write a time's `+` as `%2B`): the pages hold
what came and what changed. Whose book a record is in can change without it, by a merge; the list of customers says so.
Every write takes an
`Idempotency-Key`: within a day the same request with it is done once."""


class Desk(NinjaAPI):
    """NinjaAPI that says with each answer how much is left to the token."""

    def get_root_path(self, path_params: dict[str, Any]) -> str:
        """Where it stands. The library would ask Django, which does not know its paths (see door.py)."""
        return f"/{PREFIX}"

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name of what carries it out, such as `read_order`, by which assistants call it, too."""
        return operation.view_func.__name__

    def get_openapi_schema(self, **given: Any) -> OpenAPISchema:
        """The description, with the faults and headers that all operations share."""
        made = super().get_openapi_schema(**given)
        describe(made)
        return made

    def create_response(self, request: HttpRequest, *arguments: Any, **more: Any) -> HttpResponse:
        """As the library makes it, with that."""
        return told(request, super().create_response(request, *arguments, **more))


REST = Desk(title="Regulars", version="1", description=ABOUT, urls_namespace="api", docs_url=None)
NOUNS = {"customers": customers, "orders": orders, "visits": visits, "rewards": rewards, "ratings": ratings}
for name, noun in NOUNS.items():
    REST.add_router(f"/{name}", noun.ROUTER, tags=[name])
answer_faults(REST, told)


@cache
def paths() -> URLResolver:
    """What the API answers to, below its prefix."""
    patterns, _app, _namespace = REST.urls
    return URLResolver(RoutePattern(""), patterns)


def answer(request: HttpRequest, rest: str) -> HttpResponse:
    """What the API answers at a path below its prefix; what is not there is said in the one shape, too."""
    try:
        found = paths().resolve(rest)
    except Resolver404:
        return no_such_path()
    request.resolver_match = found
    said: HttpResponse = found.func(request, *found.args, **found.kwargs)
    return no_such_method(said.headers["Allow"]) if said.status_code == WRONG_METHOD else said
