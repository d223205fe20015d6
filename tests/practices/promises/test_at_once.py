"""Two people honour the same promise in the same moment, with real threads."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from regulars.base.results import Refused
from regulars.book.models import Moment
from regulars.practices.promises import acts, desk
from regulars.practices.promises.acts import Shows
from regulars.practices.promises.models import Outcome
from regulars.staff.models import Agent
from tests.builders import NOW, agent
from tests.pace import PATIENCE

from .cast import ON_TUESDAY, promised

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_one_of_two_who_honour_it_wins_and_the_other_is_told_who() -> None:
    made = promised()
    people = [agent("lead"), agent()]
    together = threading.Barrier(2)

    def honour(who: Agent) -> Outcome | Refused:
        together.wait(PATIENCE)
        try:
            return acts.honour(made, who, NOW, Shows(words="She showed us.", cost=100, currency="EUR"))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(honour, people))
    (won,) = [one for one in answers if isinstance(one, Outcome)]
    (refused,) = [one for one in answers if isinstance(one, Refused)]
    assert won.agent is not None
    assert refused.reason == f"{won.agent.name} has kept this promise already."
    assert Outcome.objects.count() == 1
    assert Moment.objects.filter(kind="promise.honoured").count() == 1


def test_the_desk_calls_it_broken_once_however_many_workers_look() -> None:
    promised()
    together = threading.Barrier(3)

    def look(_worker: int) -> int:
        together.wait(PATIENCE)
        try:
            return desk.break_due(ON_TUESDAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(look, range(3))) == 1
    assert Moment.objects.filter(kind="promise.broken").count() == 1
