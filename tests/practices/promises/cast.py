"""Promises for tests: what Ada told Ana."""

from datetime import datetime, timedelta
from typing import Any

from regulars.base.results import Refused
from regulars.base.times import LocalTime
from regulars.book.models import Customer
from regulars.practices.promises import acts
from regulars.practices.promises.models import Promise
from regulars.practices.promises.rules import Said
from tests.builders import NOW, agent, customer

MONDAY = LocalTime(datetime.fromisoformat("2026-11-23T23:59"), "Europe/Vienna")
ON_TUESDAY = NOW + timedelta(days=4)


def said(**more: Any) -> Said:
    """By Monday the new kettle is there."""
    return Said(**{"what": "the new kettle is there", "sort": "delivery", "due": MONDAY, "due_means": "day", **more})


def promised(to: Customer | None = None, now: datetime = NOW, by: str = "agent", **more: Any) -> Promise:
    """A promise by one of the cast."""
    made = acts.make(to or customer(), said(**more), agent(by), now)
    assert not isinstance(made, Refused), made
    return made
