"""What the worker does for this room: it reads what comes, and then the books."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from regulars.book.search.tasks import moments_in
from regulars.engine import jobs
from regulars.engine.jobs import Wanted, every, task
from regulars.engine.outbox import Entry, consumer
from regulars.reading.values import Tier
from regulars.readings import acts, asking, books, hearing, texts
from regulars.readings.apart import tending
from regulars.readings.asking import Unavailable
from regulars.readings.fitting import acts as fitting
from regulars.readings.fitting import rules
from regulars.readings.meaning import following
from regulars.readings.slots import READ

__all__ = ["following", "tending"]

LIVE = "readings.live"
HEAR = "readings.hear"
REFIT = "readings.refit"
AT_ONCE = 200
BREATH = timedelta(seconds=0.5)
# After mails on their way out and in, and in one lane: the reading process does one thing at a time.
LIVE_PRIORITY, HEAR_PRIORITY = 10, 5


@consumer("readings")
def follow(entries: Sequence[Entry]) -> None:
    """Let what is new be read, and let who listens hear what was."""
    if not asking.is_on():
        books.forget_place()
        return
    ids = list(chain.from_iterable(map(moments_in, entries)))
    parts = [ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE)]
    wanted = [Wanted(LIVE, {"moments": part}, lane=LIVE, priority=LIVE_PRIORITY) for part in parts]
    told = [entry.payload for entry in entries if entry.kind == acts.READ_KIND]
    wanted += [Wanted(HEAR, {**said, "who": who}, priority=HEAR_PRIORITY) for who, _ in READ for said in told]
    jobs.enqueue_many(wanted)


@task(LIVE, long=True)
def read_new(payload: dict[str, Any]) -> None:
    """Read what has just happened; history waits, and so does what cannot be read now."""
    found = texts.of_moments(payload["moments"])
    acts.wait([one for one in found if one.history])
    live = [one for one in found if not one.history]
    try:
        acts.read(live, asking.LIVE, timezone.now)
    except Unavailable:
        acts.wait(live)


@task(acts.BOOKS, long=True)
def read_books(payload: dict[str, Any]) -> None:
    """Read a little of the books, and ask for the next turn."""
    if asking.is_on() and books.go_through(timezone.now):
        now = timezone.now()
        with transaction.atomic():
            # Asked for at once, it would come and go without an end for as long as others wait.
            acts.go_on(now + BREATH if books.others_wait(now) else None)


@every("readings.books", seconds=60)
def look_for_more() -> None:
    """Ask for that job, should texts wait: readers may have changed with this release."""
    if asking.is_on():
        with transaction.atomic():
            acts.go_on()


@every("readings.refit", seconds=3600)
def learn_at_night() -> None:
    """Once a night, where the company is."""
    night = timezone.now().astimezone(ZoneInfo(texts.house_zone())).hour == rules.HOUR
    if night and asking.usual_tier() is Tier.FULL and asking.is_on():
        wanted = [{"kind": kind, "language": each} for kind in sorted(rules.KINDS) for each in sorted(rules.LANGUAGES)]
        jobs.enqueue_many(Wanted(REFIT, one, lane=REFIT, priority=acts.BOOKS_PRIORITY) for one in wanted)


@task(REFIT, long=True, attempts=1)
def refit(payload: dict[str, Any]) -> None:
    """Try a head of the desk's own."""
    fitting.refit(payload["kind"], payload["language"], timezone.now())


@task(HEAR)
def hear(payload: dict[str, Any]) -> None:
    """Tell one who listens what was read."""
    hearing.tell(payload["who"], payload["messages"], timezone.now(), again=bool(payload["again"]))
