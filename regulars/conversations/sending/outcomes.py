"""What came of a try, written down: the mail's state, the server's rest, and what a dead worker left."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from regulars.conversations.models import Attempt, Outgoing
from regulars.conversations.sending import rules
from regulars.conversations.sending.telling import tell, warn
from regulars.engine import jobs
from regulars.engine.durability import durable, unhurried
from regulars.engine.rows import stored
from regulars.intake import submission
from regulars.intake.models import Submission
from regulars.intake.submission import Answer, Trouble

LOOK = "mail.look"
# The mail is locked first, as by who takes it over.
TAKEN = """
update conversations_outgoing set state = 'sent', settled_at = %s, answer = %s where id = %s and state = 'sending'
"""
FINISHED = """
update conversations_attempt set finished_at = %s, outcome = 'sent', answer = %s where id = %s and finished_at is null
"""
SOON = timedelta(seconds=20)


def locked() -> QuerySet[Outgoing]:
    """Mails, with what is needed to tell of them."""
    return Outgoing.objects.select_for_update(of=("self",)).select_related("conversation__joined_to")


def settle(attempt: Attempt, answer: Answer, now: datetime, chance: float) -> None:
    """Write down what came of a try. One that was taken over meanwhile counts only where it knows more: the server's
    word on a mail of which nobody else knows."""
    if answer.outcome == submission.SENT and not answer.turned_down and taken(attempt, answer, now):
        return
    with transaction.atomic():
        mail = locked().get(pk=attempt.outgoing_id)
        mine = Attempt.objects.filter(pk=attempt.pk)
        open_ = mine.filter(finished_at=None)
        if mail.state == Outgoing.UNSURE and answer.outcome != Attempt.UNKNOWN:
            open_ = mine.filter(outcome=Attempt.UNKNOWN)
        if not open_.update(finished_at=now, outcome=answer.outcome, answer=answer.words):
            return
        match answer.outcome:
            case submission.SENT:
                sent(mail, answer, now)
            case submission.REFUSED:
                failed(mail, answer.words, now)
            case submission.UNKNOWN:
                unsure(mail, answer.words, now)
            case _:
                later(mail, answer.words, now, chance)
        tell(mail)


def taken(attempt: Attempt, answer: Answer, now: datetime) -> bool:
    """What nearly always came of it, in few statements: the server has the mail, and nobody took the try over. False,
    and nothing written, where that is not so. Should this be lost with the machine, the mail is one of which nobody
    knows: on SQLite it always was so, and a second flush for each mail is as dear as the first."""
    with transaction.atomic(), connection.cursor() as cursor:
        unhurried()
        cursor.execute(TAKEN, [stored(now), answer.words, attempt.outgoing_id])
        if not cursor.rowcount:
            return False
        cursor.execute(FINISHED, [stored(now), answer.words, attempt.pk])
        if not cursor.rowcount:
            transaction.set_rollback(True)
            return False
        tell(attempt.outgoing)
    return True


def change(mail: Outgoing, **columns: object) -> None:
    """Write columns of a mail that is locked."""
    Outgoing.objects.filter(pk=mail.pk).update(**columns)


def sent(mail: Outgoing, answer: Answer, now: datetime) -> None:
    """The server has it. Those whom it did not take are told of."""
    refused = "; ".join(f"{address}: {words}" for address, words in answer.turned_down)
    said = _("Not for everybody: %(refused)s") % {"refused": refused} if refused else answer.words
    change(mail, state=Outgoing.SENT, settled_at=now, answer=said)
    if refused:
        warn(mail, "failed", said, now)


def failed(mail: Outgoing, words: str, now: datetime) -> None:
    """The server will never take it, or was asked for long enough."""
    change(mail, state=Outgoing.FAILED, settled_at=now, answer=words)
    warn(mail, "failed", words, now)


def unsure(mail: Outgoing, words: str, now: datetime) -> None:
    """Only the server can tell; it is looked for in the mailbox, and shown to a person."""
    change(mail, state=Outgoing.UNSURE, settled_at=now, answer=words)
    payload = {"outgoing": mail.pk, "tries": 0}
    jobs.enqueue(LOOK, payload, key=f"{LOOK}:{mail.pk}", run_at=now + SOON)


def later(mail: Outgoing, words: str, now: datetime, chance: float) -> None:
    """Not now: it waits, longer each time, until it has been tried for long enough."""
    tries = Attempt.objects.filter(outgoing=mail, started_at__gte=mail.queued_at or now)
    begun = list(tries.order_by("pk").values_list("started_at", flat=True))
    if rules.gives_up(len(begun), min(begun, default=now), now):
        failed(mail, words, now)
        return
    change(mail, state=Outgoing.QUEUED, send_at=now + rules.wait(len(begun), chance), answer=words)


def put_back(attempts: Sequence[Attempt], now: datetime) -> None:
    """Give mails back for which there was no line any more; they are due at once."""
    with transaction.atomic():
        for attempt in attempts:
            locked().get(pk=attempt.outgoing_id)
            open_ = Attempt.objects.filter(pk=attempt.pk, finished_at=None, handed_at=None)
            if open_.update(finished_at=now, outcome=Attempt.BROKEN_OFF):
                mine = Outgoing.objects.filter(pk=attempt.outgoing_id, state=Outgoing.SENDING)
                mine.update(state=Outgoing.QUEUED, send_at=now)


def recover(inbox: int, slot: int, now: datetime) -> None:
    """Take over what an earlier holder of this slot left open, because its worker died or was thought dead.

    What it had not said the end of can be tried again: a server must forget it, and should the worker wake up after
    all, it is not allowed to say the end. Of the rest only the server can tell. Locks nothing where nothing is left.
    """
    left = Attempt.objects.filter(slot=slot, finished_at=None, outgoing__inbox=inbox)
    if not left.exists():
        return
    with durable(), transaction.atomic():
        for attempt in left.order_by("pk"):
            # The mail first, as who writes down an answer does: else the two would wait for each other.
            mail = locked().get(pk=attempt.outgoing_id)
            open_ = Attempt.objects.filter(pk=attempt.pk, finished_at=None)
            if open_.filter(handed_at=None).update(finished_at=now, outcome=Attempt.BROKEN_OFF):
                Outgoing.objects.filter(pk=mail.pk, state=Outgoing.SENDING).update(state=Outgoing.QUEUED, send_at=now)
            elif open_.update(finished_at=now, outcome=Attempt.UNKNOWN) and mail.state == Outgoing.SENDING:
                unsure(mail, _("The worker stopped while the server was answering."), now)
            tell(mail)


def rest(account: Submission, trouble: Trouble, now: datetime, chance: float) -> datetime:
    """Leave a server alone that cannot be reached or does not let us in; until when. What waited too long fails."""
    refused = trouble.kind == submission.NOT_LET_IN
    until = now + rules.rest(account.tries + 1, chance, refused=refused)
    with transaction.atomic():
        row = Submission.objects.select_for_update().get(pk=account.pk)
        row.fault, row.refused, row.tries = trouble.words, refused, row.tries + 1
        row.fault_since, row.resting_until, row.checked_at = row.fault_since or now, until, now
        row.save(update_fields=["fault", "refused", "tries", "fault_since", "resting_until", "checked_at"])
        waiting = locked().filter(inbox=account.inbox_id, state=Outgoing.QUEUED)
        if rules.gives_up(row.tries, row.fault_since, now):
            for mail in waiting.filter(queued_at__lt=now - rules.LONGEST_TRYING):
                failed(mail, trouble.words, now)
                tell(mail)
    return until


def well(account: Submission, now: datetime) -> None:
    """The server let us in: its fault is over. Writes only where there was one."""
    if account.fault_since or account.tries:
        with transaction.atomic():
            healthy = {"fault": "", "fault_since": None, "refused": False, "tries": 0, "resting_until": None}
            Submission.objects.filter(pk=account.pk).update(**healthy, checked_at=now)
