"""Nothing waits for ever: what is due and has no job, and what was written when the clock was wrong."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from regulars.conversations.models import Outgoing
from regulars.conversations.sending import rules
from regulars.conversations.sending.acts import SLOTS, ask_to_go, ask_to_send, going
from regulars.engine import jobs
from regulars.intake import sending
from regulars.intake.models import Inbox, Stop

STOPPED = (Stop.NEW, Stop.PERSON, Stop.CEILING)


def look_again(now: datetime) -> None:
    """Ask for held mail that is due, for queues in which something is due, and for what a lost worker had in hand.

    A mail from what is the future now was written before the clock was put back, and is due when it can be undone no
    more, or again at the time somebody chose.
    """
    with transaction.atomic():
        ahead = Outgoing.objects.filter(state=Outgoing.HELD, held_for="", created_at__gt=now + rules.UNDO)
        ahead.filter(send_at__lte=F("created_at") + rules.LATER).update(created_at=now, send_at=now + rules.UNDO)
        too_late = Q(queued_at__gt=now + rules.UNDO) | Q(send_at__gt=now + rules.LONGEST_WAIT)
        Outgoing.objects.filter(too_late, state=Outgoing.QUEUED).update(queued_at=now, send_at=now)
        wanted = list(map(going, Outgoing.objects.filter(state=Outgoing.HELD, held_for="", send_at__lte=now)))
        at_it = jobs.under_way([one.key for one in wanted if one.key], now)
        jobs.enqueue_many(one for one in wanted if one.key not in at_it)
    due = Q(state=Outgoing.QUEUED, send_at__lte=now) | Q(state=Outgoing.SENDING)
    for inbox in Outgoing.objects.filter(due).order_by().values_list("inbox", flat=True).distinct():
        ask_all(inbox)


def ask_all(inbox: int) -> None:
    """Ask for an inbox's queue in every slot, where another may have left something."""
    for slot in range(SLOTS):
        ask_to_send(inbox, slot)


def let_go_on(inbox: int | None, now: datetime) -> None:
    """What a stop held goes on: mail that was due is looked at again, and queues are sent."""
    for one in Inbox.objects.filter(pk=inbox) if inbox else Inbox.objects.all():
        still = {stop.kind for stop in sending.stopped(one)}
        with transaction.atomic():
            held = Outgoing.objects.filter(inbox=one, state=Outgoing.HELD, held_for__in=set(STOPPED) - still)
            for mail in held.select_for_update():
                mail.held_for, mail.send_at = "", now
                mail.save(update_fields=["held_for", "send_at"])
                ask_to_go(mail)
            if rules.leaving(still) != rules.NOTHING:
                ask_all(one.pk)
