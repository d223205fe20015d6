"""A worker or a server may be killed between any two steps: each verb is one transaction, so nothing is half done."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Model

from regulars.base.results import Refused
from regulars.base.times import LocalTime
from regulars.book.acts import append_moment
from regulars.book.models import Customer, Moment
from regulars.engine.models import Job, Outbox
from regulars.engine.rows import rows
from regulars.gestures import acts as gestures
from regulars.gestures.models import Account, Chosen, Entry, Gesture, Offer, Offered
from regulars.practices.recovery import course, hearing, matters, surprises
from regulars.practices.recovery.acts import amends, opening, steps, undoing
from regulars.practices.recovery.acts.opening import Coded
from regulars.practices.recovery.acts.projecting import standing_of
from regulars.practices.recovery.models import Amended, Coding, Ending, Holder, Recovery, Sign, Step
from tests import builders
from tests.practices.recovery import recoveries as make
from tests.practices.recovery.recoveries import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
Writes = list[object]


class Killed(BaseException):
    """The power went."""


def is_write(statement: str) -> bool:
    """Whether it changes rows."""
    return statement.lstrip().split(None, 1)[0].upper() in ("INSERT", "UPDATE", "DELETE")


@contextmanager
def watched(dies_at: int = 0) -> Iterator[Writes]:
    """The outermost transaction of each write, one within the test's own; dies before the write of that number."""
    writes: Writes = []
    outside = len(connection.savepoint_ids)

    def watch(execute: Callable[..., Any], statement: str, *rest: Any) -> Any:
        if is_write(statement):
            writes.append(connection.savepoint_ids[outside] if len(connection.savepoint_ids) > outside else None)
            if len(writes) == dies_at:
                raise Killed
        return execute(statement, *rest)

    with connection.execute_wrapper(watch):
        yield writes


def everything() -> list[list[tuple[Any, ...]]]:
    """All rows that these verbs write."""
    recovery = [Recovery, Step, Sign, Coding, Holder, Ending, Amended]
    given = [Offer, Offered, Chosen, Gesture, Entry, Account]
    models: list[type[Model]] = [*recovery, *given, Moment, Job, Outbox]
    return [rows(f"select * from {one._meta.db_table} order by {one._meta.pk.column}", []) for one in models]


def tried(verb: Callable[[], object]) -> int:
    """How often a verb would write."""
    with transaction.atomic(), watched() as writes:
        verb()
        transaction.set_rollback(True)
    return len(writes)


class Walk:
    """One matter from its first sign to its end and beyond, verb by verb, as people and workers do them."""

    def __init__(self) -> None:
        self.ada, self.at = builders.agent(), NOW
        self.talk = builders.conversation(builders.customer())
        self.ana: Customer = self.talk.customer
        self.theirs = make.said(self.talk)
        came = {"starts_local": "2026-12-30"}
        self.back = append_moment(self.ana, "visit.came", NOW + timedelta(days=40), payload=came)

    def recovery(self) -> Recovery:
        """As it stands."""
        return Recovery.objects.get()

    def write(self, step: str, outcome: str, **said: Any) -> Callable[[], object]:
        """An act on a step."""
        return lambda: steps.write(self.recovery(), step, outcome, self.ada, self.at, **said)

    def hear(self, kind: str) -> Callable[[], object]:
        """The newest moment of a kind, heard."""
        return lambda: hearing.hear_moment(Moment.objects.filter(kind=kind).latest("pk"), self.at)

    def code(self) -> Refused | None:
        """What it is."""
        return opening.code(self.recovery(), Coded("severe", "product", "product", "ours"), self.ada, self.at)

    def offer(self) -> object:
        """Two of what fits."""
        fit = [one.code for one in amends.choices_for(self.recovery(), self.ada, self.at)]
        return amends.offer(self.recovery(), fit[:2], self.ada, self.at)

    def chosen(self) -> object:
        """On their own page."""
        made = amends.offer_of(self.recovery())
        assert made is not None
        return gestures.choose(made, made.offered.order_by("position")[0].code, None, self.at)

    def given(self) -> object:
        """Whatever was to be done."""
        return gestures.settle(Gesture.objects.latest("pk"), True, self.ada, self.at)

    def plan(self) -> object:
        """A day on which Leo follows up."""
        due = LocalTime(datetime(2027, 1, 4, 10, tzinfo=UTC).replace(tzinfo=None), "Europe/Vienna")
        return steps.plan(self.recovery(), builders.agent("lead"), due, self.ada, self.at, "He calls")

    def surprise(self) -> object:
        """A gift."""
        gift = surprises.gifts_for(self.ana, self.ada, self.at)[0]
        return steps.surprise(self.recovery(), "For the kettle", gift.code, self.ada, self.at)

    def undo(self) -> object:
        """The last act."""
        last = standing_of(self.recovery()).last
        assert last is not None
        return undoing.undo(self.recovery(), last.id, self.ada, self.at)


def verbs(on: Walk) -> Iterator[Callable[[], object]]:
    """In the order in which they can be done."""
    yield lambda: hearing.hear_read([make.read(on.theirs, "failure:delivery", "feeling:angry")], on.at)
    yield lambda: opening.quote(on.recovery(), "It never came.", "", on.ada, on.at, "said:1")
    yield lambda: opening.hold(on.recovery(), builders.agent("lead"), on.ada, on.at)
    yield on.code
    yield on.write(course.LISTEN, course.BEGUN, words="It never came")
    yield on.undo
    yield on.write(course.LISTEN, course.PASSED, reason="She told it in the shop")
    yield on.write(course.ACKNOWLEDGE, course.DONE, words="I am sorry.")
    yield on.offer
    yield on.hear("amends.offered")
    yield on.chosen
    yield on.hear("amends.chosen")
    yield on.given
    yield on.hear("amends.given")
    yield on.plan
    yield on.write(course.ACT, course.DONE, words="It came")
    yield on.surprise
    yield lambda: hearing.hear_moment(on.back, on.at)
    yield lambda: steps.look_again(on.recovery(), on.ada, on.at, words="She is well")
    yield lambda: steps.go_on(on.recovery(), on.ada, on.at)
    yield lambda: steps.fail(on.recovery(), course.SECOND, on.ada, on.at, words="It leaks")
    yield lambda: steps.end(on.recovery(), course.LEFT, on.ada, on.at, why="She says so")


def test_each_verb_is_done_whole_or_not_at_all() -> None:
    """Cut short before its last write it has changed nothing; and all that it writes is one transaction."""
    walk = Walk()
    before = everything()
    for number, verb in enumerate(verbs(walk)):
        with watched(dies_at=tried(verb)), pytest.raises(Killed):
            verb()
        assert everything() == before, number
        with watched() as writes:
            answer = verb()
        assert not isinstance(answer, Refused), (number, answer)
        assert len(set(writes)) == 1, number
        assert writes[0] is not None, number
        before, was = everything(), before
        assert before != was, number
    found = walk.recovery()
    assert (found.ending, found.round, found.route) == (course.LEFT, 2, matters.READING)
