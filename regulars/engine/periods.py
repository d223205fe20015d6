"""Starting each period's job once, however many workers look at the clock."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from regulars.engine import jobs, rules
from regulars.engine.jobs import PERIODS, Period
from regulars.engine.models import Cursor, Job


def start_due(now: datetime, known: Mapping[str, int]) -> dict[str, int]:
    """Enqueue the jobs of periods that have begun; gives back the number of the current period of each name.

    `known` is what the last call gave back: it spares the question whether a period has been started already.
    """
    current = {name: rules.period_number(now, period.seconds) for name, period in PERIODS}
    for name, period in PERIODS:
        if known.get(name) != current[name]:
            _start(period, current[name])
    return current


def _start(period: Period, number: int) -> None:
    name = f"every.{period.name}"
    if Cursor.objects.filter(name=name, seq__gte=number).exists():
        return
    with transaction.atomic():
        _, new = Cursor.objects.get_or_create(name=name, defaults={"seq": number})
        mine = new or Cursor.objects.filter(name=name, seq__lt=number).update(seq=number)
        if mine and not Job.objects.filter(key=period.kind).exclude(state=Job.State.PARKED).exists():
            jobs.enqueue(period.kind, {}, key=period.kind)
