"""What the worker does for this room."""

from django.utils import timezone

from regulars.engine.jobs import every
from regulars.staff import sessions


@every("staff.sessions", seconds=24 * 3600)
def forget_expired_sessions() -> None:
    """Sessions that nobody can use any more go."""
    sessions.forget_expired(timezone.now())
