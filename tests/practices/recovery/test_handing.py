"""What somebody holds who is away or has left goes to who stands in, and says so."""

from datetime import timedelta

import pytest
from django.utils import timezone

from regulars.practices.recovery import tasks
from regulars.practices.recovery.models import Holder
from regulars.staff.hours.absent import stands_in
from regulars.staff.hours.rules import Away
from regulars.staff.models import Absence
from tests import builders
from tests.practices.recovery import recoveries as make
from tests.practices.recovery.recoveries import fresh

TODAY = timezone.now().date()
WEEK = timedelta(days=7)


def test_who_stands_in() -> None:
    """Along those who are away, and never with somebody who has left."""
    ada, leo, olga = 1, 2, 3
    away = [Away(ada, TODAY, TODAY, leo), Away(leo, TODAY, TODAY, olga)]
    assert stands_in(ada, away, set(), TODAY) == olga
    assert stands_in(ada, away, {olga}, TODAY) == 0
    assert stands_in(ada, away, {ada}, TODAY) == 0
    assert stands_in(ada, away[:1], set(), TODAY) == leo


@pytest.mark.django_db
def test_it_stands_in_the_today_of_who_takes_over_with_the_reason() -> None:
    """Once; who gives it on by hand is not gainsaid."""
    ada, leo = builders.agent(), builders.agent("lead")
    recovery = make.opened(builders.customer(), at=timezone.now())
    Absence.objects.create(agent=ada, first=TODAY - WEEK, last=TODAY + WEEK, holder=leo)
    Absence.objects.create(agent=leo, first=TODAY + 2 * WEEK, last=TODAY + 3 * WEEK)
    for _ in range(2):
        tasks.pass_time.run({})
    assert fresh(recovery).holder == leo
    assert Holder.objects.count() == 2
    seat = builders.signed_in("lead")
    for path in ("/today", f"/recoveries/{recovery.public_id}"):
        assert f"{ada.name} is away." in seat.get(path).content.decode()


@pytest.mark.django_db
def test_what_somebody_held_who_left_is_nobodys_and_so_everybodys() -> None:
    ada = builders.agent()
    recovery = make.opened(builders.customer(), at=timezone.now())
    ada.is_active = False
    ada.save()
    tasks.pass_time.run({})
    assert fresh(recovery).holder is None
    assert f"{ada.name} is not here any more." in builders.signed_in("lead").get("/today").content.decode()


@pytest.mark.django_db
def test_the_list_opens_on_what_has_rows() -> None:
    """One's own, else all; an empty page only where nothing is open at all."""
    owner = builders.signed_in("owner")
    assert "Nothing is open" in owner.get("/recoveries").content.decode()
    make.opened(builders.customer(), at=timezone.now())
    assert 'show=all" aria-current="page"' in owner.get("/recoveries").content.decode()
    assert 'show=mine" aria-current="page"' in builders.signed_in().get("/recoveries").content.decode()
    assert 'show=mine" aria-current="page"' in owner.get("/recoveries?show=mine").content.decode()
