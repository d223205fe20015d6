"""What came of a try, written down: the mail's state, the server's rest, and what a dead worker left."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from regulars.conversations.models import Attempt, Outgoing
from regulars.conversations.sending import recipients, rules
from regulars.conversations.sending.recipients import RETURNED, TURNED_DOWN, WAITING, Each
from regulars.conversations.sending.telling import shown_on, tell, warn
from regulars.engine import jobs, outbox
from regulars.engine.durability import durable
from regulars.engine.in_one_go import in_one_go
from regulars.engine.rows import stored
from regulars.intake import submission
from regulars.intake.models import Submission
from regulars.intake.submission import Answer, Trouble

LOOK = "mail.look"
LOCK = "select 1 from conversations_outgoing where id = %s"
FINISHED = """
update conversations_attempt set finished_at = %s, outcome = 'sent', answer = %s where id = %s and finished_at is null
and exists (select 1 from conversations_outgoing o where o.id = outgoing_id and o.state = 'sending')
"""
# Whether the statement before this one, in the same transaction, has finished the try.
HERE = "exists (select 1 from conversations_attempt where id = %s and finished_at = %s and outcome = 'sent')"
TAKEN = f"""
update conversations_outgoing set state = 'sent', settled_at = %s, answer = %s
where id = %s and state = 'sending' and {HERE}
"""  # noqa: S608 - made of constants
SOON = timedelta(seconds=20)


def locked() -> QuerySet[Outgoing]:
    """Mails, with what is needed to tell of them."""
    return Outgoing.objects.select_for_update(of=("self",)).select_related("conversation__joined_to")


def settle(attempt: Attempt, answer: Answer, now: datetime, chance: float) -> None:
    """Write down what came of a try. One that was taken over meanwhile counts only where it knows more: the server's
    word on a mail of which nobody else knows."""
    alike = not (answer.turned_down or attempt.outgoing.by_recipient)
    if answer.outcome == submission.SENT and alike and taken(attempt, answer, now):
        return
    with transaction.atomic():
        mail = locked().get(pk=attempt.outgoing_id)
        mine = Attempt.objects.filter(pk=attempt.pk)
        open_ = mine.filter(finished_at=None)
        if mail.state == Outgoing.UNSURE and answer.outcome != Attempt.UNKNOWN:
            open_ = mine.filter(outcome=Attempt.UNKNOWN)
        if not open_.update(finished_at=now, outcome=answer.outcome, answer=answer.words):
            return
        went(mail, answer, now, chance)
        tell(mail)


def went(mail: Outgoing, answer: Answer, now: datetime, chance: float) -> None:
    """Write down an answer about a mail that is locked."""
    several = len({email for _, email in (*mail.to, *mail.cc, *mail.bcc)}) > 1
    match answer.outcome:
        case submission.UNKNOWN:
            unsure(mail, answer.words, now)
        case _ if mail.by_recipient or (several and answer.turned_down):
            went_for_each(mail, answer, now, chance)
        case submission.SENT:
            change(mail, state=Outgoing.SENT, settled_at=now, answer=answer.words)
        case submission.REFUSED:
            failed(mail, answer.words, now)
        case _:
            later(mail, answer.words, now, chance)


def went_for_each(mail: Outgoing, answer: Answer, now: datetime, chance: float) -> None:
    """The server made a difference between its recipients: who was not taken for now is tried again, the others are
    left alone, and its writer hears of those who will never get it."""
    each = recipients.after(mail.by_recipient, answer)
    told = [one.address for one in answer.turned_down if one.for_good]
    if recipients.any_in(each, WAITING) and (at := next_try(mail, now, chance)):
        change(mail, by_recipient=each, state=Outgoing.QUEUED, send_at=at, answer=answer.words)
    else:
        each = recipients.given_up(each)
        over(mail, each, answer.words, now)
    before = {one.address for one in recipients.lines(mail.by_recipient, TURNED_DOWN)}
    if any(one.address in told or one.address not in before for one in recipients.lines(each, TURNED_DOWN)):
        warn(mail, "failed", not_for(each) if recipients.any_in(each, recipients.HAS_IT) else answer.words, now)


def over(mail: Outgoing, each: Each, words: str, now: datetime) -> None:
    """Nobody waits for it any more: it was sent if somebody has it, and nobody sent it back."""
    had, back = recipients.any_in(each, recipients.HAS_IT), recipients.any_in(each, RETURNED)
    state = Outgoing.BOUNCED if back else Outgoing.SENT if had else Outgoing.FAILED
    said = not_for(each) if had and recipients.lines(each, TURNED_DOWN, RETURNED) else words
    change(mail, by_recipient=each, state=state, settled_at=now, answer=said)


def not_for(each: Each) -> str:
    """Who of several has not got it, with what the server said."""
    refused = "; ".join(f"{one.address}: {one.words}" for one in recipients.lines(each, TURNED_DOWN, RETURNED))
    return _("Not for everybody: %(refused)s") % {"refused": refused}


def known_as_sent(mail: Outgoing, said: str, now: datetime) -> None:
    """A mail of which nobody knew, and which is locked, did leave: with those for whom its end was said."""
    went(mail, Answer(submission.SENT, said), now, 0.5)


def taken(attempt: Attempt, answer: Answer, now: datetime) -> bool:
    """What nearly always came of it, in few statements: the server has the mail, and nobody took the try over. False,
    and nothing written, where that is not so. Should this be lost with the machine, the mail is one of which nobody
    knows: on SQLite it always was so, and a second flush for each mail is as dear as the first."""
    mail, at = attempt.outgoing, stored(now)
    told = in_one_go(
        # The mail first, as by who takes it over: what is looked at below does not change any more.
        (LOCK + (" for update" if connection.vendor == "postgresql" else ""), [mail.pk]),
        (FINISHED, [at, answer.words, attempt.pk]),
        (TAKEN, [at, answer.words, mail.pk, attempt.pk, at]),
        *outbox.append_if(HERE, [attempt.pk, at], outbox.NUDGE, shown_on([mail])),
    )
    return bool(told)


def change(mail: Outgoing, **columns: object) -> None:
    """Write columns of a mail that is locked."""
    Outgoing.objects.filter(pk=mail.pk).update(**columns)


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
    at = next_try(mail, now, chance)
    if at is None:
        failed(mail, words, now)
        return
    change(mail, state=Outgoing.QUEUED, send_at=at, answer=words)


def next_try(mail: Outgoing, now: datetime, chance: float) -> datetime | None:
    """When it is tried again; not any more where it has been tried for long enough."""
    tries = Attempt.objects.filter(outgoing=mail, started_at__gte=mail.queued_at or now)
    begun = list(tries.order_by("pk").values_list("started_at", flat=True))
    if rules.gives_up(len(begun), min(begun, default=now), now):
        return None
    return now + rules.wait(len(begun), chance)


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
