"""Filling a new desk with the demo mailbox, through the same door as real mail."""

from datetime import datetime

from regulars.conversations.filing.acts import file_deliveries
from regulars.demo.mailbox import ADDRESS, demo_mails
from regulars.imports.mail import make_searchable
from regulars.intake.acts import Raw, keep, record
from regulars.intake.models import Inbox


def fill(now: datetime) -> None:
    """Bring in the demo mails as history that ends now. Doing it again only counts duplicates."""
    inbox, _ = Inbox.objects.get_or_create(address=ADDRESS)
    raws = [Raw(inbox.pk, content) for content in demo_mails(now)]
    file_deliveries(record(keep(raws), "demo", now, history=True, later=False), now)
    make_searchable()
