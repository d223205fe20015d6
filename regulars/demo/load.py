"""Filling a new desk with the demo company, through the same doors as real mail and real records."""

from datetime import datetime

from regulars.conversations.filing.acts import file_deliveries
from regulars.demo.company import stories
from regulars.demo.company.life import live
from regulars.demo.company.tell import customers, tell
from regulars.demo.mailbox import ADDRESS, NAME, demo_mails
from regulars.imports.mail import make_searchable
from regulars.intake.acts import Raw, keep, record
from regulars.intake.models import Delivery, Inbox


def fill(now: datetime) -> None:
    """Bring in the demo company: its mails as history that ends now, then what its systems and people know.

    Doing it again finishes it, should it have been broken off. The mails carry dates that depend on `now`, so a second
    set would be taken for other mails.
    """
    inbox, _ = Inbox.objects.get_or_create(address=ADDRESS, defaults={"name": NAME})
    stored = list(Delivery.objects.filter(inbox=inbox, road="demo").order_by("pk").values_list("pk", flat=True))
    if not stored:
        raws = [Raw(inbox.pk, content) for content in demo_mails(now)]
        stored = record(keep(raws), "demo", now, history=True, later=False)
    file_deliveries(stored, now)
    company = stories.written()
    tell(company, now)
    live(customers(company), now)
    make_searchable()
