"""The one door for what the desk sends by itself: invitations, notices, and every automatic answer to come."""

import logging
import secrets
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from regulars.base.results import Refused
from regulars.book.models import Conversation, Identity, Moment
from regulars.book.visits.mailing import SENDERS
from regulars.channels.contract import Address
from regulars.conversations.models import Event, Outgoing
from regulars.conversations.sending import brakes
from regulars.conversations.sending.acts import ask_to_go, new_message_id
from regulars.conversations.sending.beginning import can_be_written_to
from regulars.conversations.sending.bounces import undeliverable
from regulars.conversations.sending.telling import tell
from regulars.intake.inboxes import inbox_of
from regulars.intake.models import Inbox, Submission
from regulars.intake.rules import normal_address
from regulars.intake.sending import stopped
from regulars.staff.invitations import MAILERS

log = logging.getLogger(__name__)


def automatic(
    kind: str,
    to: Address,
    subject: str,
    text: str,
    now: datetime,
    *,
    conversation: Conversation | None = None,
    answering: Moment | None = None,
) -> Outgoing | Refused:
    """Send a mail that no person wrote, or say which brake stops it; then that stands in the conversation, too.

    `kind` is a short word for what it is. Without a conversation it is about no customer and enters no book. It leaves
    through the conversation's inbox, else through the first that may send.
    """
    email = normal_address(to.email)
    if not can_be_written_to(email):
        return Refused(_("“%(written)s” is no mail address.") % {"written": to.email}, "to")
    inbox = (conversation.inbox if conversation else None) or way_out()
    if inbox is None:
        return Refused(_("No inbox can send yet."))
    if reason := brakes.brake(situation(email, answering, now)) or brakes.spend(email, subject, now):
        return braked(reason, kind, email, conversation, now)
    with transaction.atomic():
        outgoing = Outgoing.objects.create(
            conversation=conversation,
            inbox=inbox,
            automatic=kind,
            message_id=message_id(conversation, inbox),
            to=[[to.name, email]],
            subject=subject,
            text=text,
            send_at=now,
            created_at=now,
        )
        ask_to_go(outgoing)
        tell(outgoing)
    return outgoing


def way_out() -> Inbox | None:
    """The first inbox that may send, else the first that could."""
    accounts = list(Submission.objects.select_related("inbox").order_by("inbox_id"))
    free = (one.inbox for one in accounts if not stopped(one.inbox))
    return next(free, accounts[0].inbox if accounts else None)


def message_id(conversation: Conversation | None, inbox: Inbox) -> str:
    """Ours; signed where an answer has a conversation to find back to."""
    if conversation is not None:
        return new_message_id(conversation.public_id, inbox)
    return f"regulars.{secrets.token_hex(12)}@{inbox.address.rpartition('@')[2]}"


def situation(email: str, answering: Moment | None, now: datetime) -> brakes.Situation:
    """What the brakes have to know."""
    return brakes.Situation(
        ours=inbox_of(email) is not None,
        by_machine=answering is not None and bool(answering.automatic or answering.kind == "bounce"),
        returned=email in undeliverable([email]),
        heard=heard(email, now),
    )


def heard(email: str, now: datetime) -> int:
    """How many messages came from the book of this address within the last hour, as far as that matters."""
    whose = Identity.objects.filter(kind="email", value=email, verified_at__isnull=False).values("customer")
    lately = Moment.objects.filter(customer__in=whose, direction=Moment.IN, at__gt=now - brakes.FLOOD_PERIOD)
    return lately.values("pk")[: brakes.FLOOD].count()


def braked(reason: str, kind: str, email: str, conversation: Conversation | None, now: datetime) -> Refused:
    """Make a brake that fired visible."""
    log.warning("An automatic mail (%s) to %s was not sent: %s", kind, email, reason)
    if conversation is not None:
        payload = {"reason": reason, "to": email, "kind": kind}
        Event.objects.create(conversation=conversation, kind="braked", at=now, payload=payload)
    return Refused(brakes.in_words(reason, email), "to")


def invite(email: str, subject: str, text: str) -> bool:
    """Send somebody the link to their seat; whether it is on its way. Where the inbox holds its mail it is not yet."""
    made = automatic("invitation", Address("", email), subject, text, timezone.now())
    return isinstance(made, Outgoing) and not stopped(made.inbox)


def brief(email: str, subject: str, text: str) -> Refused | None:
    """Send the briefs of a day to the shift, or say why they do not leave."""
    made = automatic("brief", Address("", email), subject, text, timezone.now())
    return made if isinstance(made, Refused) else None


MAILERS.offer("smtp", invite)
SENDERS.offer("smtp", brief)
