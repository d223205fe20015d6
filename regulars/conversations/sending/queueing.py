"""A held mail that is due goes into the queue: stops and the hour's ceiling are looked at, its bytes are put on disk,
and its moment is written, all before anybody tries to send it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.book.models import Moment
from regulars.channels.contract import Inbound
from regulars.channels.email import parse
from regulars.channels.email.compose import compose
from regulars.conversations.models import Outgoing
from regulars.conversations.notices.acts import notify
from regulars.conversations.sending import ledger, letters, outcomes, rules
from regulars.conversations.sending.acts import SLOTS, ask_to_go, ask_to_send
from regulars.conversations.sending.telling import tell, warn
from regulars.engine import blobs
from regulars.engine.rows import rows
from regulars.intake import sending
from regulars.intake.models import Inbox, Stop
from regulars.staff.models import Agent

LATELY = """
select count(*) from (select 1 from conversations_outgoing
where inbox_id = %s and queued_at > %s and queued_at <= %s limit %s) as lately
"""
RELATED = ("inbox", "agent", "draft", "conversation__joined_to")


def go(pk: int, now: datetime) -> None:
    """Queue a mail that is due, or hold it with the reason; what is not due or not held any more is left alone.

    Raises OSError where the disk does not take its bytes: then nothing happened, and it is tried again.
    """
    outgoing = Outgoing.objects.select_related(*RELATED).filter(pk=pk, state=Outgoing.HELD, held_for="").first()
    if outgoing is None:
        return
    if outgoing.send_at > now:
        ask_to_go(outgoing)
        return
    if against(outgoing, now):
        with transaction.atomic():
            held(outgoing, now)
        return
    try:
        letter = letters.letter_of(outgoing, now)
    except FileNotFoundError:
        fail(pk, _("A file that went with it is gone from the desk."), now)
        return
    mail = compose(letter)
    content, sha256 = parse(mail), blobs.put(mail)
    if not isinstance(content, Inbound):
        raise ValueError(f"what was composed of {outgoing} cannot be read")
    with transaction.atomic():
        if not held(outgoing, now):
            queue(outgoing, content, sha256, now)


def give_up(pk: int, now: datetime) -> None:
    """Say that a mail cannot be put together, because that stops the worker each time."""
    fail(pk, _("Putting it together stopped the worker time and again. Is something very large in it?"), now)


def fail(pk: int, words: str, now: datetime) -> None:
    """A mail that never came into the queue."""
    with transaction.atomic():
        mail = outcomes.locked().filter(pk=pk, state=Outgoing.HELD).first()
        if mail is not None:
            outcomes.failed(mail, words, now)
            tell(mail)


def held(outgoing: Outgoing, now: datetime) -> bool:
    """Whether it must wait or is somebody else's by now; written down, with who should know. Locks the row."""
    still = Outgoing.objects.select_for_update().filter(pk=outgoing.pk, state=Outgoing.HELD, held_for="")
    if not still.exists():
        return True
    reason = against(outgoing, now)
    if not reason:
        return False
    Outgoing.objects.filter(pk=outgoing.pk).update(held_for=reason)
    if reason == rules.CEILING and sending.put(outgoing.inbox, Stop.CEILING, now):
        warn_leads(outgoing, now)
    if reason == rules.NEWS:
        warn(outgoing, "held", _("A new message came before your mail was due."), now)
    tell(outgoing)
    return True


def against(outgoing: Outgoing, now: datetime) -> str:
    """Why it must wait, or ""."""
    stops = sending.stops_of(outgoing.inbox_id)
    let_go = outgoing.let_go_at is not None
    lately = 0 if let_go or stops else sent_lately(outgoing.inbox, now)
    return rules.held_for(stops, let_go=let_go, lately=lately, ceiling=outgoing.inbox.ceiling) or (
        "" if let_go else news(outgoing)
    )


def kept_back(outgoing: Outgoing, now: datetime) -> Refused | None:
    """Why a mail cannot be hurried by who may not release mail: what is let go leaves past a stop and the ceiling."""
    inbox = outgoing.inbox
    lately = sent_lately(inbox, now)
    if not rules.held_for(sending.stops_of(inbox.pk), let_go=False, lately=lately, ceiling=inbox.ceiling):
        return None
    words = _("Mail out of %(inbox)s is held just now. Somebody who may let mail go has to look at it first.")
    return Refused(words % {"inbox": inbox})


def sent_lately(inbox: Inbox, now: datetime) -> int:
    """How many mails an inbox has queued in the last hour, up to its ceiling. Rows of a clock that was wrong, and ahead
    by more than an hour, do not count."""
    since = max(now - rules.HOUR, inbox.ceiling_from or now - rules.HOUR)
    return int(rows(LATELY, [inbox.pk, since, now + rules.HOUR, inbox.ceiling])[0][0])


def news(outgoing: Outgoing) -> str:
    """Whether the customer has written since a mail was meant for later."""
    if outgoing.conversation_id is None or not rules.meant_for_later(outgoing.created_at, outgoing.send_at):
        return ""
    return rules.NEWS if has_news(outgoing) else ""


def has_news(outgoing: Outgoing) -> bool:
    """Whether a person has written into its conversation since it was held."""
    members = letters.members(outgoing.conversation_id or 0)
    written = Moment.objects.filter(conversation__in=members, direction=Moment.IN, automatic="")
    return written.filter(recorded_at__gt=outgoing.created_at).exists()


def warn_leads(outgoing: Outgoing, now: datetime) -> None:
    """Let those know who can let an inbox go on."""
    words = _("%(inbox)s has sent %(count)s mails within an hour and holds the next ones until somebody lets them go.")
    said = words % {"inbox": outgoing.inbox, "count": outgoing.inbox.ceiling}
    if outgoing.conversation is None:
        return
    for agent in Agent.objects.filter(is_active=True):
        if agent.may("mail.release"):
            notify(agent.pk, "held", outgoing.conversation, now, outgoing_id=outgoing.pk, words=said)


def queue(outgoing: Outgoing, content: Inbound, sha256: str, now: datetime) -> None:
    """Write its moment, and ask for it to be sent. In the transaction in which it was looked at."""
    moment = ledger.enter(outgoing, content, sha256, now)
    Outgoing.objects.filter(pk=outgoing.pk).update(
        state=Outgoing.QUEUED, moment=moment, sha256=sha256, queued_at=now, send_at=now
    )
    ask_to_send(outgoing.inbox_id, outgoing.pk % SLOTS)
    tell(outgoing)
