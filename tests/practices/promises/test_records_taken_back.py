"""An import that is taken back takes its moments with it, also those by which a promise seemed to be kept."""

from datetime import timedelta

import pytest
from django.db import connection

from regulars.book.models import Batch, Customer, Moment, Order, Reward
from regulars.book.records import acts as records
from regulars.book.records.rows import Row, Who, stay
from regulars.book.records.undo import Undone, undo
from regulars.engine.worker import Worker
from regulars.practices.promises import acts, desk
from regulars.practices.promises.models import Outcome, Promise, Sign
from regulars.practices.promises.models import Undone as OutcomeUndone
from tests import builders
from tests.builders import NOW, signed_in

from .cast import MONDAY, promised

pytestmark = pytest.mark.django_db
MINUTE, LATER = timedelta(minutes=1), timedelta(minutes=5)
ANA = Who("Ana Novak", "ana@nordbake.example")


def told(noun: str = "order", **said: object) -> Batch:
    """What a system says of an order or a visit, by its program and so not as history."""
    batch = records.begin(noun, "shop", NOW)
    assert isinstance(batch, Batch)
    fates = records.bring(batch, [Row("1001", ANA, said)], NOW + LATER, history=False)
    assert [one.reason for one in fates] == [""]
    records.finish(batch, {}, NOW + LATER)
    return batch


def test_by_which_a_promise_was_kept() -> None:
    told(currency="EUR", total=3890, ordered_at=NOW)
    ana, bought = Customer.objects.get(), Order.objects.get()
    made = promised(ana, concerns=f"order:{bought.public_id}")
    came = told(delivered_at=NOW + MINUTE, status="delivered")
    moment = Moment.objects.get(kind="order.delivered")
    desk.look_at(moment, NOW + LATER)
    assert Outcome.objects.get().moment == moment
    assert undo(came, None, NOW + LATER) == Undone(restored=1)
    connection.check_constraints()
    assert Outcome.objects.get().moment is None
    Worker().settle()
    assert OutcomeUndone.objects.get().agent is None
    assert "open again" in signed_in().get(f"/promises/{made.public_id}").content.decode()
    again = Moment.objects.get(kind="promise.reopened")
    assert (again.direction, again.agent) == (Moment.OWN, None)
    assert desk.open_again(NOW) == 0


def test_by_which_a_promise_was_kept_says_nothing_of_others() -> None:
    told(currency="EUR", total=3890, ordered_at=NOW)
    bought = Order.objects.get()
    by_ada, by_the_order = (promised(bought.customer, what=what, concerns=f"order:{bought.public_id}") for what in "ab")
    came = told(delivered_at=NOW + MINUTE, status="delivered")
    acts.keep(by_ada, builders.agent(), NOW + LATER)
    desk.look_at(Moment.objects.get(kind="order.delivered"), NOW + LATER)
    assert desk.open_again(NOW + LATER) == 0, "the order says it still"
    assert undo(came, None, NOW + LATER) == Undone(restored=1)
    assert desk.open_again(NOW + LATER) == 1
    states = {one.pk: one.state for one in Promise.objects.all()}
    assert states == {by_ada.pk: Outcome.KEPT, by_the_order.pk: Promise.OPEN}


def test_with_the_reward_that_was_to_stay() -> None:
    batch = told("reward", unit="nights", balance=5)
    had = Reward.objects.get()
    made = promised(had.customer, sort="reward", concerns=f"reward:{had.public_id}", due=None)
    Outcome.objects.create(promise=made, kind=Outcome.KEPT, at=NOW, happened_at=NOW)
    assert desk.open_again(NOW) == 0
    undo(batch, None, NOW + LATER)
    assert desk.open_again(NOW) == 1
    assert signed_in().get(f"/promises/{made.public_id}").status_code == 200


def test_by_which_a_promise_seems_to_be_kept() -> None:
    told("visit", **stay(MONDAY, None))
    promised(Customer.objects.get(), sort="visit")
    came = told("visit", status="came")
    Moment.objects.filter(kind="visit.came").update(at=NOW + MINUTE)
    desk.look_at(Moment.objects.get(kind="visit.came"), NOW + LATER)
    assert Sign.objects.exists()
    assert undo(came, None, NOW + LATER) == Undone(restored=1)
    connection.check_constraints()
    assert not Sign.objects.exists()
    assert signed_in().get("/today").status_code == 200
