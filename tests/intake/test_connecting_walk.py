"""Connecting an inbox by keyboard alone, from its address to mail that may leave."""

import re
from typing import TYPE_CHECKING

import pytest

from regulars.intake.models import Mailbox, Stop
from tests.browser import conftest as browsing
from tests.browser.by_keyboard import reach, write
from tests.intake.conftest import PASSWORD, ImapServer, mail
from tests.smtp import MailServer

if TYPE_CHECKING:
    from playwright.sync_api import Page

served, page = browsing.served, browsing.page


def choose(page: "Page", name: str, first_letter: str) -> None:
    """Choose in a list by its first letter."""
    reach(page, name)
    page.keyboard.type(first_letter)


@pytest.mark.slow
def test_an_inbox_is_connected_by_keyboard_alone(page: "Page", imap_server: ImapServer) -> None:
    imap_server.put("keys", mail(1), mail(2))
    with MailServer(password=PASSWORD) as smtp:
        page.goto("/inboxes")
        write(page, "Address", "help@desk.example")
        page.keyboard.press("Enter")
        page.wait_for_url("**/connect")
        write(page, "Login name", "keys")
        write(page, "Password or token", PASSWORD)
        write(page, "Mail server (IMAP)", "127.0.0.1")
        choose(page, "Security", "N")
        write(page, "Port", str(imap_server.port))
        write(page, "Mail server (SMTP)", "127.0.0.1")
        choose(page, "Security", "N")
        write(page, "Port", str(smtp.port))
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="What would come in").wait_for()
    assert "Order 2" in page.inner_text("main")
    reach(page, "All of it")
    page.keyboard.press("ArrowDown")
    reach(page, "Connect it")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/inboxes/\w+$"))
    assert Mailbox.objects.get().history_since is not None
    reach(page, "Let mail go out")
    page.keyboard.press("Enter")
    page.get_by_text("Mail goes out.").wait_for()
    assert not Stop.objects.exists()
