"""Verbs of mail on its way out. Each is one transaction, and asking twice changes nothing."""

import secrets
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.book.eyes import eyes_of
from regulars.conversations import rules as threading
from regulars.conversations.drafts.acts import bring_back
from regulars.conversations.models import Draft, Outgoing
from regulars.conversations.sending import beginning, outcomes, recipients, rules
from regulars.conversations.sending.bounces import forgive, undeliverable
from regulars.conversations.sending.telling import tell
from regulars.conversations.sending.withdrawing import withdraw
from regulars.engine import jobs
from regulars.engine.jobs import Wanted
from regulars.intake.access import may_see_inbox
from regulars.intake.models import Inbox, Stop, Submission
from regulars.staff.models import Agent

GO, SEND = "mail.go", "mail.send"
# Two tries to one server at a time: the second goes on while the first waits for an answer.
SLOTS = 2
AGAIN = (Outgoing.FAILED, Outgoing.BOUNCED)


def hold(
    draft: Draft, agent: Agent, now: datetime, *, send_at: datetime | None = None, anyway: bool = False
) -> Outgoing | Refused:
    """Make a draft the one mail that it becomes. It leaves in ten seconds, or at `send_at`, unless it is undone.

    The same draft gives the same row, however often it is asked. A draft without a conversation begins one, with whom
    it goes to first. Refused: nobody to write to, nothing written, no inbox or one that cannot send; and, unless
    `anyway`, an address from which mail came back for good.
    """
    with transaction.atomic():
        draft = Draft.objects.select_for_update().get(pk=draft.pk)
        before = Outgoing.objects.filter(draft=draft).exclude(state=Outgoing.UNDONE).first()
        if before is not None:
            return before
        inbox = draft.inbox or (draft.conversation.inbox if draft.conversation else None)
        if inbox is None:
            return Refused(_("Choose the inbox from which it goes."), "inbox")
        refused = fault_of(draft, inbox, agent, send_at, now) or (None if anyway else came_back(draft))
        if refused:
            return refused
        return written_down(draft, inbox, agent, now, rules.due_at(send_at, now))


def written_down(draft: Draft, inbox: Inbox, agent: Agent, now: datetime, due: datetime) -> Outgoing:
    """The row of a mail, and the job that looks at it when it is due."""
    conversation = beginning.conversation_of(draft, inbox, agent, now)
    draft.conversation, draft.sent_at = conversation, now
    draft.save(update_fields=["conversation", "sent_at"])
    outgoing = Outgoing.objects.create(
        conversation=conversation,
        inbox=inbox,
        agent=agent,
        draft=draft,
        message_id=new_message_id(conversation.public_id, inbox),
        to=draft.to,
        cc=draft.cc,
        bcc=draft.bcc,
        subject=draft.subject,
        text=draft.text,
        enclosures=list(draft.enclosures.order_by("pk").values("name", "content_type", "sha256", "size")),
        send_at=due,
        created_at=now,
    )
    ask_to_go(outgoing)
    tell(outgoing)
    return outgoing


def fault_of(draft: Draft, inbox: Inbox, agent: Agent, send_at: datetime | None, now: datetime) -> Refused | None:
    """Why a draft cannot be sent, if it cannot."""
    if draft.discarded_at is not None:
        return Refused(_("This draft was thrown away. Bring it back, then send it."))
    if not draft.to and not draft.cc and not draft.bcc:
        return Refused(_("Say whom it goes to."), "to")
    for field in ("to", "cc", "bcc"):
        for name, email in getattr(draft, field):
            if not beginning.can_be_written_to(email):
                shown = email or name
                return Refused(
                    _("“%(written)s” is no mail address. Write it like anna@example.com.") % {"written": shown}, field
                )
    if not draft.text.strip() and not draft.enclosures.exists():
        return Refused(_("Write something first."), "text")
    if not (may_see_inbox(agent, inbox.pk) and may_go_on(agent, draft)):
        return Refused(_("This inbox is kept for a team that you are not in."), "inbox")
    if not Submission.objects.filter(inbox=inbox).exists():
        return Refused(
            _("%(inbox)s cannot send yet. Its outgoing mail has to be connected first.") % {"inbox": inbox}, "inbox"
        )
    if send_at is not None and send_at - now > rules.FURTHEST:
        return Refused(_("That is more than a year away. Choose an earlier time."), "send_at")
    return None


def may_go_on(agent: Agent, draft: Draft) -> bool:
    """Whether the conversation of a draft is still open to its writer: they may have left its team meanwhile."""
    return eyes_of(agent).may_see(draft.conversation)


def came_back(draft: Draft) -> Refused | None:
    """Why writing to one of its addresses is of no use, as far as is known."""
    for address, reason in undeliverable([email for _name, email in (*draft.to, *draft.cc, *draft.bcc)]).items():
        words = _("Mail to %(address)s came back: %(reason)s To try it once more, send the one that came back again.")
        return Refused(words % {"address": address, "reason": reason}, "to")
    return None


