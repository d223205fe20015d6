"""A first visit weighs little: any page, its styles and scripts, and the fonts of a Latin script, as they are sent."""

import gzip
import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from regulars.web.middleware import packed
from regulars.web.static import files
from tests.builders import signed_in

from .conftest import Desk, routes

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


def files_of(page: str) -> dict[str, int]:
    """What comes for a page, in bytes as they are sent."""
    return {one: len(files()[one].packed or files()[one].content) for one in loaded(page)}


def unpacked(response: Any) -> str:
    """The page that a browser shows with all that belongs to it; nothing for a part, a file, or a way elsewhere."""
    if response.status_code != 200 or response.headers.get("Content-Encoding") != "gzip":
        return ""
    page = gzip.decompress(response.content).decode()
    return page if page.lower().startswith("<!doctype html>") else ""


def test_a_first_visit_weighs_little(desk: Desk) -> None:
    """On every page there is. The page itself is counted as it was sent."""
    client = signed_in("owner")
    takes = {"HTTP_ACCEPT_ENCODING": "gzip, deflate, br"}
    asked = {route.name: client.get(desk.path(route), **takes) for route in routes("GET")}
    asked["search"] = client.get("/search?q=kettle", **takes)
    pages = {name: page for name, one in asked.items() if (page := unpacked(one))}
    assert {"inbox", "conversation", "customer", "search", "design", "today"} < {*pages}
    assert len(pages) > 80
    weights = {name: {**files_of(page), "the page": len(asked[name].content)} for name, page in pages.items()}
    heavy = {name: sum(parts.values()) for name, parts in weights.items() if sum(parts.values()) > MOST}
    assert not heavy, {name: sorted(weights[name].items(), key=lambda one: -one[1])[:20] for name in heavy}


def test_an_answer_is_packed_for_who_takes_it(desk: Desk) -> None:
    client = signed_in("owner")
    plain, sent = client.get("/design"), client.get("/design", HTTP_ACCEPT_ENCODING="gzip")
    assert (plain.has_header("Content-Encoding"), "Accept-Encoding" in plain.headers["Vary"]) == (False, True)
    assert int(sent.headers["Content-Length"]) == len(sent.content) < len(plain.content) / 2
    assert gzip.decompress(sent.content).startswith(plain.content[:1000])
    file = client.get(f"/attachments/{desk.file.public_id}", HTTP_ACCEPT_ENCODING="gzip")
    assert (file.status_code, file.has_header("Content-Encoding")) == (200, False)


def test_the_length_of_a_packed_page_tells_nothing() -> None:
    page = packed(lambda _request: HttpResponse("A page. " * 200))
    asked = RequestFactory().get("/", HTTP_ACCEPT_ENCODING="gzip")
    assert len({page(asked).headers["Content-Length"] for _ in range(40)}) > 1
