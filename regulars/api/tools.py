"""The reading operations of the API as tools: their names, what they take, and their use with the same permissions."""

import json
import re
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from typing import Any
from urllib.parse import quote, urlencode

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse

from regulars.api import rest
from regulars.api.door import PREFIX
from regulars.api.faults import body
from regulars.api.models import Token
from regulars.base.frozen import dataclass

MOVED, WRONG = 301, 422
# What of a request says who asks, and where.
OWN = ("HTTP_AUTHORIZATION", "HTTP_HOST", "SERVER_NAME", "SERVER_PORT")
PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Tool:
    """One operation that reads. `path` is its template below the API's prefix, `takes` a JSON Schema."""

    name: str
    title: str
    about: str
    path: str
    takes: Mapping[str, Any]

    @property
    def scope(self) -> str:
        """What a token needs for it."""
        return f"{self.path.partition('/')[0]}:read"

    def told(self) -> dict[str, Any]:
        """As an assistant reads it."""
        hints = {"title": self.title, "readOnlyHint": True, "openWorldHint": False}
        known = {"name": self.name, "title": self.title, "description": self.about}
        return {**known, "inputSchema": self.takes, "annotations": hints}


@cache
def known() -> tuple[Tool, ...]:
    """All that there are, by the API's own description."""
    paths = rest.REST.get_openapi_schema()["paths"]
    return tuple(tool(path, methods["get"]) for path, methods in paths.items() if "get" in methods)


def tool(path: str, operation: Mapping[str, Any]) -> Tool:
    """One of them."""
    taken = [one for one in operation["parameters"] if one["in"] in ("path", "query")]
    takes = {
        "type": "object",
        "properties": {one["name"]: one["schema"] for one in taken},
        "required": [one["name"] for one in taken if one.get("required")],
        "additionalProperties": False,
    }
    about = operation.get("description", operation["summary"])
    return Tool(operation["operationId"], operation["summary"], about, path.removeprefix(f"/{PREFIX}"), takes)


def open_to(token: Token) -> list[Tool]:
    """Those that a token may use."""
    return [one for one in known() if one.scope in token.scopes]


def use(tool: Tool, given: Mapping[str, Any], request: HttpRequest) -> tuple[int, dict[str, Any]]:
    """The status and content of the answer. It is asked for with the token of `request`, and counted as any other.

    Who was merged into another leads on to that one.
    """
    if wrong := misfit(tool, given):
        return WRONG, body("invalid", f"This tool does not take it so: {wrong}.", wrong)
    rest_of = PLACE.sub(lambda found: quote(str(given[found[1]]), safe=""), tool.path)
    query = urlencode({name: value for name, value in given.items() if f"{{{name}}}" not in tool.path})
    found = asked(rest_of, query, request)
    if found.status_code == MOVED:
        found = asked(found.headers["Location"].removeprefix(f"/{PREFIX}"), query, request)
    content: dict[str, Any] = json.loads(found.content)
    return found.status_code, content


def misfit(tool: Tool, given: Mapping[str, Any]) -> str:
    """The first argument that the tool does not take, or lacks; the API says what is wrong within one."""
    unknown = sorted(given.keys() - tool.takes["properties"].keys())
    lacking = [name for name in tool.takes["required"] if not isinstance(given.get(name), str) or not given[name]]
    odd = [name for name, value in given.items() if not isinstance(value, (str, int))]
    return next(iter([*unknown, *lacking, *odd]), "")


def asked(path: str, query: str, request: HttpRequest) -> HttpResponse:
    """What the API answers there to whoever asks with this token."""
    environ = {name: request.META[name] for name in OWN if name in request.META}
    asks = {"REQUEST_METHOD": "GET", "PATH_INFO": f"/{PREFIX}{path}", "QUERY_STRING": query, "wsgi.input": BytesIO()}
    return rest.answer(WSGIRequest({**environ, **asks}), path)
