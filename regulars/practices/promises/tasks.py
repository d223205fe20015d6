"""Jobs of promises."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from regulars.book.models import Moment
from regulars.book.records.undo import TAKEN_BACK as RECORDS_TAKEN_BACK
from regulars.conversations.slots import CONCERNING, SAID, TAKEN_BACK, WAITING
from regulars.engine import jobs
from regulars.engine.jobs import Wanted, every, task
from regulars.engine.outbox import Entry, consumer
from regulars.practices.promises import awake, desk, handing, telling

LOOK, OPEN_AGAIN = "promises.look", "promises.open_again"
SAID.offer("promises", telling.said)
CONCERNING.offer("promises", telling.concerned)
TAKEN_BACK.offer("promises", telling.taken_back)
WAITING.offer("promises", awake.held_by_others)


@consumer("promises")
def pass_on(entries: Sequence[Entry]) -> None:
    """One job for each moment that may keep a promise, where its customer has one that is open; and one for an import
    that was taken back."""
    for one in entries:
        if one.kind == RECORDS_TAKEN_BACK:
            jobs.enqueue(OPEN_AGAIN, {}, key=f"{OPEN_AGAIN}:{one.payload['batch']}")
    told = [one for one in entries if one.kind == "moment" and one.payload["kind"] in desk.WATCHED]
    waiting = desk.with_open(sorted({one.payload["customer"] for one in told}))
    jobs.enqueue_many(
        Wanted(
            LOOK,
            {"moment": one.payload["id"]},
            key=f"{LOOK}:{one.payload['id']}",
            lane=f"customer:{one.payload['customer']}",
        )
        for one in told
        if one.payload["customer"] in waiting
    )


@task(LOOK)
def look(payload: dict[str, Any]) -> None:
    """See whether a moment keeps a promise."""
    moment = Moment.objects.filter(pk=payload["moment"]).first()
    if moment is not None:
        desk.look_at(moment, timezone.now())


@task(OPEN_AGAIN)
def open_again(payload: dict[str, Any]) -> None:
    """See which promises nothing shows to be kept any more."""
    desk.open_again(timezone.now())


@every("promises.due", seconds=60)
def due() -> None:
    """Call broken what was not kept in its time."""
    desk.break_due(timezone.now())


@every("promises.absent", seconds=900)
def hand_over() -> None:
    """Hand over what somebody has to keep who is not there."""
    handing.hand_over_from_absent(timezone.now())
