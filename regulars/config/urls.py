"""Every path, from what the rooms declared."""

from django.urls import URLPattern, URLResolver, include, path

from regulars.api import door
from regulars.web.routes import ROUTES


def patterns() -> list[URLPattern | URLResolver]:
    """Django's patterns for all that is declared by now, and the API.

    Those that begin alike lie together: Django tries one after the other, and there are more than two hundred.
    """
    found: dict[str, list[URLPattern]] = {}
    for name, route in ROUTES:
        first, slash, rest = route.path.lstrip("/").partition("/")
        shelf, rest = (f"{first}/", rest) if slash and "<" not in first else ("", route.path.lstrip("/"))
        found.setdefault(shelf, []).append(path(rest, route.view, name=name))
    return [*(path(shelf, include(pages)) for shelf, pages in found.items()), *door.PATTERNS]


urlpatterns = patterns()

handler400 = "regulars.web.faults.bad_request"
handler403 = "regulars.web.faults.forbidden"
handler404 = "regulars.web.faults.missing"
handler500 = "regulars.web.faults.broken"