def new_message_id(conversation: str, inbox: Inbox) -> str:
    """An id that only we can have made, and by which an answer finds back. Source: docs/decisions/0006-threading.md."""
    token = threading.sign(settings.SECRET_KEY, conversation)
    return f"regulars.{token}.{secrets.token_hex(8)}@{inbox.address.rpartition('@')[2]}"


def ask_to_go(outgoing: Outgoing) -> None:
    """Have it looked at when it is due."""
    jobs.enqueue_many([going(outgoing)])


def going(outgoing: Outgoing) -> Wanted:
    """The job that looks at a mail when it is due."""
    return Wanted(GO, {"outgoing": outgoing.pk}, key=f"{GO}:{outgoing.pk}", run_at=outgoing.send_at)


def ask_to_send(inbox_id: int, slot: int, at: datetime | None = None) -> None:
    """Have the queue of an inbox sent."""
    jobs.enqueue(SEND, {"inbox": inbox_id, "slot": slot}, key=f"{SEND}:{inbox_id}:{slot}", run_at=at)


def undo(outgoing: Outgoing, agent: Agent, now: datetime) -> Draft | Refused:
    """Take a mail back that has not left: its draft is there again, with its files. Refused once it is queued."""
    with transaction.atomic():
        row = Outgoing.objects.select_for_update().get(pk=outgoing.pk)
        if row.agent_id != agent.pk and not agent.may("mail.release"):
            return Refused(_("Only who wrote it can take it back."))
        if row.draft is None or row.state not in (Outgoing.HELD, Outgoing.UNDONE):
            return Refused(_("It has left already."))
        if row.state == Outgoing.UNDONE:
            return row.draft
        Outgoing.objects.filter(pk=row.pk).update(state=Outgoing.UNDONE, held_for="", settled_at=now)
        draft = withdraw(row, bring_back(row.draft, now))
        tell(row)
    return draft


def call_off(outgoing: Outgoing, agent: Agent, now: datetime) -> Refused | None:
    """Let a mail without a draft, which the desk wrote by itself, not leave. Refused once it is queued."""
    with transaction.atomic():
        row = Outgoing.objects.select_for_update().get(pk=outgoing.pk)
        if not agent.may("mail.release"):
            return Refused(_("Only who wrote it can take it back."))
        if row.draft_id is not None or row.state not in (Outgoing.HELD, Outgoing.UNDONE):
            return Refused(_("It has left already."))
        Outgoing.objects.filter(pk=row.pk).update(state=Outgoing.UNDONE, held_for="", settled_at=now)
        tell(row)
    return None


def let_go(outgoing: Outgoing, agent: Agent, now: datetime) -> Refused | None:
    """Let a held mail leave now, whatever held it; only what a person stopped stays."""
    with transaction.atomic():
        row = Outgoing.objects.select_for_update().get(pk=outgoing.pk)
        if row.state != Outgoing.HELD:
            return None if row.state != Outgoing.UNDONE else Refused(_("It was taken back meanwhile."))
        if (
            Stop.objects.filter(kind=Stop.PERSON, inbox=None).exists()
            or row.inbox.stops.filter(kind=Stop.PERSON).exists()
        ):
            return Refused(_("Sending is stopped. Let it go on first, then this mail leaves too."))
        row.held_for, row.let_go_at, row.send_at = "", now, now
        row.save(update_fields=["held_for", "let_go_at", "send_at"])
        ask_to_go(row)
        tell(row)
    return None


def settle(outgoing: Outgoing, sent: bool, agent: Agent, now: datetime) -> Refused | None:
    """Say of a mail of which nobody knows whether it left that it did, or that it should be sent again."""
    with transaction.atomic():
        row = Outgoing.objects.select_for_update().get(pk=outgoing.pk)
        if row.state != Outgoing.UNSURE:
            return Refused(_("This is settled already."))
        if not sent:
            queue_again(row, now)
            return None
        outcomes.known_as_sent(row, _("%(agent)s says that it was sent.") % {"agent": agent.name}, now)
        tell(row)
    return None


def send_again(outgoing: Outgoing, agent: Agent, now: datetime) -> Refused | None:
    """Try a mail again that failed or came back, as it is. Of two who ask for it, the second is told."""
    with transaction.atomic():
        row = Outgoing.objects.select_for_update().get(pk=outgoing.pk)
        if row.state not in AGAIN:
            return Refused(_("It is on its way again already."))
        forgive(row)
        queue_again(row, now)
    return None


def queue_again(row: Outgoing, now: datetime) -> None:
    """Put it into the queue, where its tries are counted anew, for those who have not got it as far as is known; what
    has no bytes yet is put together first."""
    if not row.sha256:
        row.state, row.held_for, row.send_at, row.settled_at, row.answer = Outgoing.HELD, "", now, None, ""
        row.save(update_fields=["state", "held_for", "send_at", "settled_at", "answer"])
        ask_to_go(row)
        tell(row)
        return
    row.state, row.queued_at, row.send_at, row.settled_at, row.answer = Outgoing.QUEUED, now, now, None, ""
    row.by_recipient = recipients.again(row.by_recipient)
    row.save(update_fields=["state", "queued_at", "send_at", "settled_at", "answer", "by_recipient"])
    ask_to_send(row.inbox_id, row.pk % SLOTS)
    tell(row)
