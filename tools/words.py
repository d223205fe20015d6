"""`./do words`: gather every sentence of pages and code, and make the lists of the languages that are spoken.

A list (.po) is edited by a person; what is new in it is empty, what is gone is taken out, and nothing is guessed. What
the desk reads (.mo) is made from it.
"""

import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

FOLDER = Path("regulars/web/locale")
LANGUAGES = ("de",)
MADE = datetime(2026, 1, 1, tzinfo=UTC)
METHODS = [("**/templates/**.html", "jinja2"), ("**.py", "python")]
OPTIONS = {"**/templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
}


def gathered(root: Path = Path("regulars")) -> Catalog:
    """Every sentence, with the files it stands in."""
    catalog = Catalog(project="Regulars", charset="utf-8")
    found = extract_from_dir(str(root), METHODS, OPTIONS, KEYWORDS, comment_tags=("Words:",), strip_comment_tags=True)
    for name, _line, message, comments, context in found:
        catalog.add(message, locations=[(f"{root}/{name}", 1)], auto_comments=comments, context=context)
    return catalog


def path(language: str, suffix: str) -> Path:
    """Where a language's list lies."""
    return FOLDER / language / "LC_MESSAGES" / f"django.{suffix}"


def known(language: str) -> Catalog:
    """The list as it is; an empty one where there is none."""
    file = path(language, "po")
    if not file.exists():
        return Catalog(locale=language, project="Regulars")
    with file.open("rb") as lines:
        return read_po(lines, locale=language)


def brought_up(language: str) -> Catalog:
    """The list with what is new, and without what is gone."""
    catalog = known(language)
    catalog.update(gathered(), no_fuzzy_matching=True, update_header_comment=False)
    catalog.obsolete.clear()
    return catalog


def as_text(catalog: Catalog) -> bytes:
    """A list as it is kept: in the order of its sentences, without dates, so that nothing changes but words."""
    text = io.BytesIO()
    write_po(text, catalog, width=120, sort_output=True, omit_header=True, include_lineno=False)
    plural = f'"Plural-Forms: {catalog.plural_forms}\\n"\n'
    head = f'msgid ""\nmsgstr ""\n"Language: {catalog.locale}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    return (head + plural + "\n").encode() + text.getvalue()


def as_read(catalog: Catalog) -> bytes:
    """What the desk reads: the same bytes for the same words, so without the hour at which it was made."""
    catalog.creation_date = catalog.revision_date = MADE
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    return compiled.getvalue()


def forms(message: Message) -> tuple[str, ...]:
    """What a sentence is in the other language: one form, or one for each number."""
    said = message.string
    return tuple(map(str, said)) if isinstance(said, tuple | list) else (str(said or ""),)


def untranslated(catalog: Catalog) -> Iterator[str]:
    """Sentences that nobody has put into the language yet."""
    for message in catalog:
        if message.id and not all(forms(message)):
            yield message.id[0] if isinstance(message.id, tuple) else str(message.id)


def main() -> int:
    """Bring all lists up to date, and say what is missing."""
    for language in LANGUAGES:
        catalog = brought_up(language)
        path(language, "po").parent.mkdir(parents=True, exist_ok=True)
        path(language, "po").write_bytes(as_text(catalog))
        path(language, "mo").write_bytes(as_read(known(language)))
        missing = list(untranslated(catalog))
        print(f"{language}: {len(catalog)} sentences, {len(missing)} of them without words")
        print("".join(f"  {one}\n" for one in missing[:20]), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
