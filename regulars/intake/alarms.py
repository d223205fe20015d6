"""What a person must know about mail: a mailbox that cannot be read, an inbox fallen silent, mail that stays here."""

from datetime import datetime, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from regulars.base.frozen import dataclass
from regulars.engine.rows import rows
from regulars.intake import habits
from regulars.intake.models import Delivery, Inbox, Mailbox, Stop, Submission

LOOKED_AT = 5000
WANTED_SPAN = 2 * habits.ENOUGH_DAYS
FEW_TRIES = 4
UNREAD_FOR = timedelta(minutes=30)
ANYTHING = """
select exists (select 1 from intake_mailbox where fault_since is not null or checked_at is null or checked_at < %s),
       exists (select 1 from intake_submission where fault_since is not null),
       exists (select 1 from intake_stop where kind = 'ceiling'),
       exists (select 1 from intake_inbox where silent_since is not null)
"""
Row = TypeVar("Row", Mailbox, Submission, Stop)


@dataclass(frozen=True, slots=True)
class Alarm:
    """`what` is wrong with the mail of `address`, in words for a person, and since when."""

    address: str
    what: str
    since: datetime


def alarms(now: datetime, inbox: Inbox | None = None) -> list[Alarm]:
    """What stands now, longest first; of one inbox, or of all. Mostly nothing does, and then it is one statement."""
    unread, unsent, tripped, silent = rows(ANYTHING, [now - UNREAD_FOR])[0]
    found: list[Alarm | None] = []
    if unread:
        found += [trouble(one, now) for one in of(Mailbox.objects.select_related("inbox"), inbox)]
    if unsent:
        failing = of(Submission.objects.filter(fault_since__isnull=False).select_related("inbox"), inbox)
        found += [trouble_sending(one) for one in failing]
    if tripped:
        stops = of(Stop.objects.filter(kind=Stop.CEILING).select_related("inbox"), inbox)
        found += [ceiling(stop.inbox, stop.since) for stop in stops if stop.inbox]
    if silent:
        quiet = Inbox.objects.filter(silent_since__isnull=False, **({"pk": inbox.pk} if inbox else {}))
        found += [silence(one.address, one.silent_since) for one in quiet if one.silent_since]
    return sorted((alarm for alarm in found if alarm), key=lambda alarm: alarm.since)


def of(asked: QuerySet[Row], inbox: Inbox | None) -> QuerySet[Row]:
    """Those of one inbox, or all."""
    return asked.filter(inbox=inbox) if inbox else asked


def trouble(mailbox: Mailbox, now: datetime) -> Alarm | None:
    """What is wrong with reading a mailbox. A few failed tries are nothing; a refusal is something at once."""
    address, fault, since = mailbox.inbox.address, mailbox.fault, mailbox.fault_since
    if since and mailbox.refused:
        what = _(
            "The mailbox refuses us, and no mail is read: “%s”. Connect it again with the right password or token."
        )
        return Alarm(address, what % fault, since)
    if since and mailbox.tries > FEW_TRIES:
        what = _("The mailbox cannot be read: “%(fault)s” (%(tries)s tries).")
        return Alarm(address, what % {"fault": fault, "tries": mailbox.tries}, since)
    looked = mailbox.checked_at or mailbox.inbox.created_at
    if now - looked > UNREAD_FOR:
        return Alarm(address, _("Nobody has looked into the mailbox. Is the worker running?"), looked)
    return None


def trouble_sending(submission: Submission) -> Alarm | None:
    """What is wrong with sending. A few failed tries are nothing; a refusal is something at once."""
    address, fault, since = submission.inbox.address, submission.fault, submission.fault_since
    if since and submission.refused:
        said = _("The server for sending refuses us, and mail waits here: “%s”. Connect it again.")
        return Alarm(address, said % fault, since)
    if since and submission.tries > FEW_TRIES:
        said = _("Mail cannot be sent and waits here: “%(fault)s” (%(tries)s tries).")
        return Alarm(address, said % {"fault": fault, "tries": submission.tries}, since)
    return None


def ceiling(inbox: Inbox, since: datetime) -> Alarm:
    """More left than may in an hour."""
    said = _("More than %s mails left within an hour. The rest is held until somebody lets it go.")
    return Alarm(inbox.address, said % inbox.ceiling, since)


def silence(address: str, since: datetime) -> Alarm:
    """An inbox that is silent for longer than its habit."""
    return Alarm(address, _("No mail for longer than usual. Does it still arrive at the mail server?"), since)


def look_for_silence(now: datetime) -> None:
    """Set or take back `silent_since` of every inbox that gets live mail. Writes only what changed."""
    for inbox in Inbox.objects.all():
        since = habits.silent_since(arrivals(inbox), now)
        if since != inbox.silent_since:
            with transaction.atomic():
                Inbox.objects.filter(pk=inbox.pk).update(silent_since=since)


def arrivals(inbox: Inbox) -> list[datetime]:
    """When the last mails came, by the mail server's word, newest first; imported ones say nothing about it.

    Of an inbox so busy that the last 5,000 span a few days only, one in so many is taken, which span two weeks, and the
    newest: its habit is as plain in these.
    """
    newest = came(inbox, 1)
    if len(newest) < LOOKED_AT or (span := newest[0] - newest[-1]) >= habits.ENOUGH_DAYS:
        return newest
    return [newest[0], *came(inbox, WANTED_SPAN // max(span, timedelta(minutes=10)) + 1)]


def came(inbox: Inbox, every: int) -> list[datetime]:
    """When one in `every` of the live mails came, newest first."""
    live = Delivery.objects.filter(inbox=inbox).exclude(road="import").order_by("-pk")
    live = live.alias(part=F("pk") % every).filter(part=0)
    return list(live.values_list(Coalesce("received_at", "recorded_at"), flat=True)[:LOOKED_AT])
