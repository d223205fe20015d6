"""The sweep as a job: once a day, some books at a time, so that nobody waits for it."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from regulars.engine import jobs, statistics
from regulars.engine.jobs import every, task
from regulars.practices.recovery.lateness import ordinary_here
from regulars.practices.recovery.sweep import acts, books
from regulars.readings.models import Understanding
from regulars.readings.rules import WAITING

SWEEP, BEGIN = "recovery.sweep.books", "recovery.sweep"
AGAIN = timedelta(minutes=10)


@every(BEGIN, seconds=86400)
def begin() -> None:
    """Begin with the first books; once more a while later where texts still wait to be read, as after an import."""
    statistics.look_again()
    ordinary = round(ordinary_here().total_seconds())
    jobs.enqueue(SWEEP, {"start": books.edges()[0], "ordinary": ordinary}, key=SWEEP)
    if Understanding.objects.filter(edition=WAITING).exists():
        jobs.enqueue(f"every.{BEGIN}", {}, key=f"{SWEEP}:again", run_at=timezone.now() + AGAIN)


@task(SWEEP)
def go_on(payload: dict[str, Any]) -> None:
    """Look at the next books, and ask for those after them."""
    start, ordinary = payload["start"], payload["ordinary"]
    if start > books.edges()[1]:
        return
    end = start + books.AT_ONCE
    now = timezone.now()
    acts.look(books.portion(start, end, now, timedelta(seconds=ordinary)), now)
    jobs.enqueue(SWEEP, {"start": end, "ordinary": ordinary}, key=f"{SWEEP}:{end}")
