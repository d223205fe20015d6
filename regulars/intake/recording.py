"""What is settled about inboxes goes into the audit trail, whether a page or the command line settled it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from regulars.engine import audit
from regulars.intake.models import Inbox
from regulars.staff import trail
from regulars.staff.trail import Actor

# None is somebody at the command line.
By = Actor | None


def record(
    by: By,
    act: str,
    inbox: Inbox,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    now: datetime,
) -> None:
    """Append it, as the last statement of the change's transaction."""
    on = f"inbox:{inbox.public_id}"
    if by is None:
        audit.record(act, on, by="command line", before=before, after=after, now=now)
    else:
        trail.record(by, act, on, before=before, after=after, now=now)
