"""A first visit weighs little: the page, its styles and scripts, and the fonts of a Latin script, as they are sent."""

import gzip
import re

import pytest

from regulars.web.static import files
from tests.builders import signed_in

from .conftest import Desk

pytestmark = [pytest.mark.slow, pytest.mark.sqlite]

MOST = 150_000
# Fonts that a page in a Latin script with a note in italics asks for; those of other scripts come when they are needed.
FONTS = ("inter-latin.woff2", "literata-latin.woff2", "literata-italic-latin.woff2")
NAMED = re.compile(r"/static/([\w.-]+)\?v=")
IMPORTED = re.compile(rb"from \"\./([\w.-]+)\?v=")


def loaded(page: str) -> set[str]:
    """Our files that a page loads, with the scripts that its scripts load."""
    named = set(NAMED.findall(page)) | set(FONTS)
    while more := {found.decode() for name in named for found in IMPORTED.findall(files()[name].content)} - named:
        named |= more
    return named


@pytest.mark.parametrize("name", ["inbox", "conversation", "customer", "search", "design"])
def test_a_first_visit_weighs_little(desk: Desk, name: str) -> None:
    paths = {"inbox": "/", "search": "/search?q=kettle", "design": "/design"}
    paths |= {one: f"/{one}s/{desk.parts[one]}" for one in ("conversation", "customer")}
    page = signed_in().get(paths[name])
    assert page.status_code == 200
    sent = {one: len(files()[one].packed or files()[one].content) for one in loaded(page.content.decode())}
    sent["the page"] = len(gzip.compress(page.content))
    assert sum(sent.values()) <= MOST, sorted(sent.items(), key=lambda one: -one[1])
