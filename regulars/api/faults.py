"""What is wrong with a request, in one shape: {"error": {"code", "message", "field"}}."""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from regulars.base.results import Refused

UNAUTHORISED, FORBIDDEN, MISSING, WRONG_METHOD, CONFLICT = 401, 403, 404, 405, 409
TOO_LARGE, WRONG, TOO_MANY = 413, 422, 429
CODES = {CONFLICT: "conflict"}
MEGABYTE = 1024 * 1024
# Where in a request the library found it; what is left of the place is the field.
PLACES = frozenset({"body", "query", "path", "header", "asked"})
Finish = Callable[[HttpRequest, HttpResponse], HttpResponse]


class Fault(Exception):
    """A request that cannot be carried out. `state` is what holds instead, where that helps the program."""

    def __init__(self, status: int, code: str, message: str, field: str = "", state: Any = None) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.field, self.state = status, code, message, field, state


def refused(because: Refused) -> Fault:
    """The business says no."""
    return Fault(WRONG, "refused", because.reason, because.field)


def body(code: str, message: str, field: str = "", state: Any = None) -> dict[str, Any]:
    """The one shape; `current` is there only where there is something to say."""
    error = {"code": code, "message": message, "field": field}
    return {"error": error} if state is None else {"error": error, "current": state}


def place(where: Iterable[Any]) -> str:
    """The field that a validation fault is about: `orders.0.total`."""
    return ".".join(str(part) for part in where if part not in PLACES)


def no_such_path() -> HttpResponse:
    """The answer to a path at which nothing is."""
    said = body("missing", "There is nothing at this path. /api/v1/openapi.json says what there is.")
    return JsonResponse(said, status=MISSING)


def no_such_method(known: str) -> HttpResponse:
    """The answer to a method that a path does not know; `known` are those that it does."""
    allowed = ", ".join(sorted(known.split(", ")))
    answer = JsonResponse(body("method", f"This path answers to {allowed}."), status=WRONG_METHOD)
    answer.headers["Allow"] = allowed
    return answer


def answer_faults(api: NinjaAPI, finish: Finish) -> None:
    """Let every fault leave the API in the one shape; `finish` is what every answer goes through."""

    @api.exception_handler(Fault)
    def fault(request: HttpRequest, exc: Fault) -> HttpResponse:
        return finish(request, JsonResponse(body(exc.code, exc.message, exc.field, exc.state), status=exc.status))

    @api.exception_handler(ValidationError)
    def wrong(request: HttpRequest, exc: ValidationError) -> HttpResponse:
        first = exc.errors[0]
        said = body("invalid", str(first["msg"]), place(first["loc"]))
        return finish(request, JsonResponse(said, status=WRONG))

    @api.exception_handler(AuthenticationError)
    def unknown(request: HttpRequest, exc: AuthenticationError) -> HttpResponse:
        message = "Send a token that is not withdrawn or expired, as `Authorization: Bearer regulars_…`."
        answer = JsonResponse(body("unauthorised", message), status=UNAUTHORISED)
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, exc: Http404) -> HttpResponse:
        return finish(request, JsonResponse(body("missing", str(exc)), status=MISSING))

    @api.exception_handler(RequestDataTooBig)
    def too_large(request: HttpRequest, exc: RequestDataTooBig) -> HttpResponse:
        most = (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) // MEGABYTE
        said = body("too_large", f"Send at most {most} MB at once; records can come in several parts.")
        return finish(request, JsonResponse(said, status=TOO_LARGE))

    @api.exception_handler(HttpError)
    def by_status(request: HttpRequest, exc: HttpError) -> HttpResponse:
        said = body(CODES.get(exc.status_code, "invalid"), str(exc))
        return finish(request, JsonResponse(said, status=exc.status_code))
