"""A held mail that is due goes into the queue: stops and the hour's ceiling are looked at, its bytes are put on disk,
and its moment is written, all before anybody tries to send it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
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
from regulars.conversations.sending.background import Background, background_of, members
from regulars.conversations.sending.telling import tell, warn
from regulars.engine import blobs
from regulars.engine.rows import rows
from regulars.engine.updates import update
from regulars.intake import sending
from regulars.intake.models import Inbox, Stop
from regulars.staff.models import Agent

LATELY = """
select count(*) from (select 1 from conversations_outgoing
where inbox_id = %s and queued_at > %s and queued_at <= %s limit %s) as lately
"""
RELATED = ("inbox", "agent", "draft", "conversation__customer", "conversation__joined_to")


def go(pk: int, now: datetime) -> None:
    """Queue a mail that is due, or hold it with the reason; what is not due or not held any more is left alone.

    Raises OSError where the disk does not take its bytes: then nothing happened, and it is tried again.
    """
    go_all([pk], now)


def go_all(pks: Sequence[int], now: datetime) -> None:
    """The same of several, with as few statements and flushes as one takes."""
    held = Outgoing.objects.select_related(*RELATED).filter(pk__in=pks, state=Outgoing.HELD, held_for="")
    due: list[Outgoing] = []
    for outgoing in held.order_by("send_at", "pk"):
        if outgoing.send_at > now:
            ask_to_go(outgoing)
        else:
            due.append(outgoing)
    # Files can be large, so those of one mail only are in memory at a time.
    for batch in ([one for one in due if not one.enclosures], *([one] for one in due if one.enclosures)):
        if batch:
            go_together(batch, now)


def go_together(batch: Sequence[Outgoing], now: datetime) -> None:
    """Compose what nothing holds, put it on disk, and look once more in the transaction that queues it."""
    look = Look(now)
    known = background_of(batch)
    composed = {one.pk: mail for one in batch if not look.reason(one) and (mail := composed_of(one, known, now))}
    names = blobs.put_many(list(composed.values()))
    ready = {pk: (content_of(mail), sha256) for (pk, mail), sha256 in zip(composed.items(), names, strict=True)}
    with transaction.atomic():
        mine = Outgoing.objects.select_for_update().filter(pk__in=[one.pk for one in batch])
        held = mine.filter(state=Outgoing.HELD, held_for="").order_by("pk")
        still = dict(held.values_list("pk", "conversation"))
        look, written = Look(now), []
        for one in batch:
            if one.pk not in still:
                continue
            if reason := look.reason(one):
                hold_back(one, reason, now)
            elif one.pk in ready and still[one.pk] == one.conversation_id:
                written.append(ledger.Written(one, *ready[one.pk]))
            else:
                # What held it is gone since it was looked at, or it was moved to another conversation by a split.
                ask_to_go(one)
        queue(written, now)


def composed_of(outgoing: Outgoing, known: Background, now: datetime) -> bytes:
    """The mail; nothing where it cannot be put together, and that is written down."""
    try:
        return compose(letters.letter_of(outgoing, known, now))
    except FileNotFoundError:
        fail(outgoing.pk, _("A file that went with it is gone from the desk."), now)
        return b""


def content_of(mail: bytes) -> Inbound:
    """What our own reader finds in a mail. Raises ValueError where it cannot read it."""
    content = parse(mail)
    if not isinstance(content, Inbound):
        raise ValueError("what was composed cannot be read")
    return content


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


@dataclass(slots=True)
class Look:
    """What holds mails back, asked once for each inbox; those that nothing holds count against the hour's ceiling."""

    now: datetime
    stops: dict[int, set[str]] = field(default_factory=dict)
    lately: dict[int, int] = field(default_factory=dict)
    leaving: Counter[int] = field(default_factory=Counter)

    def reason(self, outgoing: Outgoing) -> str:
        """Why it must wait, or "" where it leaves now."""
        inbox = outgoing.inbox
        if inbox.pk not in self.stops:
            self.stops[inbox.pk] = sending.stops_of(inbox.pk)
            self.lately[inbox.pk] = sent_lately(inbox, self.now)
        let_go = outgoing.let_go_at is not None
        lately = self.lately[inbox.pk] + self.leaving[inbox.pk]
        reason = rules.held_for(self.stops[inbox.pk], let_go=let_go, lately=lately, ceiling=inbox.ceiling)
        reason = reason or ("" if let_go else news(outgoing))
        self.leaving[inbox.pk] += not reason
        return reason


def hold_back(outgoing: Outgoing, reason: str, now: datetime) -> None:
    """Write down why a mail that is locked must wait, and tell who should know."""
    Outgoing.objects.filter(pk=outgoing.pk).update(held_for=reason)
    if reason == rules.CEILING and sending.put(outgoing.inbox, Stop.CEILING, now):
        warn_leads(outgoing, now)
    if reason == rules.NEWS:
        warn(outgoing, "held", _("A new message came before your mail was due."), now)
    tell(outgoing)


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
    about = members(outgoing.conversation) if outgoing.conversation else []
    written = Moment.objects.filter(conversation__in=about, direction=Moment.IN, automatic="")
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


def queue(written: Sequence[ledger.Written], now: datetime) -> None:
    """Write their moments, and ask for them to be sent. In the transaction in which they were looked at."""
    if not written:
        return
    moments = ledger.enter_all(written, now)
    new = [(Outgoing.QUEUED, moments.get(one.outgoing.pk), one.sha256, now, now, one.outgoing.pk) for one in written]
    update("conversations_outgoing", ("state", "moment_id", "sha256", "queued_at", "send_at"), new)
    for inbox, slot in sorted({(one.outgoing.inbox_id, one.outgoing.pk % SLOTS) for one in written}):
        ask_to_send(inbox, slot)
    tell(*(one.outgoing for one in written))
