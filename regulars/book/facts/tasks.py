"""Jobs of facts."""

from django.utils import timezone

from regulars.book.facts.acts import erase_forgotten
from regulars.engine.jobs import every


@every("facts.forgotten", seconds=60)
def erase() -> None:
    """Erase what was forgotten minutes ago."""
    erase_forgotten(timezone.now())
