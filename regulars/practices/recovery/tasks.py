"""Jobs of recovery: moments are heard in order within a customer, and time ends what it ends."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from regulars.book.models import Customer, Moment
from regulars.engine import jobs
from regulars.engine.jobs import Wanted, every, task
from regulars.engine.outbox import Entry, consumer
from regulars.engine.rows import rows
from regulars.practices.recovery import clocks, course, hearing, lateness
from regulars.practices.recovery.acts import handing, steps
from regulars.practices.recovery.acts.projecting import project_all
from regulars.practices.recovery.models import Recovery
from regulars.practices.recovery.sweep import tasks as sweep_tasks  # noqa: F401 - declares its jobs
from regulars.practices.recovery.worth import moment_of

HEAR, COUNT = "recovery.hear", "recovery.count"
MOVES = ("customers.merged", "customers.unmerged", "customers.row_moved", "customers.row_moved_back")
AT_ONCE = 200
# Of what an import brought, or a merge, nobody is told moment by moment.
BACK = """
select r.id, m.public_id, m.at from recovery_recovery r
join book_moment m on m.customer_id = r.customer_id and not (m.kind = 'message')
     and m.kind in ('order.placed', 'visit.came') and m.at > r.since
where {which} order by r.id, m.at limit %s
"""
WAITED_FOR = "r.ended_at is null and r.step = 'second' and r.waiting and r.due_at is null"
GONE = """
r.ending = 'gone' and r.until_at > %s and not exists (
    select 1 from book_erasure e where e.customer_id = r.customer_id and e.done_at is not null)
"""


@consumer("recovery")
def pass_on(entries: Sequence[Entry]) -> None:
    """One job for each moment that may matter, and one for each book that became another."""
    jobs.enqueue_many(wanted for entry in entries for wanted in asked(entry))


def asked(entry: Entry) -> Iterator[Wanted]:
    """What is to be done about one."""
    if entry.kind == "moment" and entry.payload["kind"] in hearing.HEARS:
        lane = f"customer:{entry.payload['customer']}"
        yield Wanted(HEAR, {"moment": entry.payload["id"]}, key=f"{HEAR}:{entry.payload['id']}", lane=lane)
    elif entry.kind in MOVES:
        yield Wanted(COUNT, {"customers": entry.payload["customers"]}, key=f"{COUNT}:{entry.seq}")


@task(HEAR)
def hear(payload: dict[str, Any]) -> None:
    """Hear one moment."""
    moment = Moment.objects.select_related("customer", "agent").filter(pk=payload["moment"]).first()
    if moment is not None and not moment.history:
        hearing.hear_moment(moment, timezone.now())


@task(COUNT)
def count(payload: dict[str, Any]) -> None:
    """Which failure is the second one, in books that were merged, parted or got a row."""
    ends = Customer.objects.filter(pk__in=payload["customers"]).values_list("merged_into", flat=True)
    with transaction.atomic():
        project_all({*payload["customers"], *filter(None, ends)})


@every("recovery.overdue", seconds=3600)
def look_for_overdue() -> None:
    """Open one for each order that should be there by now, once: nobody else tells of what does not happen."""
    now = timezone.now()
    for one in lateness.overdue(now):
        hearing.see_missing(one, now)


@every("recovery.time", seconds=900)
def pass_time() -> None:
    """See who has come back by an import, end what waited longer than is this customer's way, and hand over what
    somebody holds who is not there."""
    now = timezone.now()
    handing.hand_over_from_absent(now)
    look_back(now)
    end_gone(now)


def look_back(now: datetime) -> None:
    """Begin the second look for those who are found to have come back, also for who had been taken for gone."""
    back = rows(BACK.format(which=WAITED_FOR), [AT_ONCE])
    after_all = rows(BACK.format(which=GONE), [now - clocks.MOST, AT_ONCE])
    for pk, moment, at in (*back, *after_all):
        hearing.come_back(Recovery.objects.get(pk=pk), moment, moment_of(at), now)


def end_gone(now: datetime) -> None:
    """End those whose time is over."""
    over = Recovery.objects.filter(ended_at=None, until_at__lte=now).order_by("until_at")
    for one in over[:AT_ONCE]:
        steps.end(one, course.GONE, None, now)
