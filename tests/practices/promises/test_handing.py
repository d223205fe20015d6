"""What somebody has to keep who is away or has left goes to who stands in, and says so."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from regulars.base.times import LocalTime
from regulars.practices.promises import acts, handing, tasks
from regulars.practices.promises.models import Holding, Promise
from regulars.readings.texts import house_zone
from regulars.staff.models import Absence, Agent, Team
from tests.builders import agent, conversation, customer, signed_in
from tests.practices.promises.cast import promised

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NOW = timezone.now()
TODAY = NOW.astimezone(ZoneInfo("UTC")).date()
BEFORE = NOW - 5 * DAY


def due(days: int) -> LocalTime:
    """An hour of a day from now on."""
    return LocalTime((NOW + days * DAY).replace(hour=12, tzinfo=None), "UTC")


def holder(promise: Promise) -> str:
    """In whose hands it is, by name."""
    promise.refresh_from_db()
    return promise.holder.name if promise.holder else ""


def test_what_is_due_before_they_are_back_goes_to_who_stands_in_and_says_why() -> None:
    """Once, and what a person gives them all the same stays theirs."""
    ada, leo, ana = agent(), agent("lead"), customer()
    soon, after, timeless = (promised(ana, now=BEFORE, due=when) for when in (due(1), due(9), None))
    Absence.objects.create(agent=ada, first=TODAY - DAY, last=TODAY + 5 * DAY, holder=leo)
    for _ in range(2):
        tasks.hand_over.run({})
    assert [holder(one) for one in (soon, after, timeless)] == [leo.name, ada.name, ada.name]
    assert Holding.objects.filter(by=None).count() == 1
    seat = signed_in("lead")
    assert f"Handed over: {ada.name} is away." in seat.get("/today").content.decode()
    assert f"The desk handed it to {leo.name}." in seat.get(f"/promises/{soon.public_id}").content.decode()
    acts.hand_over(soon, ada, leo, NOW)
    handing.hand_over_from_absent(NOW)
    assert holder(soon) == ada.name


def test_what_somebody_has_who_left_is_nobodys_and_so_everybodys() -> None:
    ada = agent()
    made = promised(now=BEFORE, due=None)
    ada.is_active = False
    ada.save()
    handing.hand_over_from_absent(NOW)
    assert holder(made) == ""
    assert f"{ada.name} is not here any more." in signed_in("lead").get("/today").content.decode()


def test_what_is_due_with_somebody_who_is_away_unsaid_is_in_everybodys_today() -> None:
    """For long, that is; nobody knows when they are back, so that it stays theirs."""
    made, leo = promised(now=BEFORE, due=due(1)), signed_in("lead")
    for hours, seen in ((1, False), (3, True)):
        Agent.objects.filter(role="agent").update(away_since=NOW - timedelta(hours=hours))
        assert (f"/promises/{made.public_id}" in leo.get("/today").content.decode()) == seen
    handing.hand_over_from_absent(NOW)
    assert holder(made) == agent().name


def test_who_may_not_see_where_it_was_said_does_not_get_it() -> None:
    on = conversation(customer())
    assert on.inbox is not None
    on.inbox.teams.add(Team.objects.create(name="Kettles"))
    made = promised(on.customer, now=BEFORE, due=due(1), conversation=on)
    Absence.objects.create(agent=agent(), first=TODAY, last=TODAY + 3 * DAY, holder=agent("lead"))
    handing.hand_over_from_absent(NOW)
    assert holder(made) == ""
    assert house_zone() == "UTC"
