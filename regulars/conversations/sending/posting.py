"""The queue of an inbox is sent: mails are claimed, handed over one after another, and what came of each is written.

What makes it exactly one mail: docs/decisions/0010-sending-once.md.
"""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from random import SystemRandom

from django.db import connection, transaction
from django.db.models import Min, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from regulars.conversations.models import Attempt, Outgoing
from regulars.conversations.sending import outcomes, recipients, rules
from regulars.conversations.sending.acts import ask_to_send
from regulars.engine import blobs
from regulars.engine.durability import durable
from regulars.engine.rows import stored
from regulars.intake import sending, submission
from regulars.intake.accounts import SecretGone
from regulars.intake.models import Submission
from regulars.intake.submission import Answer, Line, Trouble, TurnedDown

HANDED = "update conversations_attempt set handed_at = %s where id = %s and handed_at is null and finished_at is null"
CHANCE = SystemRandom()
AT_ONCE = 10
# What is asked of a mail, its inbox and its conversation while it is sent; to read all of them took longer.
WANTED = (
    *("state", "to", "cc", "bcc", "sha256", "by_recipient", "inbox__address"),
    *("conversation__public_id", "conversation__joined_to__public_id"),
)
# A job is to end now and then, so that those of others have their turn.
LONGEST_RUN = 10.0
COME_AGAIN = timedelta(milliseconds=500)
# A server that hangs must not keep all threads of a worker busy: mail is to be filed meanwhile.
SQLITE_SENDERS, OTHER_SENDERS = threading.BoundedSemaphore(1), threading.BoundedSemaphore(3)


def post(inbox: int, slot: int) -> None:
    """Send what is due in the queue of an inbox. Only one job at a time has this `slot`, and it takes over what an
    earlier one left when its worker died."""
    with one_of_few() as mine:
        if not mine:
            ask_to_send(inbox, slot, timezone.now() + COME_AGAIN)
            return
        account = Submission.objects.select_related("inbox").filter(inbox=inbox).first()
        outcomes.recover(inbox, slot, timezone.now())
        if account is None:
            # Who connects the inbox asks for this again.
            return
        resting = send_due(account, slot)
    # In one transaction, so that a mail which comes into the queue meanwhile is not put off with the others.
    with transaction.atomic():
        at = resting or next_due(account)
        if at is not None:
            ask_to_send(inbox, slot, at)


@contextmanager
def one_of_few() -> Iterator[bool]:
    """Whether this process may send in one more thread."""
    few = SQLITE_SENDERS if connection.vendor == "sqlite" else OTHER_SENDERS
    mine = few.acquire(blocking=False)
    try:
        yield mine
    finally:
        if mine:
            few.release()


def send_due(account: Submission, slot: int) -> datetime | None:
    """Send over one line until nothing is due or others should have a turn; until when the server rests, if it does."""
    now = timezone.now()
    if account.resting_until and now < account.resting_until <= now + timedelta(seconds=rules.RESTS[-1] * 2):
        return account.resting_until
    if not due(account, now).exists():
        return None
    line = call(account)
    if isinstance(line, Trouble):
        return outcomes.rest(account, line, timezone.now(), CHANCE.random())
    end = time.monotonic() + LONGEST_RUN
    try:
        while line.is_open and time.monotonic() < end and (attempts := claim(account, slot, timezone.now())):
            send_all(line, attempts)
    finally:
        line.close()
    if line.silence:
        # Each of its mails would keep others waiting for as long, and nobody would hear that it hangs.
        silent = Trouble(submission.UNREACHABLE, line.silence)
        return outcomes.rest(account, silent, timezone.now(), CHANCE.random())
    outcomes.well(account, timezone.now())
    return None


def call(account: Submission) -> Line | Trouble:
    """A line to the server, or why there is none."""
    try:
        return submission.log_in(submission.account_of(account))
    except SecretGone as fault:
        return Trouble(submission.NOT_LET_IN, str(fault))


def due(account: Submission, now: datetime) -> QuerySet[Outgoing]:
    """What is to be sent now, in that order."""
    return queued(account).filter(send_at__lte=now).order_by("send_at", "pk")


def queued(account: Submission) -> QuerySet[Outgoing]:
    """What waits and may leave: under a stop, what somebody let go by itself. Who takes the stop away asks again."""
    waiting = Outgoing.objects.filter(inbox=account.inbox_id, state=Outgoing.QUEUED)
    match rules.leaving(sending.stops_of(account.inbox_id)):
        case rules.NOTHING:
            return waiting.none()
        case rules.LET_GO:
            return waiting.filter(let_go_at__isnull=False)
    return waiting


def next_due(account: Submission) -> datetime | None:
    """When the next mail of the queue is due."""
    found: datetime | None = queued(account).aggregate(at=Min("send_at"))["at"]
    return found


def claim(account: Submission, slot: int, now: datetime) -> list[Attempt]:
    """Take some mails that are due, and write down that each is tried: on disk, before the first word about it."""
    waiting = due(account, now)
    if not waiting.exists():
        return []
    with durable(), transaction.atomic():
        free = waiting.select_for_update(skip_locked=True, of=("self",))
        mine = list(free.select_related("inbox", "conversation__joined_to").only(*WANTED)[:AT_ONCE])
        Outgoing.objects.filter(pk__in=[one.pk for one in mine]).update(state=Outgoing.SENDING)
        for one in mine:
            one.state = Outgoing.SENDING
        return Attempt.objects.bulk_create(Attempt(outgoing=one, slot=slot, started_at=now) for one in mine)


def send_all(line: Line, attempts: list[Attempt]) -> None:
    """Hand mails over, one after another; those for which the line is gone wait for another one."""
    for place, attempt in enumerate(attempts):
        if not line.is_open:
            outcomes.put_back(attempts[place:], timezone.now())
            return
        outcomes.settle(attempt, hand_over(line, attempt), timezone.now(), CHANCE.random())


def hand_over(line: Line, attempt: Attempt) -> Answer:
    """Give one mail to the server."""
    mail = attempt.outgoing
    offered = recipients.still_to_get((email for _, email in (*mail.to, *mail.cc, *mail.bcc)), mail.by_recipient)
    sender = attempt.outgoing.inbox.address
    try:
        content = blobs.read(mail.sha256)
    except FileNotFoundError:
        return Answer(submission.REFUSED, _("Its bytes are gone from the desk’s files."))
    return line.hand_over(sender, offered, content, partial(handed, attempt, offered))


def handed(attempt: Attempt, offered: Sequence[str] = (), turned_down: Sequence[TurnedDown] = ()) -> bool:
    """Write down, on disk, that the end of the mail is about to be said, and for whom. False where somebody has taken
    it over: this worker was thought dead, and must not say it."""
    mail = attempt.outgoing
    with durable():
        if not turned_down and not mail.by_recipient:
            return is_mine(attempt)
        with transaction.atomic():
            # Locked before the try, as by who takes it over.
            mail.by_recipient = outcomes.locked().get(pk=mail.pk).by_recipient
            mine = is_mine(attempt)
            if mine:
                mail.by_recipient = recipients.envelope(offered, mail.by_recipient, turned_down)
                outcomes.change(mail, by_recipient=mail.by_recipient)
    return mine


def is_mine(attempt: Attempt) -> bool:
    """Whether a try is still its worker's own; then it is marked. One statement needs no transaction around it."""
    with connection.cursor() as cursor:
        cursor.execute(HANDED, [stored(timezone.now()), attempt.pk])
        return bool(cursor.rowcount == 1)
