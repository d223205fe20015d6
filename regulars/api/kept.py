"""How long answers to writes are known. The worker needs no more of the API than this, and so not its library."""

from datetime import datetime, timedelta

from django.db import transaction

from regulars.api.models import Answered

KEPT = timedelta(hours=24)


def forget(now: datetime) -> int:
    """Delete answers that need not be known any more; how many."""
    with transaction.atomic():
        return Answered.objects.filter(at__lte=now - KEPT).delete()[0]
