"""The sweep as a job: once a day, some books at a time, so that nobody waits for it."""

from typing import Any

from django.utils import timezone

from regulars.engine import jobs
from regulars.engine.jobs import every, task
from regulars.practices.recovery.sweep import acts, books

SWEEP = "recovery.sweep"


@every("recovery.sweep", seconds=86400)
def begin() -> None:
    """Begin with the first books."""
    jobs.enqueue(SWEEP, {"start": 1}, key=SWEEP)


@task(SWEEP)
def go_on(payload: dict[str, Any]) -> None:
    """Look at the next books, and ask for those after them."""
    start = payload["start"]
    if start > books.last():
        return
    end = start + books.AT_ONCE
    acts.look(books.portion(start, end, timezone.now()), timezone.now())
    jobs.enqueue(SWEEP, {"start": end}, key=f"{SWEEP}:{end}")
