"""How the desk looks to the agent of a request: light or dark, roomy or dense, and in which language."""

from django.http import HttpRequest
from django.utils.translation import get_language, get_language_bidi
from markupsafe import Markup


def language() -> Markup:
    """The language of the page as attributes of its root."""
    said = get_language() or "en"
    direction = ' dir="rtl"' if get_language_bidi() else ""
    return Markup(f'lang="{said}"{direction}')  # noqa: S704 - one of our own codes


def look(request: HttpRequest) -> Markup:
    """What the agent chose, as attributes of the root; what they leave to the browser is left out."""
    user = request.user
    if not user.is_authenticated:
        return Markup("")
    theme = f' data-theme="{user.theme}"' if user.theme in {"light", "dark"} else ""
    density = ' data-density="dense"' if user.density == "dense" else ""
    return Markup(theme + density)  # noqa: S704 - three known words
