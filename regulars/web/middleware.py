"""What holds for every answer."""

import secrets
from collections.abc import Callable
from gzip import GzipFile
from io import BytesIO
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

Answer = Callable[[HttpRequest], HttpResponseBase]

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "frame-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
WORTH_PACKING, RANDOM_BYTES, LEVEL = 500, 100, 4
WITHOUT_AGENT = ("/static/", "/healthz")


def content_policy(answer: Answer) -> Answer:
    """Every page may load and run only what is ours; a page that needs another policy has set its own.

    Nothing is kept by the browser or on the way, unless the page said so: it is about people.
    """

    def policed(request: HttpRequest) -> HttpResponseBase:
        response = answer(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return policed


def packed(answer: Answer) -> Answer:
    """Pages and parts of them go as gzip to who takes it; streams and files go as they are.

    The length of what is packed could tell what stands beside words that a stranger put there. So a random length is
    added to each, the token of forms is another one each time, and a stranger's page sends our cookie with no request
    but a visit. Source: https://ieeexplore.ieee.org/document/9754554 ("Heal the Breach"), as Django has it.
    """

    def packing(request: HttpRequest) -> HttpResponseBase:
        response = answer(request)
        if not isinstance(response, HttpResponse) or not response.get("Content-Type", "").startswith("text/html"):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        takes = "gzip" in request.headers.get("Accept-Encoding", "")
        if takes and len(response.content) >= WORTH_PACKING and not response.has_header("Content-Encoding"):
            response.content = gzipped(response.content)
            response.headers["Content-Encoding"] = "gzip"
            response.headers["Content-Length"] = str(len(response.content))
        return response

    return packing


def gzipped(content: bytes) -> bytes:
    """Packed as far as is worth the time: three times as quick as at the usual level, and a tenth larger."""
    into = BytesIO()
    # The name of the file within is the random length.
    with GzipFile("a" * secrets.randbelow(RANDOM_BYTES), "wb", LEVEL, into, mtime=0) as packing:
        packing.write(content)
    return into.getvalue()


def session_cookie(answer: Answer) -> Answer:
    """A cookie that no session of ours can have is passed over: a NUL in it is an error to PostgreSQL."""

    def tidied(request: HttpRequest) -> HttpResponseBase:
        if not is_session_key(request.COOKIES.get(settings.SESSION_COOKIE_NAME, "none")):
            del request.COOKIES[settings.SESSION_COOKIE_NAME]
        return answer(request)

    return tidied


def is_session_key(text: str) -> bool:
    """Whether Django could have made it: letters and figures."""
    return text.isascii() and text.isalnum()


def time_zone(answer: Answer) -> Answer:
    """Times and words are shown in the agent's zone and language; a language left open is the browser's.

    Paths that no agent looks at are spared the question who it is.
    """

    def zoned(request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(WITHOUT_AGENT) or not request.user.is_authenticated:
            return answer(request)
        language = request.user.language or translation.get_language()
        with timezone.override(zone(request.user.time_zone)), translation.override(language):
            response = answer(request)
        response.headers.setdefault("Content-Language", language or settings.LANGUAGE_CODE)
        return response

    return zoned


def zone(name: str) -> ZoneInfo:
    """The zone of that name, or UTC where there is none (a zone can vanish with a new release of the list)."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")
