"""The page of what is due: whose it is, why it stands there, and what may be seen."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from regulars.book.models import Conversation, Visit
from regulars.book.today.slots import TODAY, Asked
from regulars.intake.models import Inbox
from regulars.staff.models import Agent, Team
from tests import builders
from tests.builders import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def waiting(name: str, email: str, hours: int, **more: object) -> Conversation:
    """Somebody who wrote so many hours ago, and has no answer."""
    at = timezone.now() - timedelta(hours=hours)
    on = builders.conversation(builders.customer(name, email), f"A matter of {name}", last_at=at, **more)
    builders.messages(on, ["Where is it?"], at)
    return on


def test_who_waits_the_longest_stands_first_with_the_reason() -> None:
    seat, leo = signed_in(), builders.agent("lead")
    waiting("Ana", "ana@nordbake.example", 30, assignee=builders.agent())
    waiting("Boris", "boris@veloworks.example", 2)
    waiting("Chloe", "chloe@samphire.example", 50, assignee=leo)
    shown = seat.get("/today").content.decode()
    assert shown.index(">Late<") < shown.index("A matter of Ana") < shown.index("A matter of Boris")
    assert "unanswered for 30 h" in shown
    assert "A matter of Chloe" not in shown
    team = signed_in("lead").get("/today/team").content.decode()
    assert team.index("A matter of Chloe") < team.index("A matter of Ana") < team.index("A matter of Boris")
    assert "nobody has it" in team
    only = signed_in("lead").get(f"/today/team?who={leo.public_id}").content.decode()
    assert "A matter of Chloe" in only
    assert "A matter of Ana" not in only
    nobodys = signed_in("lead").get("/today/team?who=nobody").content.decode()
    assert "A matter of Boris" in nobodys
    assert "A matter of Ana" not in nobodys


def test_a_new_desk_says_how_mail_comes_in() -> None:
    shown = signed_in("owner").get("/today").content.decode()
    assert "No mail comes in yet" in shown
    assert '<a href="/inboxes">Add an inbox</a>' in shown
    assert "Add an inbox" not in signed_in().get("/today").content.decode()


def test_what_is_answered_waits_for_nobody() -> None:
    Inbox.objects.create(address="help@desk.example")
    on = waiting("Ana", "ana@nordbake.example", 30)
    builders.messages(on, ["", "It is on its way."], timezone.now() - timedelta(hours=1))
    assert "Nothing waits" in signed_in().get("/today").content.decode()


def test_a_hidden_inbox_stays_hidden() -> None:
    kept = Inbox.objects.create(address="board@desk.example")
    kept.teams.add(Team.objects.create(name="Board"))
    waiting("Ana", "ana@nordbake.example", 3, inbox=kept)
    assert "A matter of Ana" not in signed_in().get("/today").content.decode()
    assert "A matter of Ana" in signed_in("owner").get("/today").content.decode()


def test_briefs_are_to_be_read_before_somebody_comes() -> None:
    ana = builders.customer()
    starts = timezone.now() + timedelta(hours=5)
    row = {
        "zone": "UTC",
        "starts_local": starts.replace(tzinfo=None).isoformat(timespec="seconds"),
        "starts_at": starts,
    }
    for number in range(2):
        Visit.objects.create(
            customer=ana,
            birth_customer=ana,
            source="pms",
            source_id=str(number),
            place="Lakeside",
            updated_at=starts,
            **row,
        )
    shown = signed_in().get("/today").content.decode()
    assert "Read the briefs of 2 who come" in shown
    assert f"The first comes at {starts:%H:%M} to Lakeside." in shown


def test_one_room_that_fails_takes_nothing_from_the_page() -> None:
    def fails(asked: Asked) -> list[object]:
        raise RuntimeError("broken")

    waiting("Ana", "ana@nordbake.example", 3)
    TODAY.offer("broken", fails)  # type: ignore[arg-type] # what it gives back does not matter
    try:
        shown = signed_in().get("/today").content.decode()
    finally:
        TODAY.withdraw("broken")
    assert "broken: Could not be shown." in shown
    assert "A matter of Ana" in shown


def test_the_team_is_the_leads() -> None:
    assert signed_in().get("/today/team").status_code == 403
    assert Agent.objects.get(email="ada@desk.example").role == "agent"


def test_as_many_statements_for_fifty_as_for_one(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    seat = signed_in()
    for number in range(30):
        waiting(f"Person {number}", f"p{number}@samphire.example", number + 1)
    seat.get("/today")
    with django_assert_max_num_queries(15):
        seat.get("/today")
