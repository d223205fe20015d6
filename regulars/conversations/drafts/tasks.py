"""Jobs of drafts and of presence."""

from django.utils import timezone

from regulars.conversations.drafts import acts
from regulars.conversations.presence import acts as presence
from regulars.engine.jobs import every


@every("drafts.sweep", seconds=3600)
def sweep() -> None:
    """Forget drafts that were thrown away more than a day ago, and who left a conversation without a word."""
    acts.sweep(timezone.now())
    presence.sweep(timezone.now())
