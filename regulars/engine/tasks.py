"""The machine room's own housekeeping."""

from django.db import connection
from django.utils import timezone

from regulars.engine import limits, outbox
from regulars.engine.jobs import every


@every("engine.tidy", seconds=3600)
def tidy() -> None:
    """Drop what nobody will read again."""
    outbox.trim(timezone.now())
    limits.forget_old(timezone.now())


@every("engine.optimize", seconds=24 * 3600)
def optimize() -> None:
    """Let SQLite look again at how its rows are spread. Source: https://www.sqlite.org/pragma.html#pragma_optimize."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA optimize")
