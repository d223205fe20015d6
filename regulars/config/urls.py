"""Every path, from what the rooms declared."""

from django.urls import URLPattern, path

from regulars.web.routes import ROUTES


def patterns() -> list[URLPattern]:
    """Django's patterns for all that is declared by now."""
    return [path(route.path.lstrip("/"), route.view, name=name) for name, route in ROUTES]


urlpatterns = patterns()

handler400 = "regulars.web.faults.bad_request"
handler403 = "regulars.web.faults.forbidden"
handler404 = "regulars.web.faults.missing"
handler500 = "regulars.web.faults.broken"
