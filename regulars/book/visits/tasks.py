"""Jobs of visits."""

from django.utils import timezone

from regulars.book.visits import mailing
from regulars.engine.jobs import every


@every("visits.mail", seconds=60)
def mail_briefs() -> None:
    """Send the briefs whose hour has come."""
    mailing.send_due(timezone.now())
