"""On a phone: what stands above every page takes little of it, and all that it leads to is still reached."""

from typing import TYPE_CHECKING

import pytest

from tests import builders
from tests.web.conftest import Desk

if TYPE_CHECKING:
    from playwright.sync_api import Page

PHONE = {"width": 375, "height": 720}
HIGHEST = 110
SHOWN = "all => all.filter(one => one.checkVisibility()).map(one => one.getAttribute('href'))"
pytestmark = pytest.mark.slow


def ways(page: "Page") -> list[str]:
    """Where the menu leads, with that of the desk open."""
    page.locator("header nav summary").click()
    found: list[str] = page.locator("header nav a").evaluate_all(SHOWN)
    page.keyboard.press("Escape")
    return found


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_head_is_low_and_hides_no_way(page: "Page", desk: Desk, language: str) -> None:
    type(builders.agent("owner")).objects.update(language=language)
    page.goto("/today")
    wide = ways(page)
    page.set_viewport_size(PHONE)
    narrow = ways(page)
    assert sorted(narrow) == sorted(wide) == sorted(set(wide))
    box = page.locator("header.desk").bounding_box()
    assert box is not None
    assert box["height"] <= HIGHEST
    page.locator("header nav summary").click()
    opened = page.locator("header nav .menu-list").bounding_box()
    assert opened is not None
    assert (opened["x"] >= 0, opened["x"] + opened["width"] <= PHONE["width"]) == (True, True)
    page.locator("#find").fill("kettle")
    page.locator("#found").wait_for()
    panel = page.locator("#found").bounding_box()
    assert panel is not None
    assert panel["width"] > PHONE["width"] * 0.9
