"""Inboxes on their page."""

import pytest

from regulars.intake.models import Inbox
from tests import mails
from tests.builders import signed_in

pytestmark = pytest.mark.django_db


def test_each_inbox_shows_its_balance() -> None:
    mails.take_in(mails.mail(), mails.mail(), b"")
    cells = signed_in("owner").get("/inboxes").content.decode().partition("<tbody>")[2]
    figures = [cell.partition(">")[2].partition("</td>")[0] for cell in cells.split('<td class="figure"')[1:]]
    assert [figure.partition(">")[2].partition("<")[0] or figure for figure in figures] == ["3", "1", "1", "1", "0"]


def test_an_inbox_is_added() -> None:
    response = signed_in("owner").post("/inboxes/add", {"address": " Help@Desk.example", "name": "Help"})
    assert response.url == "/inboxes"
    assert Inbox.objects.get().address == "help@desk.example"


def test_a_wrong_address_is_told_and_kept() -> None:
    response = signed_in("owner").post("/inboxes/add", {"address": "help", "name": "Our help"})
    shown = response.content.decode()
    assert response.status_code == 422
    assert "is no mail address" in shown
    assert 'value="help"' in shown
    assert 'value="Our help"' in shown


def test_a_mailbox_that_does_not_answer_keeps_all_but_the_password() -> None:
    box = mails.inbox()
    typed = {
        "host": "127.0.0.1",
        "username": "help",
        "kind": "password",
        "security": "none",
        "port": "1",
        "folder": "In",
    }
    response = signed_in("owner").post(f"/inboxes/{box.public_id}/mailbox", typed | {"secret": "open sesame"})
    shown = response.content.decode()
    assert response.status_code == 422
    assert "does not answer" in shown
    assert 'value="In"' in shown
    assert 'value="none" selected' in shown
    assert "open sesame" not in shown


@pytest.mark.parametrize(
    "wrong", [{"port": "many"}, {"port": "99999"}, {"kind": "file"}, {"host": ""}, {"security": "x"}]
)
def test_what_is_wrong_with_a_mailbox_is_told(wrong: dict[str, str]) -> None:
    box = mails.inbox()
    typed = {"host": "127.0.0.1", "username": "help", "kind": "password", "security": "none", "secret": "s"}
    response = signed_in("owner").post(f"/inboxes/{box.public_id}/mailbox", typed | wrong)
    assert response.status_code == 422
    assert "1 thing to put right" in response.content.decode()
