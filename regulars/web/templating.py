"""How pages are made from templates: strict about what is missing, escaping by default, words through gettext."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from jinja2 import Environment, StrictUndefined

from regulars.engine import outbox
from regulars.web import words
from regulars.web.menu import entries
from regulars.web.static import address


def url(name: str, **parts: Any) -> str:
    """The path of the page called `name`. Raises NoReverseMatch."""
    return reverse(name, kwargs=parts)


def environment(**options: Any) -> Environment:
    """The environment of all templates. A name that a page did not give is an error, never an empty string."""
    made = Environment(  # noqa: S701 - Django's backend has put autoescape=True among the options
        **{**options, "undefined": StrictUndefined},
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    # The stubs do not know what the extension adds to the environment.
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(url=url, static=address, menu=entries, head=outbox.head)
    made.filters.update(
        when=words.when, fully=words.fully, day=words.day, size=words.size, linked=words.linked, number=words.number
    )
    return made
