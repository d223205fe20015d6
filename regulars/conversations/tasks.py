"""Jobs of this room."""

from typing import Any

from django.utils import timezone

from regulars.conversations.acts import file_deliveries
from regulars.engine.jobs import task
from regulars.intake.acts import FILE_DELIVERIES


@task(FILE_DELIVERIES, attempts=8)
def file_waiting(payload: dict[str, Any]) -> None:
    """File what has come in. What is filed already is passed over."""
    file_deliveries(payload["deliveries"], timezone.now())
