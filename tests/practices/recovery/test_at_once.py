"""Several write in one recovery in the same moment, with real threads."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from regulars.base.results import Refused
from regulars.gestures import acts as gestures
from regulars.gestures.models import Gesture
from regulars.practices.recovery import course, matters
from regulars.practices.recovery.acts import amends, opening, projecting, steps
from regulars.practices.recovery.matters import Found
from regulars.practices.recovery.models import Recovery, Sign
from tests import builders
from tests.pace import PATIENCE
from tests.practices.recovery import recoveries as make
from tests.practices.recovery.recoveries import NOW, fresh

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each gives back; what one of them raises is raised."""
    together = threading.Barrier(len(acts))

    def one(act: Callable[[], object]) -> object:
        together.wait(PATIENCE)
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def test_they_choose_on_their_page_while_a_colleague_writes_down_what_they_said() -> None:
    """One choice stands, and neither waits for the other for ever."""
    recovery = make.gone_through(make.opened(builders.customer()), course.LISTEN, course.ACKNOWLEDGE)
    by = builders.agent()
    codes = [one.code for one in amends.choices_for(recovery, by, NOW)][:2]
    offer = amends.offer(recovery, codes, by, NOW)
    assert not isinstance(offer, Refused)
    at_once(
        lambda: gestures.choose(offer, codes[0], None, NOW),
        lambda: amends.choose(recovery, codes[0], "That one", by, NOW),
    )
    make.work()
    assert Gesture.objects.count() == 1
    assert course.MEET in projecting.standing_of(fresh(recovery)).settled


def test_a_sign_comes_while_a_step_is_written() -> None:
    """Both stand, and the columns say what the rows say."""
    recovery = make.opened(builders.customer())
    sign = Found("order:late", matters.ORDER, NOW + timedelta(hours=1), "minor", "delivery")
    at_once(
        lambda: steps.write(recovery, course.LISTEN, course.BEGUN, builders.agent(), NOW, words="It is late."),
        lambda: opening.open_(recovery.customer, sign, None, NOW),
    )
    assert (Recovery.objects.count(), Sign.objects.count()) == (1, 2)
    assert (fresh(recovery).step, fresh(recovery).waiting) == (course.LISTEN, True)
