"""How pages are made from templates: strict about what is missing, escaping by default, words through gettext."""

import re
from functools import cache, lru_cache
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext, ngettext
from jinja2 import Environment
from markupsafe import Markup, escape

from regulars.engine import outbox
from regulars.web import words
from regulars.web.compiled import Compiled
from regulars.web.flash import told
from regulars.web.frame import beside_name, lines
from regulars.web.look import language, look
from regulars.web.menu import menu
from regulars.web.reader import reader
from regulars.web.routes import ROUTES
from regulars.web.sheets import Press
from regulars.web.static import address
from regulars.web.unwrap import unwrapped

PLACEHOLDER = re.compile(r"<\w+:(\w+)>")


@cache
def pieces(name: str) -> tuple[str, ...]:
    """The path of the page called `name`, cut at its placeholders: every second piece is one's name."""
    route = ROUTES.get(name)
    if route is None:
        raise KeyError(name)
    return tuple(PLACEHOLDER.split(route.path))


def url(name: str, **parts: Any) -> str:
    """The path of the page called `name`. Raises KeyError. Django's `reverse` takes 30 times as long."""
    cut = pieces(name)
    if len(cut) == 3 and (value := str(parts[cut[1]])).isalnum() and value.isascii():
        return f"{cut[0]}{value}{cut[2]}"
    return "".join(quote(str(parts[piece]), "") if odd % 2 else piece for odd, piece in enumerate(cut))


def said(text: str, **named: Any) -> str:
    """A sentence in the agent's language. It is escaped where it is put out, with what was put into it; with a piece of
    HTML among that, such as a time, it is one itself."""
    found = sentence(reader().language, text)
    if any(isinstance(one, Markup) for one in named.values()):
        return escape(found) % named
    return found % named if named else found


@lru_cache(maxsize=8192)
def sentence(language: str | None, text: str) -> str:
    """A sentence in the language that is active, looked up once: a page says more than a hundred."""
    return gettext(text)


def counted(one: str, many: str, num: int, **named: Any) -> str:
    """The same with a number, which the sentence can name as %(num)s."""
    return counted_sentence(reader().language, one, many, num) % {"num": words.number(num), **named}


@lru_cache(maxsize=8192)
def counted_sentence(language: str | None, one: str, many: str, num: int) -> str:
    """The same for that number."""
    return ngettext(one, many, num)


def environment(**options: Any) -> Environment:
    """The environment of all templates, with the words that they use. Django's backend escapes by default."""
    made = Press(**options, bytecode_cache=Compiled(settings.REGULARS_HOME / "compiled"))
    # Without the i18n extension's own functions: they take ten times as long, and a page says a hundred sentences.
    made.globals.update(_=said, ngettext=counted, url=url, static=address, desk_menu=menu, head=outbox.head, told=told)
    made.globals.update(beside_name=beside_name, lines_above=lines, look=look, language=language)
    made.filters.update(
        when=words.when,
        fully=words.fully,
        day=words.day,
        local_day=words.local_day,
        size=words.size,
        linked=words.linked,
        number=words.number,
        money=words.money,
        unwrapped=unwrapped,
    )
    return made
