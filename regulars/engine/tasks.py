"""The machine room's own housekeeping."""

from django.utils import timezone

from regulars.engine import limits, outbox, statistics
from regulars.engine.jobs import every


@every("engine.tidy", seconds=3600)
def tidy() -> None:
    """Drop what nobody will read again."""
    outbox.trim(timezone.now())
    limits.forget_old(timezone.now())


@every("engine.optimize", seconds=3600)
def optimize() -> None:
    """See how rows are spread by now: an import may have brought most of them since."""
    statistics.look_again()
