"""Recoveries for tests, and what was read in a message."""

from datetime import datetime
from typing import Any

from regulars.base.results import Refused
from regulars.book.acts import append_moment
from regulars.book.models import Conversation, Customer, Moment
from regulars.book.view import seen
from regulars.engine.worker import Worker
from regulars.practices.recovery import course, matters
from regulars.practices.recovery.acts import opening, steps
from regulars.practices.recovery.matters import Found
from regulars.practices.recovery.models import Recovery
from regulars.readings.slots import Heard, JustRead
from tests import builders

NOW = builders.NOW


def opened(of: Customer, key: str = "hand:one", at: datetime = NOW, **more: Any) -> Recovery:
    """One, by Ada."""
    found = Found(key, matters.PERSON, at, more.pop("severity", "serious"), "delivery", quote="It never came.", **more)
    made = opening.open_(of, found, builders.agent(), at)
    assert not isinstance(made, Refused)
    return made.recovery


def gone_through(recovery: Recovery, *names: str, at: datetime = NOW) -> Recovery:
    """These steps passed over, all of the four where none is named."""
    for name in names or course.MAMA:
        assert not isinstance(
            steps.write(recovery, name, course.PASSED, builders.agent(), at, reason="In the shop"), Refused
        )
    recovery.refresh_from_db()
    return recovery


def read(moment: Moment, *labels: str, again: bool = False) -> JustRead:
    """A message in which this was read, written as reader:label."""
    readings = tuple(Heard(one.partition(":")[0], 1, one.partition(":")[2], 0.9, 0, 8, "It broke.") for one in labels)
    return JustRead(seen(moment, "It broke. I am angry."), 0, moment.customer_id, readings, again)


def said(talk: Conversation, at: datetime = NOW) -> Moment:
    """A message of the customer's."""
    return builders.messages(talk, ["It broke. I am angry."], at)[0]


def happened(of: Customer, kind: str, at: datetime = NOW, **payload: Any) -> Moment:
    """A moment of another room, heard."""
    moment = append_moment(of, kind, at, payload=payload)
    work()
    return moment


def work() -> None:
    """Let a worker do all that there is, but for what is done at a time of its own."""
    Worker("test").settle()


def fresh(recovery: Recovery) -> Recovery:
    """As it stands now."""
    return Recovery.objects.get(pk=recovery.pk)
