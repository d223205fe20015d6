"""Inboxes on their pages: what came in, what is settled, what is held."""

import pytest
from django.test import Client

from regulars.engine.models import AuditEntry
from regulars.intake import sending
from regulars.intake.models import Inbox, Stop
from regulars.staff.models import Team
from tests import mails
from tests.builders import NOW, agent, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def shown(client: Client, path: str) -> str:
    """The page at a path."""
    response = client.get(path)
    assert response.status_code == 200, path
    return str(response.content.decode())


def test_each_inbox_shows_its_balance() -> None:
    mails.take_in(mails.mail(), mails.mail(), b"")
    cells = signed_in("owner").get("/inboxes").content.decode().partition("<tbody>")[2]
    figures = [cell.partition(">")[2].partition("</td>")[0] for cell in cells.split('<td class="figure"')[1:]]
    assert [figure.partition(">")[2].partition("<")[0] or figure for figure in figures] == ["3", "1", "1", "1", "0"]


def test_an_inbox_is_added_and_leads_to_its_mailbox() -> None:
    response = signed_in("owner").post("/inboxes/add", {"address": " Help@Desk.example", "name": "Help"})
    made = Inbox.objects.get()
    assert made.address == "help@desk.example"
    assert response.url == f"/inboxes/{made.public_id}/connect"
    assert AuditEntry.objects.get().act == "inbox.added"


def test_a_wrong_address_is_told_and_kept() -> None:
    response = signed_in("owner").post("/inboxes/add", {"address": "help", "name": "Our help"})
    said = response.content.decode()
    assert response.status_code == 422
    assert "is no mail address" in said
    assert 'value="help"' in said
    assert 'value="Our help"' in said


def test_each_part_of_an_inbox_is_settled_and_told_in_the_trail() -> None:
    box, client = mails.inbox(), signed_in("owner")
    for part, value in {
        "name": "The help desk",
        "assignment": "who_knows",
        "signature": "{agent.first_name}, {inbox.name}",
        "weight": "3",
        "ceiling": "40",
    }.items():
        response = client.post(f"/inboxes/{box.public_id}/settle", {"part": part, part: value})
        assert response.url == f"/inboxes/{box.public_id}#{part}"
    box.refresh_from_db()
    assert (box.name, box.assignment, box.weight, box.ceiling) == ("The help desk", "who_knows", 3, 40)
    assert "Olga, The help desk" in shown(client, f"/inboxes/{box.public_id}")
    assert AuditEntry.objects.filter(act="inbox.changed").count() == 5


@pytest.mark.parametrize(
    ("part", "value", "said"),
    [
        ("signature", "Yours, {agent.nickname}", "There is no field {agent.nickname}"),
        ("assignment", "dice", "Choose one of these"),
        ("ceiling", "0", "from 1 to 100,000"),
        ("weight", "0", "from 1 to 100"),
        ("ceiling", "many", "from 1 to 100,000"),
        ("name", "x" * 121, "too long"),
    ],
)
def test_what_cannot_be_settled_is_told_and_kept(part: str, value: str, said: str) -> None:
    box = mails.inbox()
    response = signed_in("owner").post(f"/inboxes/{box.public_id}/settle", {"part": part, part: value})
    assert response.status_code == 422
    assert said in response.content.decode()
    assert value in response.content.decode() or part == "assignment"


def test_an_inbox_is_kept_for_a_team() -> None:
    box, billing = mails.inbox(), Team.objects.create(name="Billing")
    signed_in("owner").post(f"/inboxes/{box.public_id}/teams", {"team": billing.public_id})
    assert list(box.teams.all()) == [billing]
    assert signed_in().get(f"/inboxes/{box.public_id}").status_code == 404
    assert mails.DESK not in shown(signed_in(), "/inboxes")
    assert mails.DESK in shown(signed_in("owner"), "/inboxes")


def test_a_person_lets_a_new_inbox_go_but_not_what_was_stopped_since() -> None:
    box = mails.inbox()
    Stop.objects.create(inbox=box, kind=Stop.NEW, since=NOW)
    assert "newly connected" in shown(signed_in(), f"/inboxes/{box.public_id}")
    sending.stop(box, agent("owner"), NOW)
    signed_in("lead").post(f"/inboxes/{box.public_id}/release", {"kind": "new"})
    assert Stop.objects.get().kind == Stop.PERSON
    assert signed_in().post(f"/inboxes/{box.public_id}/release", {"kind": "person"}).status_code == 403


def test_while_all_is_stopped_every_page_says_so() -> None:
    mails.inbox()
    lead = signed_in("lead")
    assert "All outgoing mail is stopped" not in shown(lead, "/")
    lead.post("/sending/stop")
    for path in ("/", "/search", "/inboxes"):
        assert "All outgoing mail is stopped" in shown(signed_in(), path)
    assert "Leo Marsh stopped all outgoing mail" in shown(lead, "/inboxes")
    lead.post("/sending/release")
    assert "All outgoing mail is stopped" not in shown(lead, "/")
