"""Jobs of this room."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from regulars.conversations.filing.acts import file_deliveries
from regulars.engine.jobs import every, task
from regulars.intake.acts import FILE_DELIVERIES
from regulars.intake.models import Delivery

FORGOTTEN = timedelta(minutes=5)
AT_ONCE = 200


@task(FILE_DELIVERIES, attempts=8)
def file_waiting(payload: dict[str, Any]) -> None:
    """File what has come in. What is filed already is passed over."""
    file_deliveries(payload["deliveries"], timezone.now())


@every("deliveries.forgotten", seconds=60)
def file_forgotten() -> None:
    """File what waits though nobody is at it: an import was broken off and never begun again."""
    long_ago = timezone.now() - FORGOTTEN
    waiting = Delivery.objects.filter(state=Delivery.WAITING, recorded_at__lt=long_ago).order_by("pk")
    last = 0
    while ids := list(waiting.filter(pk__gt=last).values_list("pk", flat=True)[:AT_ONCE]):
        file_deliveries(ids, timezone.now())
        last = ids[-1]
