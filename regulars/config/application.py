"""What a server serves: pages in threads, live streams on the loop."""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, parse_cookie
from django.urls import Resolver404, resolve

from regulars.engine.shell import Shell, shell
from regulars.engine.streams import Hub
from regulars.staff.seen import Writing
from regulars.web.middleware import is_session_key
from regulars.web.routes import ROUTES


def whose(cookies: str) -> str | None:
    """The public id of the agent who is signed in with these cookies, as Django's own middlewares would find it."""
    # Django's own reader: the standard library's stops at the first cookie that it does not like, be it another desk's.
    key = parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME)
    if not key or not is_session_key(key):
        return None
    request: Any = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    agent = get_user(request)
    return agent.public_id if agent.is_authenticated and agent.may("book.read") else None


def is_slow(path: str) -> bool:
    """Whether a page declared that it may take long."""
    try:
        match = resolve(path)
    except Resolver404:
        return False
    route = ROUTES.get(match.url_name or "")
    return bool(route and route.slow)


def make() -> tuple[Shell, Hub]:
    """The application, and its streams for whoever has to end them."""
    hub = Hub(whose)
    seen = Writing()
    beside = (hub, seen)
    app = shell(
        WSGIHandler(),
        {"/live": hub},
        is_slow=is_slow,
        on_start=[one.start for one in beside],
        on_stop=[one.stop for one in beside],
    )
    return app, hub
