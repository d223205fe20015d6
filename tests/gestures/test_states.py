"""Whatever is said in whatever order, a gesture is in one state that has a way on, and the money says the same."""

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from regulars.book.models import Moment, Task
from regulars.engine.outgoing import Answer, Unreached
from regulars.gestures import acts
from regulars.gestures.models import Account, Gesture, Sending, Step
from regulars.gestures.money.ledger import balance
from regulars.gestures.money.rules import OWED, SPENT, Place
from regulars.gestures.rules import GIVEN, MOVES, OPEN, TAKEN_BACK, may_follow
from regulars.gestures.webhooks import sending
from tests import builders

from .builders import NOW, ana, gave, order
from .shop import NO, YES
from .test_giving import is_even
from .test_webhooks import set_up

ANSWERS = [Answer(200, YES), Answer(200, NO), Answer(202, ""), Answer(404, ""), Answer(503, ""), Unreached("No line.")]


def reached(state: str) -> set[str]:
    """All that may come after a state."""
    found: set[str] = set()
    waiting = [state]
    while waiting:
        more = MOVES[waiting.pop()] - found
        found |= more
        waiting += more
    return found


@pytest.mark.parametrize("state", MOVES)
def test_no_state_is_without_a_way_on(state: str) -> None:
    assert state == TAKEN_BACK or TAKEN_BACK in reached(state)
    assert state not in OPEN or GIVEN in reached(state)
    assert not may_follow(TAKEN_BACK, GIVEN)


@pytest.mark.slow
class AnyOrder(TestCase):
    """Each example has a database of its own."""

    @settings(max_examples=8, suppress_health_check=list(HealthCheck), deadline=None)
    @given(
        st.booleans(),
        st.lists(st.sampled_from(["done", "failed", "again", "back", *range(len(ANSWERS))]), max_size=7),
    )
    def test_of_steps(self, is_asked: bool, steps: list[str | int]) -> None:
        of, ada = ana(), builders.agent()
        order(of)
        if is_asked:
            set_up("http://127.0.0.1:9/", "refund")
        made = gave(of, "refund", 1_000, recovery="r" * 12)
        for step in steps:
            take(made.pk, step)
        made.refresh_from_db()
        states = list(Step.objects.order_by("pk").values_list("state", flat=True))
        assert states[-1] == made.state
        assert all(may_follow(one, then) for one, then in pairwise(states))
        given_now = int(made.state == GIVEN)
        assert Moment.objects.filter(kind="amends.given").count() == states.count(GIVEN) <= 1
        assert balance(Place(SPENT), "EUR") == 1_000 * given_now
        assert balance(Place(OWED), "EUR") == 1_000 * int(made.state in OPEN)
        mine = Account.objects.get(kind="allowance", agent=ada)
        assert mine.balance == 30_000 - 1_000 * int(made.state != TAKEN_BACK)
        waits = Task.objects.filter(done_at=None).exists() or Sending.objects.filter(state="waiting").exists()
        assert waits == (made.state in OPEN)
        assert is_even()


def take(pk: int, step: str | int) -> None:
    """One step: somebody says something, or the system answers."""
    found, ada = Gesture.objects.get(pk=pk), builders.agent()
    if isinstance(step, int):
        asked = Sending.objects.filter(gesture=found, state="waiting").first()
        if asked:
            sending.conclude(asked, ANSWERS[step], NOW)
    elif step == "again":
        acts.try_again(found, ada, NOW)
    elif step == "back":
        acts.take_back(found, "", ada, NOW)
    else:
        acts.settle(found, step == "done", ada, NOW)
