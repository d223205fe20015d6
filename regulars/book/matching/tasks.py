"""Traces follow the outbox: who looks like whom is found out a moment after it was written, beside the way of mail."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from django.utils import timezone

from regulars.book.matching import acts
from regulars.book.matching.learning import AT_ONCE, learn
from regulars.book.models import Customer
from regulars.book.search.tasks import moments_in, people_in
from regulars.engine import jobs
from regulars.engine.jobs import Wanted, every, task
from regulars.engine.outbox import Entry, consumer

LEARN = "matching.learn"
# One at a time: two that lay down the same trace at once would not see each other.
LANE = "matching"


@consumer("matching")
def follow(entries: Sequence[Entry]) -> None:
    """Ask for jobs; nothing is read here."""
    moments = list(chain.from_iterable(map(moments_in, entries)))
    jobs.enqueue_many(wanted(moments, sorted(set(chain.from_iterable(map(people_in, entries))))))


def wanted(moments: Sequence[int], customers: Sequence[str]) -> Iterable[Wanted]:
    """Jobs of a size that holds nobody up."""
    for start in range(0, max(len(moments), len(customers)), AT_ONCE):
        some = {"moments": moments[start : start + AT_ONCE], "customers": customers[start : start + AT_ONCE]}
        yield Wanted(LEARN, some, lane=LANE, priority=1)


@task(LEARN)
def learn_some(payload: dict[str, Any]) -> None:
    """Lay down what a few moments and customers leave behind."""
    named = Customer.objects.filter(public_id__among=payload["customers"]).values_list("pk", flat=True)
    customers = list(named)
    learn(payload["moments"], customers, timezone.now())
    acts.settle_merged(customers)
    acts.ask_of_parted(customers)


@every("matching.wake", seconds=600)
def wake() -> None:
    """Suggestions that somebody put off come back."""
    acts.wake(timezone.now())
