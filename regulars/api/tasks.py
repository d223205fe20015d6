"""Jobs of this room."""

from django.utils import timezone

from regulars.api.kept import forget
from regulars.engine.jobs import every


@every("api.forget", seconds=3600)
def forget_answers() -> None:
    """Answers to writes are known for a day."""
    forget(timezone.now())
