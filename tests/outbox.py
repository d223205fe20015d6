"""Outgoing mail for tests: an inbox that can send, a draft, and the mail that it becomes."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from regulars.book.models import Conversation
from regulars.conversations.models import Draft, Outgoing
from regulars.conversations.sending import posting, queueing
from regulars.conversations.sending.acts import SLOTS, hold
from regulars.engine import sealing
from regulars.intake.models import Inbox, Submission
from tests import builders
from tests.smtp import MailServer

PASSWORD = "nordbake-7-rolls"
ANA = ["Ana Novak", "ana@nordbake.example"]


def sending_inbox(server: MailServer | None = None, address: str = "help@desk.example", **more: Any) -> Inbox:
    """An inbox with a way out, to `server` where one is given."""
    inbox, _ = Inbox.objects.get_or_create(address=address)
    login = {"username": address, "secret": sealing.seal(PASSWORD), "secret_kind": "password"}
    way = {"host": "127.0.0.1", "port": server.port if server else 9, "security": "none", **login, **more}
    Submission.objects.update_or_create(inbox=inbox, defaults=way)
    return inbox


def draft(on: Conversation | None = None, text: str = "We send a new one.", **more: Any) -> Draft:
    """Ada's draft to Ana."""
    now = timezone.now()
    row = {"agent": builders.agent(), "to": [ANA], "created_at": now, "updated_at": now, "text": text, **more}
    row.setdefault("inbox", on.inbox if on else Inbox.objects.get(address="help@desk.example"))
    return Draft.objects.create(conversation=on, **row)


def held(on: Conversation | None = None, now: datetime | None = None, **more: Any) -> Outgoing:
    """A mail whose time to be undone has just passed, by the real clock."""
    written = draft(on, **more)
    outgoing = hold(written, written.agent, now or timezone.now() - timedelta(seconds=11))
    assert isinstance(outgoing, Outgoing), outgoing
    return outgoing


def queued(on: Conversation | None = None, **more: Any) -> Outgoing:
    """A mail in the queue."""
    outgoing = held(on, **more)
    queueing.go(outgoing.pk, timezone.now())
    outgoing.refresh_from_db()
    return outgoing


def post(inbox: Inbox) -> None:
    """Send the queue, in every slot, now."""
    for slot in range(SLOTS):
        posting.post(inbox.pk, slot)


def again(outgoing: Outgoing) -> Outgoing:
    """The row as it is now."""
    return Outgoing.objects.get(pk=outgoing.pk)
