"""The page of an archive: one HTML file that loads nothing from anywhere."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from regulars.book.leaving.archive.names import NAMES
from regulars.book.leaving.slots import Coded, Part
from regulars.web.words import full, manner, money

STYLE = """
body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.55 Georgia, serif }
body { color: #222; background: #fff }
nav ul { columns: 2; padding-left: 1.2rem } h2 { margin-top: 3rem; border-bottom: 1px solid #ccc }
article { margin: 1rem 0; padding: .25rem 0 1rem; border-bottom: 1px solid #eee; break-inside: avoid }
dl { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: .15rem 1rem; margin: 0 }
dt { color: #555 } dd { margin: 0; overflow-wrap: anywhere }
pre { white-space: pre-wrap; font: inherit; margin: .5rem 0 0 }
@media (max-width: 30rem) { dl { display: block } dd { margin-bottom: .4rem } nav ul { columns: 1 } }
@media (prefers-color-scheme: dark) {
  body { color: #ddd; background: #1c1b19 } a { color: #9cc4ff } dt { color: #aaa } h2, article { border-color: #444 }
}
"""
LEFT_OUT = frozenset({"id", "currency"})
MONEY = frozenset({"total", "price", "balance", "worth"})
# Wall times, as the place has them.
WALLS = frozenset({"starts", "ends", "expires", "said", "on_record"})


def pieces(parts: Sequence[Part], whose: str, now: datetime) -> Iterator[str]:
    """The page, a row at a time."""
    title = _("What we hold of you")
    yield f'<!doctype html>\n<html lang="{get_language() or "en"}"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width">'
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    yield f"<title>{escape(title)}</title><style>{STYLE}</style></head><body><header><h1>{escape(title)}</h1>"
    yield f"<p>{escape(whose)} · {escape(moment(now))}</p><p>{escape(about())}</p></header>"
    links = "".join(f'<li><a href="#{part.name}">{escape(part.title)}</a></li>' for part in parts)
    yield f"<nav><ul>{links}</ul></nav><main>"
    for part in parts:
        yield f'<section id="{part.name}"><h2>{escape(part.title)}</h2>'
        empty = True
        for row in part.rows():
            empty = False
            yield f"<article>{article(part.read(row), part.words)}</article>"
        yield (f"<p>{escape(_('Nothing.'))}</p>" if empty else "") + "</section>"
    yield "</main></body></html>\n"


def about() -> str:
    """What the reader should know."""
    return _(
        "The file person.json holds the same for programs, and the folder “files” what came with messages. Other "
        "people are shortened, and our staff stand with their first names. All times are in UTC."
    )


def article(row: Mapping[str, Any], words: Coded) -> str:
    """One row: what is short as a list, a text as it was written."""
    short = [
        f"<dt>{escape(name(key))}</dt><dd>{value(key, said, row, words)}</dd>"
        for key, said in row.items()
        if key not in LEFT_OUT and key != "text" and said not in ("", None, [], {}, False)
    ]
    text = f'<pre dir="auto">{escape(row["text"])}</pre>' if row.get("text") else ""
    return f"<dl>{''.join(short)}</dl>{text}"


def value(key: str, said: Any, row: Mapping[str, Any], words: Coded) -> str:
    """One value in HTML; of a code what it stands for."""
    if key in MONEY and row.get("currency"):
        return escape(money(int(said), str(row["currency"])))
    if key == "files":
        return "<br>".join(link(file) for file in said)
    if isinstance(said, datetime):
        return escape(moment(said))
    if isinstance(said, Mapping):
        return ", ".join(f"{escape(name(key))} {value(key, one, row, words)}" for key, one in said.items() if one)
    if isinstance(said, list):
        return "<br>".join(value(key, one, row, words) for one in said)
    if said is True:
        return escape(_("yes"))
    if key in WALLS:
        return escape(full(datetime.fromisoformat(said), manner(get_language())))
    return escape(words.get(key, {}).get(said, said) if isinstance(said, str) else said)


def name(key: str) -> str:
    """What a key is called."""
    return str(NAMES.get(key) or key.replace("_", " "))


def link(file: Mapping[str, Any]) -> str:
    """A file in the archive."""
    return f'<a href="{escape(file["path"])}">{escape(file["name"] or _("without a name"))}</a>'


def moment(at: datetime) -> str:
    """A time in words, in UTC."""
    return full(at.astimezone(UTC), manner(get_language()))
