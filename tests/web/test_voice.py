"""One word for one thing on the desk's buttons, as docs/design.md has it."""

import re
from pathlib import Path

import regulars

BUTTON = re.compile(r"<(?:button|a class=\"button)[^>]*>\s*\{\{ _\(\"([^\"]+)\"")
INSTEAD = re.compile(r"(Save|Apply|OK|Submit|Cancel|Never mind|Let it be|Leave it)\b")
# What customers see speaks as the web does.
THEIRS = "templates/book/theirs"


def test_buttons_say_keep_and_not_now() -> None:
    pages = [one for one in Path(regulars.__file__).parent.rglob("*.html") if THEIRS not in str(one)]
    said = [(page.name, words) for page in pages for words in BUTTON.findall(page.read_text())]
    assert len(said) > 150
    assert [one for one in said if INSTEAD.match(one[1])] == []
