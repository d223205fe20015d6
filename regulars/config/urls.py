"""Every path, from what the rooms declared."""

from django.urls import URLPattern, URLResolver, path

from regulars.api import door
from regulars.web.routes import ROUTES


def patterns() -> list[URLPattern | URLResolver]:
    """Django's patterns for all that is declared by now, and the API."""
    pages = [path(route.path.lstrip("/"), route.view, name=name) for name, route in ROUTES]
    return [*pages, door.PATTERN]


urlpatterns = patterns()

handler400 = "regulars.web.faults.bad_request"
handler403 = "regulars.web.faults.forbidden"
handler404 = "regulars.web.faults.missing"
handler500 = "regulars.web.faults.broken"
