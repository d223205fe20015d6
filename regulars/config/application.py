"""What a server serves: pages in threads, live streams on the loop."""

from django.core.handlers.wsgi import WSGIHandler
from django.urls import Resolver404, resolve

from regulars.config import live
from regulars.engine.shell import Shell, shell
from regulars.engine.streams import Hub
from regulars.staff.seen import Writing
from regulars.web.routes import ROUTES


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
    hub = Hub(live.whose)
    seen = Writing()
    beside = (hub, seen)
    app = shell(
        WSGIHandler(),
        {"/live": live.Narrowed(hub)},
        is_slow=is_slow,
        on_start=[one.start for one in beside],
        on_stop=[one.stop for one in beside],
    )
    return app, hub
