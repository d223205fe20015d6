"""Rate limits that hold over all processes."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F

from regulars.engine import rules
from regulars.engine.models import Counter

ADD = """
insert into engine_counter (key, window_start, count) values (%s, %s, 1)
on conflict (key, window_start) do update set count = engine_counter.count + 1
"""
KEPT = timedelta(days=2)


def allow(key: str, limit: int, per_seconds: int, now: datetime) -> bool:
    """Whether `key` may do it once more: at most `limit` times in any `per_seconds`, near enough. Counts it if so.

    What is refused is not counted, so who keeps trying is let in again as time passes. Call it outside of a
    transaction that may be rolled back, or the count goes with it.
    """
    start, share = rules.window(now, per_seconds)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [key])
        windows = [start, start - timedelta(seconds=per_seconds)]
        seen = Counter.objects.filter(key=key, window_start__in=windows).values_list("window_start", "count")
        if not rules.within_limit(dict(seen), start, per_seconds, share, limit):
            return False
        cursor.execute(ADD, [key, connection.ops.adapt_datetimefield_value(start)])
    return True


def give_back(key: str, per_seconds: int, now: datetime) -> None:
    """Take back one count of `allow`: what was tried has turned out to be none that is to be limited."""
    start, _share = rules.window(now, per_seconds)
    with transaction.atomic():
        Counter.objects.filter(key=key, window_start=start, count__gt=0).update(count=F("count") - 1)


def forget_old(now: datetime) -> int:
    """Delete counters of windows long past; how many."""
    with transaction.atomic():
        return Counter.objects.filter(window_start__lt=now - KEPT).delete()[0]
