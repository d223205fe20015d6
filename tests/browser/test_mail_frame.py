"""A customer's HTML runs nothing, and loads nothing from outside until somebody asks for it."""

from typing import TYPE_CHECKING

import pytest

from regulars.book.models import Moment
from tests import mails
from tests.web.rows import html_mail

from .conftest import Canary

if TYPE_CHECKING:
    from playwright.sync_api import Page

HOSTILE = """<script>fetch("OUTSIDE/script"); parent.document.title = "ran"</script>
<img src="OUTSIDE/picture" onerror="parent.location='OUTSIDE/error'"><img src="x" onerror="fetch('OUTSIDE/x')">
<style>@import "OUTSIDE/import"; body { background: url(OUTSIDE/background) } p { font-family: f }
@font-face { font-family: f; src: url(OUTSIDE/font) }</style>
<link rel="stylesheet" href="OUTSIDE/sheet"><link rel="preload" as="image" href="OUTSIDE/preload">
<iframe src="OUTSIDE/frame"></iframe><object data="OUTSIDE/object"></object><embed src="OUTSIDE/embed">
<video src="OUTSIDE/video" autoplay poster="OUTSIDE/poster"></video><audio src="OUTSIDE/audio" autoplay></audio>
<meta http-equiv="refresh" content="0;url=OUTSIDE/refresh"><base href="OUTSIDE/">
<form action="OUTSIDE/form"><input autofocus onfocus="this.form.submit()"></form>
<svg onload="fetch('OUTSIDE/svg')"></svg><p>Read me.</p>"""


def opened(page: "Page", raw: bytes, message_id: str) -> "Page":
    """The conversation of that mail, with its own look shown."""
    mails.take_in(raw)
    moment = Moment.objects.get(messages__message_id=message_id)
    page.goto(f"/conversations/{moment.conversation.public_id}")
    page.get_by_role("link", name="Show as it was sent").click()
    page.frame_locator("iframe").locator("p").first.wait_for()
    page.wait_for_timeout(300)
    return page


def test_pictures_from_outside_come_only_when_asked_for(page: "Page", canary: Canary) -> None:
    opened(page, html_mail(canary.address), "picture@nordbake.example")
    assert canary.heard == []
    own = page.frame_locator("iframe").locator("img").first
    assert own.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") == 10
    page.get_by_role("link", name="Load pictures from outside").click()
    for _ in range(1200):
        if canary.heard:
            break
        page.wait_for_timeout(100)
    assert canary.heard == ["/spy.png"]
    assert "kettle" in page.title()


@pytest.mark.parametrize("cleaned", [True, False], ids=["cleaned", "as it came"])
def test_hostile_html_does_nothing(
    page: "Page", canary: Canary, monkeypatch: pytest.MonkeyPatch, cleaned: bool
) -> None:
    """Also where the cleaner lets everything through: the frame alone must hold it."""
    if not cleaned:
        monkeypatch.setattr("regulars.book.letters.clean", lambda html, pictures, outside: html)
    headers = [("Content-Type", "text/html; charset=utf-8")]
    raw = mails.mail(text=HOSTILE.replace("OUTSIDE", canary.address), headers=headers)
    raw = raw.replace(b"Content-Type: text/plain; charset=utf-8\r\n", b"")
    opened(page, raw, "one@nordbake.example")
    assert canary.heard == []
    assert page.title().startswith("The blue kettle")
    assert "/conversations/" in page.url
