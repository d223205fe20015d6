"""What is settled about inboxes goes into the audit trail, whether a page or the command line settled it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from regulars.engine import audit
from regulars.intake.models import Inbox
from regulars.staff import changes, trail
from regulars.staff.auditing import ACTS
from regulars.staff.trail import Actor

for act, words in {
    "inbox.added": _("added an inbox"),
    "inbox.connected": _("connected a mailbox"),
    "inbox.changed": _("changed an inbox"),
    "sending.stopped": _("stopped outgoing mail"),
    "sending.released": _("let outgoing mail go"),
}.items():
    ACTS.offer(act, words)

changes.offer(
    "inbox",
    {
        "reads": _("Reads from"),
        "sends": _("Sends through"),
        "signature": _("Signature"),
        "weight": _("A conversation here counts as"),
        "ceiling": _("Mails in an hour at most"),
        "reply_tokens": _("Answers come to a marked address"),
        "assignment": changes.Field(
            _("Who gets what is new"),
            changes.among(
                {
                    "hand": _("Nobody yet"),
                    "round_robin": _("One after the other"),
                    "least_loaded": _("Who has the least"),
                    "who_knows": _("Who knows the customer"),
                }
            ),
        ),
    },
)
HELD = {"new": _("it was newly connected"), "person": _("a person stopped it"), "ceiling": _("it sent much in an hour")}
changes.offer("sending", {"stops": changes.Field(_("Held because"), changes.among(HELD))})

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
