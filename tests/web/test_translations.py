"""Every word on screen can be said in another language, and in German all of it is."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from tools.words import LANGUAGES, as_read, as_text, brought_up, forms, known, path, untranslated

TEMPLATES = sorted(Path("regulars").rglob("templates/**/*.html"))
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{[\w.|]+\}|#")
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
SPOKEN = ("title", "placeholder", "aria-label", "alt", "data-key-label")
# Names and signs that are the same in every language.
NAMES = re.compile(r"Regulars|Ctrl|Alt|Esc|Enter|IMAP|SMTP|CSV|JSON|Ana Novak|Boris Okafor|Ada Byrne|\b[a-z?/!]\b")
# What an expression that writes attributes leaves behind.
ATTRIBUTES = re.compile(r"\b(?:autofocus|required)\b|[\w-]+=\"[^\"]*\"")


class Words(HTMLParser):
    """What a template says outside of its expressions."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def handle_data(self, data: str) -> None:
        self.said.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.said += [value for name, value in attrs if name in SPOKEN and value]


def literals(template: str) -> Iterator[str]:
    """Words of a template that no translation will reach."""
    reader = Words()
    reader.feed(JINJA.sub(" ", template))
    for text in reader.said:
        if re.search(r"[^\W\d_]{2}", NAMES.sub(" ", ATTRIBUTES.sub(" ", text))):
            yield " ".join(text.split())


@pytest.mark.parametrize("template", TEMPLATES, ids=str)
def test_no_template_says_a_word_of_its_own(template: Path) -> None:
    assert not list(literals(template.read_text()))


def test_a_word_that_nobody_can_translate_is_found() -> None:
    assert list(literals('<p title="Hello">{{ _("Well") }} there</p>')) == ["Hello", "there"]


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_words_for_everything(language: str) -> None:
    fresh = brought_up(language)
    assert not list(untranslated(fresh)), "run `./do words` and fill in what is empty"
    assert not [one.id for one in fresh if one.fuzzy and one.id]
    assert path(language, "po").read_bytes() == as_text(fresh), "run `./do words`"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_read_was_made_from_what_is_edited(language: str) -> None:
    assert path(language, "mo").read_bytes() == as_read(known(language)), "run `./do words`"


def placeholders(message: Message) -> Iterator[tuple[list[str], list[str]]]:
    """Those of each form in English and in the other language."""
    ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
    said = forms(message)
    for place, one in enumerate(said):
        english = ids[min(place, len(ids) - 1)]
        yield sorted(PLACEHOLDER.findall(english)), sorted(PLACEHOLDER.findall(one))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_placeholder_is_lost_or_made_up(language: str) -> None:
    wrong = [message.id for message in known(language) if any(a != b for a, b in placeholders(message))]
    assert not wrong
