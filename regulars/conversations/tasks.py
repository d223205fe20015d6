"""Jobs of this room."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from regulars.conversations import under_way
from regulars.conversations.assignment import tasks as assignment
from regulars.conversations.drafts import tasks as drafts
from regulars.conversations.filing.acts import file_deliveries
from regulars.conversations.sending import tasks as sending
from regulars.engine import jobs
from regulars.engine.jobs import Wanted, every, task
from regulars.intake.acts import FILE_DELIVERIES, LATER
from regulars.intake.models import Delivery

__all__ = ["assignment", "drafts", "sending", "under_way"]

FORGOTTEN = timedelta(minutes=5)
AT_ONCE = 200


def spare_the_others(payload: dict[str, Any]) -> None:
    """What is done with mails whose reading killed the worker time and again: each gets a job of its own, and one that
    is alone is quarantined unread."""
    ids = payload["deliveries"]
    if len(ids) > 1:
        jobs.enqueue_many(Wanted(FILE_DELIVERIES, {"deliveries": [pk]}, key=f"{FILE_DELIVERIES}:{pk}") for pk in ids)
        return
    with transaction.atomic():
        Delivery.objects.filter(pk__in=ids, state=Delivery.WAITING).update(
            state=Delivery.QUARANTINED,
            cause="deadly",
            detail="Reading it stopped the worker time and again; most likely it takes more memory than there is.",
        )


@task(FILE_DELIVERIES, attempts=8, deadly=spare_the_others)
def file_waiting(payload: dict[str, Any]) -> None:
    """File what has come in. What is filed already is passed over."""
    file_deliveries(payload["deliveries"], timezone.now())


@every("deliveries.forgotten", seconds=60)
def file_forgotten() -> None:
    """Ask for what waits though nobody is at it: an import was broken off and never begun again.

    As jobs of their own: a mail among them that kills the worker must not be read here again and again.
    """
    long_ago = timezone.now() - FORGOTTEN
    waiting = Delivery.objects.filter(state=Delivery.WAITING, recorded_at__lt=long_ago).order_by("pk")
    last = 0
    while ids := list(waiting.filter(pk__gt=last).values_list("pk", flat=True)[:AT_ONCE]):
        key = f"{FILE_DELIVERIES}:{ids[0]}" if len(ids) == 1 else f"{FILE_DELIVERIES}:{ids[0]}-{ids[-1]}"
        jobs.enqueue_many([Wanted(FILE_DELIVERIES, {"deliveries": ids}, key=key, priority=LATER)])
        last = ids[-1]
