"""The menu of every page: all there is to open stands in it, under a heading by which it is found."""

import re

import pytest

from regulars.web.menu import DAILY, GROUPS, MENU
from tests.builders import signed_in

pytestmark = pytest.mark.django_db
MENU_OF_DESK = re.compile(r'<ul class="menu-list groups">.*?</details>', re.DOTALL)


def desk(role: str) -> str:
    """The menu of the desk, as it stands on a page."""
    found = MENU_OF_DESK.search(signed_in(role).get("/today").content.decode())
    assert found
    return found[0]


def test_an_owner_finds_every_page_under_its_heading() -> None:
    shown = desk("owner")
    for _, entry in MENU:
        if entry.rank > DAILY:
            assert f'href="{entry.path}"' in shown, entry.path
    headings = re.findall(r'<p class="word" id="menu-\d">([^<]+)</p>', shown)
    assert headings == [str(heading) for _, heading in GROUPS]
    assert shown.index("How we work") < shown.index("/hours") < shown.index("Behind the scenes") < shown.index("/staff")


def test_a_heading_without_entries_is_left_out() -> None:
    shown = desk("agent")
    assert "Day by day" in shown
    assert "Behind the scenes" not in shown
