"""What was promised and what went wrong stands in the brief of a visit, through the practices' own doors."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from regulars.book.eyes import Eyes
from regulars.book.glance.rules import Line
from regulars.book.models import Customer, Visit
from regulars.book.visits import reading
from regulars.book.visits.acts import Booking, book
from regulars.intake.models import Inbox
from regulars.practices.promises import ending
from regulars.practices.promises.models import Outcome
from regulars.practices.recovery import course
from regulars.practices.recovery.acts import steps
from regulars.practices.recovery.models import Ending
from regulars.staff.models import Team
from tests.book.bookpage import book as bookpage
from tests.book.bookpage import fact, glance, page
from tests.builders import NOW, agent, conversation, customer, messages, signed_in
from tests.practices.promises.cast import promised
from tests.practices.recovery.recoveries import opened

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ZONE = "Europe/Vienna"


@pytest.fixture
def ana() -> Customer:
    """Ana, who comes this evening; she was here before, and wrote around then."""
    ana, there = customer(), NOW.astimezone(ZoneInfo(ZONE))
    assert isinstance(book(ana, Booking(there.date().isoformat(), "19:00", ZONE), agent(), NOW), Visit)
    last = NOW - timedelta(days=40)
    wall = last.astimezone(ZoneInfo(ZONE)).replace(tzinfo=None).isoformat(timespec="seconds")
    times = {"zone": ZONE, "starts_local": wall, "starts_at": last, "updated_at": NOW}
    Visit.objects.create(customer=ana, birth_customer=ana, source="pms", source_id="1", status=Visit.CAME, **times)
    conversation(ana, "The room was cold", opened_at=last, last_at=last, status="closed")
    return ana


def lines(hidden: tuple[int, ...] = ()) -> list[Line]:
    """Those of the only brief."""
    (one,) = reading.of_day("today", "", Eyes(inboxes=hidden), NOW).coming
    return list(one.brief.lines)


def test_what_they_were_promised_stands_there_until_it_is_kept(ana: Customer) -> None:
    row = promised(ana)
    (line,) = [one for one in lines() if one.sort == "promise"]
    assert (line.text, line.late) == ("the new kettle is there", False)
    assert "Monday" in line.why
    assert line.link == f"/promises/{row.public_id}"
    page = signed_in().get("/visits", {"day": NOW.astimezone(ZoneInfo(ZONE)).date().isoformat()}).content.decode()
    assert re.search(r"To do\W.{0,200}the new kettle is there", page, re.DOTALL)
    assert isinstance(ending.keep(row, agent(), NOW), Outcome)
    assert not [one for one in lines() if one.sort == "promise"]


def test_what_went_wrong_stands_there_with_what_comes_next_and_then_how_it_ended(ana: Customer) -> None:
    assert any("cold" in one.text for one in lines())
    recovery = opened(ana)
    (line,) = [one for one in lines() if one.sort == "trouble"]
    assert line.text == "Something went wrong (serious): a delivery went wrong"
    assert "Listen: ask Ana" in line.why
    assert line.late
    assert isinstance(steps.end(recovery, course.LEFT, agent(), NOW, why="She says so"), Ending)
    (line,) = [one for one in lines() if one.sort == "mended"]
    assert not any("cold" in one.text for one in lines())
    assert line.why.endswith("They want it left alone")
    assert not line.late


def test_what_was_no_failure_is_not_told(ana: Customer) -> None:
    assert isinstance(steps.end(opened(ana), course.MISTAKEN, agent(), NOW, why="Another Ana"), Ending)
    (line,) = [one for one in lines() if one.sort == "trouble"]
    assert "cold" in line.text


def test_neither_is_told_from_an_inbox_that_is_kept_for_others(ana: Customer) -> None:
    talk = conversation(ana, "The kettle")
    assert talk.inbox_id is not None
    promised(ana, conversation=talk)
    opened(ana, conversation=talk.pk)
    sorts = {"promise", "trouble"}
    assert {one.sort for one in lines() if one.sort in sorts} == sorts
    assert not [one for one in lines((talk.inbox_id,)) if one.sort in sorts]


@pytest.mark.parametrize("beside", [False, True])
def test_both_stand_at_a_glance_before_what_pleases(ana: Customer, *, beside: bool) -> None:
    talk = conversation(ana, "The kettle")
    messages(talk, ["When does it come?"])
    path = f"/conversations/{talk.public_id}" if beside else f"/customers/{ana.public_id}"
    row, recovery = promised(ana), opened(ana)
    for number in range(9):
        fact(ana, f"Tea {number}", "preference")
    shown = glance(page(signed_in(), path))
    wrong, owed, likes = (shown.index(said) for said in ("a delivery went wrong", "the new kettle is", "Tea "))
    assert wrong < owed < likes
    assert f'href="/recoveries/{recovery.public_id}"' in shown
    assert f'href="/promises/{row.public_id}"' in shown
    now = timezone.now()
    assert isinstance(ending.keep(row, agent(), now), Outcome)
    assert isinstance(steps.end(recovery, course.LEFT, agent(), now, why="She says so"), Ending)
    shown = glance(page(signed_in(), path))
    assert "the new kettle is" not in shown
    assert shown.index("They want it left alone") < shown.index("Tea ")


def test_an_open_one_without_room_at_a_glance_is_named_as_open(ana: Customer) -> None:
    for number in range(3):
        promised(ana, what=f"thing {number} is there")
        for kind in ("need", "avoidance", "preference"):
            fact(ana, f"{kind} {number}", kind)
    shown = glance(bookpage(signed_in(), ana)).partition("Also open")[2]
    assert "thing 2 is there" in shown
    assert "need 2" not in shown


def test_a_glance_tells_neither_from_an_inbox_that_is_kept_for_others(ana: Customer) -> None:
    talk = conversation(ana, "The kettle")
    promised(ana, conversation=talk)
    opened(ana, conversation=talk.pk)
    Inbox.objects.get().teams.add(Team.objects.create(name="Others"))
    shown = glance(bookpage(signed_in(), ana))
    assert "kettle" not in shown
    assert "went wrong" not in shown
