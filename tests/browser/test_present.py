"""Who is said to be writing, by what they do in their browser."""

import re
from typing import TYPE_CHECKING

import pytest

from regulars.book.models import Conversation
from tests.pace import until

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.mark.slow
def test_two_windows_of_one_person_do_not_speak_for_each_other(page: "Page", kettle: Conversation) -> None:
    second = page.context.new_page()
    with second.expect_response(re.compile("/presence")):
        second.goto(f"/conversations/{kettle.public_id}")
    page.keyboard.press("r")
    with page.expect_response(re.compile("/presence")):
        page.keyboard.type("Dear Ana")
    assert sorted(kettle.present.values_list("writing", flat=True)) == [False, True]
    with page.expect_response(re.compile("/presence")):
        second.goto("about:blank")
        until(lambda: kettle.present.count() == 1)
        page.keyboard.press("Escape")
    assert list(kettle.present.values_list("writing", flat=True)) == [False]


@pytest.mark.slow
def test_who_types_no_more_is_not_said_to_be_writing(page: "Page", kettle: Conversation) -> None:
    page.clock.install()
    page.goto(f"/conversations/{kettle.public_id}")
    page.keyboard.press("r")
    page.keyboard.type("Dear Ana")
    until(lambda: list(kettle.present.values_list("writing", flat=True)) == [True])
    page.clock.fast_forward("01:05")
    until(lambda: list(kettle.present.values_list("writing", flat=True)) == [False])
    page.keyboard.type(", it leaves today.")
    until(lambda: list(kettle.present.values_list("writing", flat=True)) == [True])
